import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BoxOptions, openBox } from '../../sandbox/box.js';
import type { Exchange } from '../../sandbox/contract.js';
import {
  type Comment,
  type Issue,
  type Person,
  type PullRequest,
  person,
} from '../../sandbox/demo/people.js';
import type { Sandbox } from '../../sandbox/server.js';
import type { WorkflowState } from '../../src/domain/state.js';

/** A box with the bot installed, and its people; `repo` is the repository's REST path. */
export interface World {
  readonly box: Sandbox;
  readonly repo: string;
  readonly ada: Person;
  readonly wendy: Person;
  readonly reed: Person;
  readonly nora: Person;
}

export const REQUEST = 'Greeting in another language';

/** Runs a story in a fresh box without the pauses between writes, and throws the box away. */
export async function inBox<T>(
  story: (world: World) => Promise<T>,
  options: Pick<BoxOptions, 'onExchange' | 'secrets' | 'seedRepo' | 'variables'> = {},
): Promise<T> {
  const dataDir = await mkdtemp(join(tmpdir(), 'speckit-e2e-'));
  const box = await openBox({
    dataDir,
    env: { SPECKIT_WRITE_SPACING_MS: '0' },
    ...options,
  });
  const somebody = (login: string) => person(box.apiUrl, login, box.users[login]?.token ?? '');
  const world = {
    box,
    repo: `/repos/${box.repo}`,
    ada: somebody('ada'),
    wendy: somebody('wendy'),
    reed: somebody('reed'),
    nora: somebody('nora'),
  };
  try {
    return await story(world);
  } catch (error) {
    console.error(await failedRuns(world));
    throw error;
  } finally {
    await box.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

interface Listed {
  readonly workflow_runs: readonly {
    readonly id: number;
    readonly display_title: string;
    readonly conclusion: string;
  }[];
}

/** What the logs of runs that did not succeed say: a story that fails in the box is told there. */
export async function failedRuns({ box, repo, ada }: World): Promise<string> {
  const { workflow_runs } = await ada.get<Listed>(`${repo}/actions/runs?per_page=100`);
  const failed = workflow_runs.filter((run) => run.conclusion !== 'success' && run.conclusion !== 'skipped');
  const headers = { authorization: `Bearer ${box.users.ada?.token ?? ''}` };
  const told = failed.map(async (run) => {
    const { jobs } = await ada.get<{ jobs: { id: number; name: string }[] }>(
      `${repo}/actions/runs/${run.id}/jobs`,
    );
    const logs = jobs.map(async (job) => {
      const answer = await fetch(`${box.apiUrl}${repo}/actions/jobs/${job.id}/logs`, { headers });
      return `${run.display_title} / ${job.name}\n${(await answer.text()).slice(-3_000)}`;
    });
    return (await Promise.all(logs)).join('\n');
  });
  return `Runs that did not succeed: ${failed.length}\n${(await Promise.all(told)).join('\n')}`;
}

export function openIssue({ wendy, repo }: World, title = REQUEST): Promise<Issue> {
  return wendy.post<Issue>(`${repo}/issues`, { title, body: 'Our greeter only speaks English.' });
}

/** Comments and waits until everything that follows has happened. */
export async function say({ box, repo }: World, who: Person, issue: number, body: string): Promise<Comment> {
  const comment = await who.post<Comment>(`${repo}/issues/${issue}/comments`, { body });
  await box.idle();
  return comment;
}

/** What the bot answered to a comment: the comments that came after it. */
export async function answersTo(world: World, issue: number, body: string, who?: Person): Promise<string[]> {
  const known = new Set((await commentsOf(world, issue)).map((one) => one.id));
  const said = await say(world, who ?? world.wendy, issue, body);
  const isNew = (one: Comment) => one.id !== said.id && !known.has(one.id);
  return (await commentsOf(world, issue)).filter(isNew).map((one) => one.body);
}

/** An issue on which a command was given, and everything that followed has happened; its number. */
export async function commanded(world: World, command: string, title = REQUEST): Promise<number> {
  const { number } = await openIssue(world, title);
  await say(world, world.wendy, number, command);
  return number;
}

/** An issue whose workflow waited for approval, and was approved on its pull request; its number. */
export async function approved(world: World, command: string): Promise<number> {
  const issue = await commanded(world, command);
  await approve(world, (await workflowOf(world, issue)).pull_request?.number ?? 0);
  return issue;
}

/** An issue with a workflow that waits for approval. */
export async function planned(
  world: World,
  workflow = 'simple',
): Promise<{ issue: number; pull: PullRequest }> {
  const issue = await openIssue(world);
  await say(world, world.wendy, issue.number, `/speckit ${workflow}: ${REQUEST}`);
  const [pull] = await world.ada.get<PullRequest[]>(`${world.repo}/pulls?state=open`);
  if (pull === undefined) throw new Error('expected a pull request with the planning artifacts');
  return { issue: issue.number, pull };
}

export async function approve({ box, repo, ada }: World, pull: number): Promise<void> {
  await ada.post(`${repo}/pulls/${pull}/reviews`, { event: 'APPROVE' });
  await box.idle();
}

/** The state of the workflow that holds an issue, as the branch `speckit-state` has it; null before there is one. */
export async function stateOf({ repo, wendy }: World, issue: number): Promise<WorkflowState | null> {
  const folder = `${repo}/contents/.specify/workflow-state`;
  const index = await readJson<{ active: string }>(wendy, `${folder}/issues/${issue}.json`).catch(() => null);
  // An issue is claimed before its state is written.
  return index === null
    ? null
    : readJson<WorkflowState>(wendy, `${folder}/${index.active}.json`).catch(() => null);
}

/** The same for an issue that has a workflow. */
export async function workflowOf(world: World, issue: number): Promise<WorkflowState> {
  const state = await stateOf(world, issue);
  if (state === null) throw new Error(`expected a workflow on #${issue}, received none`);
  return state;
}

/** The comment that shows where the workflow stands. */
export async function dashboardOf(world: World, issue: number): Promise<string> {
  const all = (await commentsOf(world, issue)).map((one) => one.body);
  const latest = all.filter((body) => body.includes('<!-- speckit:state')).at(-1);
  if (latest === undefined)
    throw new Error(`expected a dashboard on #${issue}, received ${all.length} other comments`);
  return latest;
}

/** A file of a branch, as text. */
export async function fileAt({ repo, ada }: World, path: string, branch: string): Promise<string> {
  const file = await ada.get<{ content: string }>(`${repo}/contents/${path}?ref=${branch}`);
  return Buffer.from(file.content, 'base64').toString('utf8');
}

async function readJson<T>(reader: Person, path: string): Promise<T> {
  const file = await reader.get<{ content: string }>(`${path}?ref=speckit-state`);
  return JSON.parse(Buffer.from(file.content, 'base64').toString('utf8')) as T;
}

export function commentsOf({ repo, wendy }: World, issue: number): Promise<Comment[]> {
  return wendy.get<Comment[]>(`${repo}/issues/${issue}/comments?per_page=100`);
}

/** Commits a file to a branch as a person, through the contents API. */
export async function commitFile(
  { repo }: World,
  who: Person,
  file: { path: string; branch: string; text: string; sha?: string },
): Promise<void> {
  await who.put(`${repo}/contents/${file.path}`, {
    message: `Change ${file.path}`,
    branch: file.branch,
    content: Buffer.from(file.text).toString('base64'),
    ...(file.sha === undefined ? {} : { sha: file.sha }),
  });
}

/** Changes a text within a file of a branch, as a person who has read it. */
export async function changeFile(
  world: World,
  who: Person,
  { path, branch }: { path: string; branch: string },
  from: string,
  to: string,
): Promise<void> {
  const { sha } = await who.get<{ sha: string }>(`${world.repo}/contents/${path}?ref=${branch}`);
  const text = (await fileAt(world, path, branch)).replace(from, to);
  await commitFile(world, who, { path, branch, text, sha });
}

/** What the bot wrote to GitHub: everything that changes something, by its run tokens. */
export function botWrites(world: World): Exchange[] {
  return world.box
    .exchanges()
    .filter((one) => one.callerKind === 'run' && one.method !== 'GET' && one.status < 300);
}

/** Ids of the assignments that were dispatched to Actions. */
export function dispatchedAssignments(world: World): string[] {
  return botWrites(world)
    .filter((one) => one.url.endsWith('/dispatches'))
    .map((one) => (one.requestBody as { inputs?: { assignment?: string } }).inputs?.assignment)
    .filter((id) => id !== undefined && id !== '') as string[];
}
