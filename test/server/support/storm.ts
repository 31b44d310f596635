import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Exchange } from '../../../sandbox/contract.js';
import { type Comment, type Issue, type Person, person } from '../../../sandbox/demo/people.js';
import { type Sandbox, startSandbox } from '../../../sandbox/server.js';
import type { WorkflowState } from '../../../src/domain/state.js';
import { registration, SLUG } from './app.js';

/** What one delivery of the storm is about. */
export interface Piece {
  readonly kind: 'start' | 'help' | 'refused' | 'chatter';
  readonly issue: number;
  readonly comment: number;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** A repository whose comments were made while nobody listened, so that a test can deliver them as it likes. */
export interface Storm {
  readonly box: Sandbox;
  readonly pieces: readonly Piece[];
  readonly dataDir: string;
  stop(): Promise<void>;
}

/** How many comments of each kind; 800 together. */
const COUNTS = { start: 12, help: 100, refused: 50, chatter: 638 } as const;
const ISSUES = 40;
const FORMATS = 'csv json yaml xml pdf html markdown latex parquet avro sqlite toml'.split(' ');

const SAYS: Readonly<Record<Piece['kind'], (number: number) => string>> = {
  start: (number) => `/speckit simple: Export as ${FORMATS[number]}`,
  help: () => '/speckit help',
  refused: (number) => `/speckit frobnicate: ${number}`,
  chatter: (number) => `I have been thinking about number ${number}.`,
};

/** Prepares the repository. Its Actions run nothing: assignments stay queued, so that only the server is at work. */
export async function prepareStorm(): Promise<Storm> {
  const dataDir = await mkdtemp(join(tmpdir(), 'speckit-storm-'));
  const box = await startSandbox({
    dataDir: join(dataDir, 'box'),
    seedRepo: await seed(join(dataDir, 'seed')),
    apps: [registration()],
    actions: { maxParallelJobs: 0 },
  });
  const wendy = person(box.apiUrl, 'wendy', box.users.wendy?.token ?? '');
  const pieces = await talk(box, wendy);
  return {
    box,
    pieces,
    dataDir,
    async stop() {
      await box.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** The Actions workflow as it is shipped, but started by dispatches alone. */
async function seed(directory: string): Promise<string> {
  await cp('sandbox/sample', directory, { recursive: true });
  const shipped = await readFile('.github/workflows/speckit.yml', 'utf8');
  const quiet = shipped.replace(/^on:\n[\s\S]*?(?= {2}workflow_dispatch:)/m, 'on:\n');
  const target = join(directory, '.github/workflows');
  await mkdir(target, { recursive: true });
  await writeFile(join(target, 'speckit.yml'), quiet);
  return directory;
}

async function talk(box: Sandbox, wendy: Person): Promise<Piece[]> {
  const path = `/repos/${box.repo}`;
  const repository = await wendy.get<object>(path);
  const installation = { id: box.installations[0], node_id: 'installation' };
  const issues: Issue[] = [];
  for (let number = 1; number <= ISSUES; number += 1) {
    issues.push(await wendy.post<Issue>(`${path}/issues`, { title: `Wish ${number}`, body: 'Please.' }));
  }
  const pieces: Piece[] = [];
  for (const [kind, count] of Object.entries(COUNTS) as [Piece['kind'], number][]) {
    for (let number = 0; number < count; number += 1) {
      const issue = issues[number % ISSUES];
      if (issue === undefined) throw new Error('expected an issue');
      const comment = await wendy.post<Comment>(`${path}/issues/${issue.number}/comments`, {
        body: SAYS[kind](number),
      });
      const payload = { action: 'created', issue, comment, repository, installation, sender: comment.user };
      pieces.push({ kind, issue: issue.number, comment: comment.id, payload });
    }
  }
  return pieces;
}

/** Runs work on each item, so many at a time. */
export async function each<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = items.values();
  const worker = async (): Promise<void> => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

/** The same order for the same seed. */
export function shuffled<T>(items: readonly T[], seedNumber: number): T[] {
  const all = [...items];
  let state = seedNumber;
  for (let at = all.length - 1; at > 0; at -= 1) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    const other = state % (at + 1);
    [all[at], all[other]] = [all[other] as T, all[at] as T];
  }
  return all;
}

/** What there is in the world after the storm, counted per comment. */
export interface Aftermath {
  /** Comments of the App with their marker, e.g. `answer 1234`. */
  readonly answers: readonly string[];
  readonly eyes: readonly number[];
  readonly states: readonly WorkflowState[];
  /** Assignments that were dispatched, each as often as it was. */
  readonly dispatched: readonly string[];
}

/** Looks at the repository through the API. */
export async function lookAround({ box }: Storm): Promise<Aftermath> {
  const path = `/repos/${box.repo}`;
  const ada = person(box.apiUrl, 'ada', box.users.ada?.token ?? '');
  const comments = await pagesOf<Comment & { reactions: { eyes: number } }>(ada, `${path}/issues/comments`);
  const folder = `${path}/contents/.specify/workflow-state`;
  const files = await ada.get<{ name: string }[]>(`${folder}?ref=speckit-state`);
  const names = files.map((one) => one.name).filter((name) => /^[0-9a-f-]{36}\.json$/.test(name));
  return {
    answers: comments
      .filter((one) => one.user.login === `${SLUG}[bot]`)
      .map((one) => /<!-- speckit:(\w+ [^ ]+) -->\s*$/.exec(one.body)?.[1] ?? one.body),
    eyes: comments.flatMap((one) => Array.from({ length: one.reactions.eyes }, () => one.id)),
    states: await Promise.all(
      names.map(async (name) => {
        const file = await ada.get<{ content: string }>(`${folder}/${name}?ref=speckit-state`);
        return JSON.parse(Buffer.from(file.content, 'base64').toString('utf8')) as WorkflowState;
      }),
    ),
    dispatched: box.exchanges().flatMap(dispatchOf),
  };
}

function dispatchOf({ method, url, status, requestBody }: Exchange): string[] {
  if (method !== 'POST' || !url.endsWith('/dispatches') || status >= 300) return [];
  return [(requestBody as { inputs: { assignment: string } }).inputs.assignment];
}

async function pagesOf<T>(who: Person, path: string): Promise<T[]> {
  const all: T[] = [];
  for (let page = 1; ; page += 1) {
    const found = await who.get<T[]>(`${path}?per_page=100&page=${page}`);
    all.push(...found);
    if (found.length < 100) return all;
  }
}
