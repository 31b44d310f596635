/** From requirements to tasks, commits and tests: what is linked with what, and where a link is missing. */
import { requirementIds } from '../analysis/references.js';
import { contentWords } from '../analysis/words.js';
import { readSpec } from '../documents/spec.js';
import { parseTasks } from '../documents/tasks.js';
import type { TaskState, WorkflowState } from '../domain/state.js';
import { list } from './format.js';
import { isTestFile } from './test-file.js';

/** A commit of the feature branch, as its trailers name it. */
export interface LandedCommit {
  readonly sha: string;
  readonly agent: string;
  /** Null for work on the feature as a whole. */
  readonly task: string | null;
  /** Paths that it changed. */
  readonly files: readonly string[];
}

export interface TraceTask {
  readonly id: string;
  readonly description: string;
  readonly stories: readonly string[];
  readonly isDone: boolean;
  readonly commits: readonly LandedCommit[];
  readonly tests: readonly string[];
}

export interface TraceRow {
  readonly id: string;
  readonly text: string;
  readonly tasks: readonly TraceTask[];
  /** No task names the requirement; these are the ones whose words it shares. */
  readonly isByWording: boolean;
  readonly commits: readonly LandedCommit[];
  readonly tests: readonly string[];
  /** What is missing, in a few words; empty where nothing is. */
  readonly gaps: readonly string[];
}

export interface Trace {
  readonly rows: readonly TraceRow[];
  /** Tasks that lead to no requirement, such as setup. */
  readonly others: readonly TraceTask[];
}

/** Share of a requirement's words, weighted, from which a task is taken to be about it. */
const ABOUT = 0.45;
const MOST_BY_WORDING = 3;

/**
 * @param spec text of spec.md, null where there is none
 * @param tasks text of tasks.md, null where there is none
 */
export function traceFeature(
  state: WorkflowState,
  spec: string | null,
  tasks: string | null,
  commits: readonly LandedCommit[],
): Trace {
  const all = tasksOf(state, tasks, commits);
  const requirements = spec === null ? [] : readSpec(spec).requirements;
  const about = byWording(all, requirements);
  const naming = byRequirement(all);
  const whole = all.length === 0 ? commits.filter(({ agent }) => agent === 'implement') : [];
  const rows = requirements.map(({ id, text }): TraceRow => {
    // `FR-011a` refines FR-011.
    const named = naming.get(id) ?? naming.get(id.replace(/[a-z]$/, '')) ?? [];
    const linked = named.length > 0 ? named : about(text);
    const made = all.length === 0 ? whole : unique(linked.flatMap((task) => task.commits));
    const tests = all.length === 0 ? testsIn(whole) : testsOf(linked, all);
    const row = { id, text, tasks: linked, isByWording: named.length === 0 && linked.length > 0 };
    return { ...row, commits: made, tests, gaps: gapsOf(state, all.length, linked, made, tests) };
  });
  const reached = new Set(rows.flatMap((row) => row.tasks.map(({ id }) => id)));
  return { rows, others: all.filter(({ id }) => !reached.has(id)) };
}

function tasksOf(state: WorkflowState, text: string | null, commits: readonly LandedCommit[]): TraceTask[] {
  const status = new Map<string, TaskState['status']>(state.tasks.map((task) => [task.id, task.status]));
  const read = text === null ? [] : parseTasks(text).tasks.filter(({ skipped }) => !skipped);
  const known =
    read.length > 0
      ? read.map(({ id, description, stories, done }) => ({ id, description, stories, done }))
      : state.tasks.map(({ id, description, story }) => ({
          id,
          description,
          stories: story === null ? [] : [story],
          done: false,
        }));
  return known.map(({ id, description, stories, done }) => {
    const own = commits.filter(({ task }) => task === id);
    const isDone = (status.get(id) ?? (done ? 'done' : 'pending')) === 'done';
    return { id, description, stories, isDone, commits: own, tests: testsIn(own) };
  });
}

function byRequirement(tasks: readonly TraceTask[]): ReadonlyMap<string, readonly TraceTask[]> {
  const found = new Map<string, TraceTask[]>();
  for (const task of tasks) {
    for (const id of requirementIds(task.description)) found.set(id, [...(found.get(id) ?? []), task]);
  }
  return found;
}

/** Many teams write no requirement ids into tasks: then the words have to tell, rare ones more than frequent ones. */
function byWording(
  tasks: readonly TraceTask[],
  requirements: readonly { readonly text: string }[],
): (text: string) => readonly TraceTask[] {
  const words = tasks.map((task) => ({ task, own: contentWords(task.description) }));
  const documents = [...words.map(({ own }) => own), ...requirements.map(({ text }) => contentWords(text))];
  const frequency = new Map<string, number>();
  for (const each of documents) for (const word of each) frequency.set(word, (frequency.get(word) ?? 0) + 1);
  const weight = (some: readonly string[]) =>
    some.reduce((total, word) => total + Math.log(1 + documents.length / (frequency.get(word) ?? 1)), 0);
  return (text) => {
    const wanted = [...contentWords(text)];
    const whole = weight(wanted);
    if (wanted.length < 2) return [];
    return words
      .map(({ task, own }) => ({ task, share: weight(wanted.filter((word) => own.has(word))) / whole }))
      .filter(({ share }) => share >= ABOUT)
      .toSorted((one, other) => other.share - one.share)
      .slice(0, MOST_BY_WORDING)
      .map(({ task }) => task);
  };
}

/** Tests are often a task of their own: those of the same story count where a task brings none itself. */
function testsOf(linked: readonly TraceTask[], all: readonly TraceTask[]): string[] {
  const own = unique(linked.flatMap(({ tests }) => tests));
  if (own.length > 0) return own;
  const stories = new Set(linked.flatMap((task) => task.stories));
  return unique(
    all.filter((task) => task.stories.some((one) => stories.has(one))).flatMap(({ tests }) => tests),
  );
}

function testsIn(commits: readonly LandedCommit[]): string[] {
  return unique(commits.flatMap(({ files }) => files)).filter(isTestFile);
}

function gapsOf(
  state: WorkflowState,
  taskCount: number,
  tasks: readonly TraceTask[],
  commits: readonly LandedCommit[],
  tests: readonly string[],
): string[] {
  if (taskCount > 0 && tasks.length === 0) return ['no task'];
  // A workflow that ends with the plan owes nothing more.
  if (!state.steps.includes('implement')) return [];
  const open = tasks.filter(({ isDone }) => !isDone).map(({ id }) => id);
  return [
    ...(open.length > 0 ? [`${list(open, 5)} not done`] : []),
    ...(commits.length === 0 ? ['no commit'] : []),
    ...(tests.length === 0 ? ['no test'] : []),
  ];
}

function unique<T>(items: readonly T[]): T[] {
  return [...new Set(items)];
}
