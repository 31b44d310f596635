/**
 * Dry run: the engine itself, with a simulated clock and simulated agents. What it shows is therefore what the engine
 * would do: its parallelism, retries, loops and limits. Same input and seed, same run.
 */
import type { Diagnostic, Task } from '../documents/types.js';
import type { Settings, WorkflowState } from '../domain/state.js';
import { buildGraph } from '../scheduling/graph.js';
import { type Moment, simulate } from './simulate.js';

export interface DryRunOptions {
  /** Share of attempts that fail, from 0 to 1. */
  readonly failureRate: number;
  /** Another seed gives other durations and failures. */
  readonly seed: number;
  readonly settings: Settings;
}

export interface DryRun {
  readonly summary: {
    readonly status: WorkflowState['status'];
    readonly reason: string | null;
    readonly tasks: Readonly<Record<'total' | 'done' | 'failed' | 'blocked' | 'not_started', number>>;
    /** Tries of tasks, and those that failed. */
    readonly attempts: number;
    readonly failures: number;
    readonly most_parallel: number;
    readonly critical_path: readonly string[];
    /** Work divided by workers and time: 1 is a run without a pause. */
    readonly parallel_efficiency: number;
    /** Time of the run over the best possible one, max(critical path, work / workers); null without work. */
    readonly over_lower_bound: number | null;
  };
  readonly warnings: readonly string[];
  /** Seconds until everything has ended, or a person is needed. */
  readonly estimated_duration: number;
  readonly timeline: readonly Moment[];
}

/** Runs the tasks of a feature as if an approved `implement` were given for them. */
export function dryRun(
  tasks: readonly Task[],
  diagnostics: readonly Diagnostic[],
  options: DryRunOptions,
): DryRun {
  const graph = buildGraph(tasks, diagnostics);
  const { state, timeline, seconds, durationOf } = simulate(tasks, options);
  const ran = timeline.filter((moment) => moment.task !== undefined);
  const workers = options.settings.max_parallel_tasks;
  const todo = tasks.filter((task) => !task.done && !task.skipped);
  const work = sum(todo.map((task) => durationOf(task.id)));
  const open = new Set(todo.map((task) => task.id));
  const path = longestPath(graph.execution_order, graph.dependencies, (id) =>
    open.has(id) ? durationOf(id) : 0,
  );
  const bound = Math.max(path, work / workers);
  const buildEnd = Math.max(0, ...ran.map((moment) => moment.at));
  const count = (status: string) => state.tasks.filter((task) => task.status === status).length;
  return {
    summary: {
      status: state.status,
      reason: state.status_reason,
      tasks: {
        total: tasks.length,
        done: count('done'),
        failed: count('failed'),
        blocked: count('blocked'),
        not_started: count('pending') + count('running'),
      },
      attempts: ran.filter((moment) => moment.event === 'start').length,
      failures: timeline.filter((moment) => moment.event === 'fail').length,
      most_parallel: mostParallel(ran),
      critical_path: graph.critical_path,
      parallel_efficiency: buildEnd === 0 ? 0 : round(work / (workers * buildEnd)),
      over_lower_bound: bound === 0 ? null : round(buildEnd / bound),
    },
    warnings: warningsOf(state, timeline, diagnostics, {
      path,
      buildEnd,
      workers,
      parallel: mostParallel(ran),
    }),
    estimated_duration: seconds,
    timeline,
  };
}

function warningsOf(
  state: WorkflowState,
  timeline: readonly Moment[],
  diagnostics: readonly Diagnostic[],
  run: {
    readonly path: number;
    readonly buildEnd: number;
    readonly workers: number;
    readonly parallel: number;
  },
): string[] {
  const problems = diagnostics.filter((one) => one.severity !== 'info');
  const names = (status: string) =>
    state.tasks.filter((task) => task.status === status).map((task) => task.id);
  const failed = names('failed');
  const blocked = names('blocked');
  const retried = [
    ...new Set(timeline.filter((one) => one.event === 'fail').flatMap((one) => one.task ?? [])),
  ];
  return [
    ...problems.map(({ line, message }) => (line > 0 ? `line ${line}: ${message}` : message)),
    ...(state.tasks.length === 0 ? ['There are no tasks to run.'] : []),
    ...(failed.length > 0 ? [`Failed for good: ${list(failed)}.`] : []),
    ...(blocked.length > 0 ? [`Blocked, because what they need failed: ${list(blocked)}.`] : []),
    ...(retried.length > 0 ? [`Failed at least once: ${list(retried)}.`] : []),
    ...(state.status === 'completed'
      ? []
      : [`The run ends ${state.status}: ${state.status_reason ?? 'no reason'}`]),
    ...(run.buildEnd > 0 && run.path > 0.95 * run.buildEnd && run.parallel < run.workers
      ? ['The critical path decides the duration: more parallel tasks would not make it shorter.']
      : []),
  ];
}

function mostParallel(ran: readonly Moment[]): number {
  const running = new Set<string>();
  let most = 0;
  for (const { event, task = '' } of ran) {
    if (event === 'start') running.add(task);
    else running.delete(task);
    most = Math.max(most, running.size);
  }
  return most;
}

function longestPath(
  order: readonly string[],
  dependencies: readonly { readonly from: string; readonly to: string }[],
  durationOf: (id: string) => number,
): number {
  const needs = new Map<string, string[]>();
  for (const { from, to } of dependencies) needs.set(to, [...(needs.get(to) ?? []), from]);
  const end = new Map<string, number>();
  for (const id of order) {
    const start = Math.max(0, ...(needs.get(id) ?? []).map((one) => end.get(one) ?? 0));
    end.set(id, start + durationOf(id));
  }
  return Math.max(0, ...end.values());
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function list(ids: readonly string[]): string {
  return ids.length > 10 ? `${ids.slice(0, 10).join(', ')} and ${ids.length - 10} more` : ids.join(', ');
}
