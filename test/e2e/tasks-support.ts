/** Features with many tasks, played by scripts: how their repository is made, and what the world shows of them afterwards. */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { BoxOptions } from '../../sandbox/box.js';
import type { Assignment, WorkflowState } from '../../src/domain/state.js';
import { approved, fileAt, inBox, type World, workflowOf } from './support.js';

export interface Behaviour {
  readonly tasks: string;
  /** Tasks whose first play never ends. */
  readonly hangs?: readonly string[];
  /** Plays of tasks that fail, counted from 1. */
  readonly fails?: readonly number[];
  /** Tasks that add a line to one file, of which tasks.md says nothing. */
  readonly shares?: { readonly file: string; readonly tasks: readonly string[] };
}

export interface Play {
  readonly task: string;
  readonly what: 'begins' | 'ends';
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** A repository whose agents are `fixtures/task-agent.mjs`, and the diary of their plays. */
export interface Seed {
  readonly folder: string;
  plays(): Promise<readonly Play[]>;
  /** Processes of plays that hang, as `ps` shows them. */
  hanging(): readonly string[];
  remove(): Promise<void>;
}

/** Makes it. `files` are more of the repository's files, by path. */
export async function seedTasks(
  behaviour: Behaviour,
  config: readonly string[],
  files: Readonly<Record<string, string>> = {},
): Promise<Seed> {
  const root = await mkdtemp(join(tmpdir(), 'speckit-tasks-'));
  const folder = join(root, 'repository');
  const diary = join(root, 'diary.jsonl');
  const nothing = { hangs: [], fails: [], shares: { file: '', tasks: [] } };
  const all: Readonly<Record<string, string>> = {
    'package.json': JSON.stringify({ name: 'shapes', type: 'module', scripts: { test: 'node --test' } }),
    'tools/agent.mjs': await readFile(join(import.meta.dirname, 'fixtures', 'task-agent.mjs'), 'utf8'),
    'tools/behaviour.json': JSON.stringify({ ...nothing, ...behaviour, diary }),
    '.github/speckit.yml': `${config.join('\n')}\n`,
    ...files,
  };
  for (const [path, text] of Object.entries(all)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  await writeFile(diary, '');
  return {
    folder,
    plays: async () => {
      const lines = (await readFile(diary, 'utf8')).split('\n').filter((line) => line !== '');
      return lines.map((line) => JSON.parse(line) as Play);
    },
    hanging: () => {
      const all = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' }).split('\n');
      return all.filter((line) => line.includes(`hangs-for-${basename(root)}`));
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

const ENDS: readonly string[] = ['completed', 'failed', 'aborted', 'paused'];

/** Nothing but the schedule drives the workflow on, until it has ended or does not get further. */
export async function sweepToTheEnd(world: World, issue: number, rounds = 10): Promise<WorkflowState> {
  await world.box.idle();
  for (let round = 0; round < rounds; round++) {
    const { status, outbox } = await workflowOf(world, issue);
    if (ENDS.includes(status) && outbox.length === 0) break;
    world.box.runSchedules();
    await world.box.idle();
  }
  return workflowOf(world, issue);
}

/** Plays the feature from its request to its end; `look` reads what else a test wants to know while the box is there. */
export function playTasks(
  seed: Seed,
  look: (world: World, state: WorkflowState, issue: number) => Promise<void>,
  onExchange?: BoxOptions['onExchange'],
): Promise<{ state: WorkflowState; landed: Landed; plays: readonly Play[] }> {
  const story = async (world: World) => {
    const issue = await approved(world, '/speckit standard: Shapes and colours');
    const state = await sweepToTheEnd(world, issue);
    await look(world, state, issue);
    return { state, landed: await landedOf(world, state), plays: await seed.plays() };
  };
  return inBox(story, { seedRepo: seed.folder, ...(onExchange === undefined ? {} : { onExchange }) });
}

/** What an end-to-end story of tasks left behind. */
export interface Landed {
  /** Ids of tasks in the order of their commits on the feature branch. */
  readonly committed: readonly string[];
  /** Ids of tasks that are ticked in tasks.md. */
  readonly ticked: readonly string[];
  /** Titles of the runs that assignments of this workflow had. */
  readonly runs: readonly string[];
}

interface Comparison {
  readonly commits: readonly { readonly commit: { readonly message: string } }[];
}

interface Runs {
  readonly total_count: number;
  readonly workflow_runs: readonly { readonly display_title: string }[];
}

/** Reads it through the API. */
export async function landedOf(world: World, state: WorkflowState): Promise<Landed> {
  const { ada, repo } = world;
  const branch = state.branch?.name ?? '';
  const { commits } = await ada.get<Comparison>(`${repo}/compare/main...${branch}`);
  const markdown = await fileAt(world, `${state.feature_dir}tasks.md`, branch);
  const titles: string[] = [];
  for (let page = 1; ; page++) {
    const path = `${repo}/actions/runs?event=workflow_dispatch&per_page=100&page=${page}`;
    const { workflow_runs } = await ada.get<Runs>(path);
    titles.push(...workflow_runs.map((run) => run.display_title));
    if (workflow_runs.length < 100) break;
  }
  const prefix = `speckit ${state.workflow_id.slice(0, 8)}-`;
  return {
    committed: commits.flatMap(({ commit }) => /^Speckit-Task: (\S+)$/m.exec(commit.message)?.[1] ?? []),
    ticked: [...markdown.matchAll(/^- \[[xX]\] (T\d+)/gm)].map(([, id = '']) => id),
    runs: titles.filter((title) => title.startsWith(prefix)),
  };
}

/** The assignments of tasks. */
export function taskAssignments({ assignments }: WorkflowState): readonly Assignment[] {
  return assignments.filter((one) => one.tasks.length > 0);
}

/** Tasks of the assignments that ended with success, in the order in which they were given out. */
export function succeeded(state: WorkflowState): readonly string[] {
  return taskAssignments(state)
    .filter((one) => one.outcome?.result === 'success')
    .flatMap((one) => one.tasks);
}

/** Most assignments of tasks that were out at a time. One that ends makes room in the same moment. */
export function mostAtOnce(state: WorkflowState): number {
  const moments = taskAssignments(state).flatMap(({ dispatched_at, finished_at }) => [
    { at: Date.parse(dispatched_at), change: 1 },
    { at: finished_at === null ? Number.POSITIVE_INFINITY : Date.parse(finished_at), change: -1 },
  ]);
  moments.sort((one, other) => one.at - other.at || one.change - other.change);
  let out = 0;
  let most = 0;
  for (const { change } of moments) {
    out += change;
    most = Math.max(most, out);
  }
  return most;
}

/** Dependencies that were not done when their dependent was given out, as `T005 before T003`; none where all is well. */
export function tooEarly(state: WorkflowState): readonly string[] {
  const doneAt = new Map<string, number>();
  for (const { tasks, outcome, finished_at } of taskAssignments(state)) {
    if (outcome?.result === 'success' && finished_at !== null)
      for (const id of tasks) doneAt.set(id, Date.parse(finished_at));
  }
  return taskAssignments(state).flatMap(({ tasks, dispatched_at }) =>
    tasks.flatMap((id) => {
      const needs = state.tasks.find((task) => task.id === id)?.depends_on ?? [];
      const open = needs.filter((need) => !((doneAt.get(need) ?? Infinity) <= Date.parse(dispatched_at)));
      return open.map((need) => `${id} before ${need}`);
    }),
  );
}
