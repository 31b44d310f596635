import type { TaskState, WorkflowState } from '../domain/state.js';
import { traitsOf } from '../selection/traits.js';
import { dispatch } from './dispatch.js';
import type { Draft } from './draft.js';
import { escalate, stop } from './ending.js';
import { feedbackFor } from './feedback.js';
import { ensurePlan } from './plan.js';
import { isUnderWay } from './sequence.js';

type Plan = NonNullable<WorkflowState['plan']>;

/** True when every task is done and nothing that was sent back is left to mend. */
export function tasksAreDone(state: WorkflowState): boolean {
  if (state.tasks.length === 0 || hasOpenTasks(state)) return false;
  return feedbackFor(state, 'implement', null) === null && !isUnderWay(state, 'implement');
}

export function hasOpenTasks(state: WorkflowState): boolean {
  return state.tasks.some((task) => task.status !== 'done');
}

/**
 * Implements tasks.md: starts every task that is ready, in the planned order and up to `max_parallel_tasks`; no barriers,
 * and a task that waits for its retry or for a backend holds back only those that need it. Where nothing can go on any
 * more, the workflow stops, or a person is asked.
 */
export function startTasks(draft: Draft): void {
  ensurePlan(draft);
  const { tasks, settings } = draft.state;
  let free = settings.max_parallel_tasks - tasks.filter(isRunning).length;
  // Whose backends are all busy or left alone; others of the same type need not be tried.
  const stuck = new Set<string>();
  for (const task of free > 0 ? readyTasks({ ...draft.state }) : []) {
    if (free <= 0 || draft.state.halt !== undefined) break;
    const type = stuck.size > 0 ? traitsOf('implement', [task]).task_type : '';
    if (stuck.has(type)) continue;
    if (dispatch(draft, { agents: ['implement'], tasks: [task.id] })) free -= 1;
    else stuck.add(traitsOf('implement', [task]).task_type);
  }
  const { timers, halt } = draft.state;
  const waits = timers.some((timer) => timer.agent === 'implement');
  if (!waits && halt === undefined && !draft.state.tasks.some(isRunning)) stopBlocked(draft);
}

/** The tasks that could start now, the most urgent first; one by one, since mostly only the first few are wanted. */
function* readyTasks({ tasks, timers, plan }: WorkflowState): Generator<TaskState> {
  if (plan === undefined) return;
  const later = new Set(timers.flatMap((timer) => timer.task ?? []));
  const { order, places } = placesOf(plan, tasks);
  // Tasks that tasks.md does not have are nothing to wait for.
  const isDone = (id: string) => {
    const place = places.get(id);
    return place === undefined || tasks[place]?.status === 'done';
  };
  for (const place of order) {
    const task = tasks[place];
    if (task?.status !== 'pending' || later.has(task.id)) continue;
    if (task.depends_on.every((id) => id === task.id || isDone(id))) yield task;
  }
}

interface Places {
  /** Positions of tasks in the planned order. */
  readonly order: readonly number[];
  readonly places: ReadonlyMap<string, number>;
}

/** A plan lives as long as its list of tasks, and is looked into at every event: its places are found once. */
const known = new WeakMap<Plan, Places>();

function placesOf(plan: Plan, tasks: readonly TaskState[]): Places {
  const found = known.get(plan);
  if (found !== undefined) return found;
  const places = new Map(tasks.map((task, place) => [task.id, place]));
  const made = { places, order: plan.order.flatMap((id) => places.get(id) ?? []) };
  known.set(plan, made);
  return made;
}

function stopBlocked(draft: Draft): void {
  const { tasks } = draft.state;
  const failed = tasks.filter((task) => task.status === 'failed').map((task) => task.id);
  const lacking = tasks.filter((task) => task.lacks !== undefined);
  if (lacking.length > 0) return askForMissing(draft, failed, lacking);
  const waiting = tasks.filter(isHeldUp).map((task) => task.id);
  draft.setTaskStatus(waiting, 'blocked');
  if (failed.length === 0) {
    return stop(draft, `tasks wait for each other and none can start: ${waiting.join(', ')}`);
  }
  const blocked = waiting.length > 0 ? `; blocked by them: ${waiting.join(', ')}` : '';
  stop(draft, `tasks failed: ${failed.join(', ')}${blocked}`);
}

function askForMissing(draft: Draft, failed: readonly string[], lacking: readonly TaskState[]): void {
  const what = lacking.map((task) => `${task.id} (${task.lacks ?? ''})`).join(', ');
  const also = failed.length > 0 ? `; tasks failed: ${failed.join(', ')}` : '';
  escalate(
    draft,
    `tasks lack what they need: ${what}${also}; please add it to the feature branch, then resume`,
  );
}

function isHeldUp({ status }: TaskState): boolean {
  return status === 'pending' || status === 'blocked';
}

function isRunning({ status }: TaskState): boolean {
  return status === 'running';
}
