/** A workflow as rows of a list for a terminal: agents, and the tasks below the one that implements them. */
import type { Assignment, TaskState, WorkflowState } from '../../domain/state.js';
import type { AgentName } from '../../domain/workflows.js';
import { duration } from '../../reports/format.js';
import { AGENT_WORDS, type AgentStanding, standingOf } from '../../reports/labels.js';

/** How a row looks: what matters most is to see at once what is at work and what has failed. */
export type Tone = 'done' | 'active' | 'waiting' | 'failed' | 'idle';

export interface WorkRow {
  readonly tone: Tone;
  /** Tasks are indented below their agent. */
  readonly kind: 'agent' | 'task';
  readonly name: string;
  readonly state: string;
  /** 0 before the first one. */
  readonly attempts: number;
  /** As people read it; empty while there is nothing to tell. */
  readonly elapsed: string;
  /** What else there is to say; of tasks what they are about. */
  readonly note: string;
}

/** The agents in their order, the checkpoint among them. */
export function agentRows(state: WorkflowState, now: string): WorkRow[] {
  return state.steps.map((step) =>
    step === 'checkpoint' ? checkpointRow(state) : agentRow(state, step, now),
  );
}

/** The tasks in the order in which they matter while work goes on, each as one row. */
export function taskRows(state: WorkflowState, now: string): WorkRow[] {
  const rank = { running: 0, failed: 1, blocked: 2, pending: 3, done: 4 };
  return state.tasks
    .toSorted((one, other) => rank[one.status] - rank[other.status])
    .map((task) => taskRow(state, task, now));
}

const AGENT_TONES: Readonly<Record<AgentStanding, Tone>> = {
  done: 'done',
  running: 'active',
  waiting: 'waiting',
  asking: 'waiting',
  sent_back: 'waiting',
  failed: 'failed',
  pending: 'idle',
  stopped: 'failed',
  not_run: 'idle',
};

function agentRow(state: WorkflowState, agent: AgentName, now: string): WorkRow {
  const standing = standingOf(state, agent);
  const own = state.assignments.filter((one) => one.agents.includes(agent));
  const running = own.find((one) => one.status === 'dispatched' && one.agents[0] === agent);
  const result = state.agent_results[agent];
  return {
    tone: AGENT_TONES[standing],
    kind: 'agent',
    name: agent,
    state: AGENT_WORDS[standing],
    attempts: standing === 'pending' && result === undefined ? 0 : highestAttempt(own, result?.attempt ?? 0),
    elapsed:
      running === undefined
        ? result === undefined
          ? ''
          : elapsedOf(result.duration_ms)
        : elapsed(running.dispatched_at, now),
    note: agentNote(state, agent, standing, running),
  };
}

function highestAttempt(assignments: readonly Assignment[], least: number): number {
  return Math.max(least, ...assignments.map(({ attempt }) => attempt));
}

function agentNote(
  state: WorkflowState,
  agent: AgentName,
  standing: AgentStanding,
  running: Assignment | undefined,
): string {
  if (agent === 'implement' && state.tasks.length > 0 && standing !== 'pending') {
    const done = state.tasks.filter(({ status }) => status === 'done').length;
    return `${done} of ${state.tasks.length} tasks done`;
  }
  if (standing === 'waiting') return state.timers.find((timer) => timer.agent === agent)?.reason ?? '';
  const [, ...following] = running?.agents ?? [];
  return following.length === 0 ? '' : `then ${following.join(', ')} in the same job`;
}

function checkpointRow(state: WorkflowState): WorkRow {
  const waits = state.status === 'awaiting_implementation_approval';
  const [tone, words]: readonly [Tone, string] = state.implementation_approved
    ? ['done', 'approved']
    : waits
      ? ['waiting', 'waits for you']
      : ['idle', 'to do'];
  const by = [...new Set(state.approvals.map((one) => one.by))].join(', ');
  return {
    tone,
    kind: 'agent',
    name: 'checkpoint',
    state: words,
    attempts: 0,
    elapsed: '',
    note: state.implementation_approved && by !== '' ? `by ${by}` : '',
  };
}

const TASK_LOOKS: Readonly<Record<TaskState['status'], readonly [Tone, string]>> = {
  pending: ['idle', 'to do'],
  running: ['active', 'running'],
  done: ['done', 'done'],
  failed: ['failed', 'failed'],
  blocked: ['waiting', 'blocked'],
};

function taskRow(state: WorkflowState, task: TaskState, now: string): WorkRow {
  const own = state.assignments.filter((one) => one.tasks.includes(task.id));
  const last = own.at(-1);
  const [tone, words] = TASK_LOOKS[task.status];
  // Tasks that were done in one job have no time of their own.
  const timed =
    last !== undefined && (last.tasks.length === 1 || task.status === 'running') ? last : undefined;
  const end = task.status === 'running' ? now : (timed?.finished_at ?? null);
  return {
    tone,
    kind: 'task',
    name: task.id,
    state: words,
    attempts: highestAttempt(own, 0),
    elapsed: timed === undefined || end === null ? '' : elapsed(timed.dispatched_at, end),
    note: task.description,
  };
}

function elapsed(start: string, end: string): string {
  return elapsedOf(Date.parse(end) - Date.parse(start));
}

/** In whole seconds, so that it counts up evenly. */
function elapsedOf(milliseconds: number): string {
  return duration(Math.max(0, Math.floor(milliseconds / 1_000)) * 1_000);
}
