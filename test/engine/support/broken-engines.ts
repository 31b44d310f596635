/** Engines with one rule taken out each. The checks have to notice every one of them. */
import type { ApprovalGiven, WorkflowEvent } from '../../../src/domain/events.js';
import { isFinal, type WorkflowState } from '../../../src/domain/state.js';
import { type Transition, transition } from '../../../src/engine/transition.js';
import { BROKEN_CHOICES } from './broken-choices.js';
import { type Broken, withResult, withState } from './broken-engine.js';
import { BROKEN_SELECTION } from './broken-selection.js';
import { task } from './builders.js';
import { ERRORS, GATE, LOOPS, PARALLEL_TASKS } from './scenarios.js';

export const BROKEN: Readonly<Record<string, Broken>> = {
  ...BROKEN_CHOICES,
  ...BROKEN_SELECTION,

  'takes any approval for a good one': {
    scenario: GATE,
    engine: (state, event) => transition(state, state === null ? event : laundered(state, event)),
    noticed: /G1: accepted an approval/,
  },
  'takes one approval where two are needed': {
    scenario: GATE,
    engine: withOneApproval,
    noticed: /G1: gated work is out with 1 of 2/,
  },
  'does not look at what was pushed': {
    scenario: GATE,
    engine: (state, event) => transition(state, blindedPush(state, event)),
    noticed: /G1: /,
  },
  'does not look at what a landing brought': {
    scenario: GATE,
    engine: (state, event) => transition(state, blindedLanding(state, event)),
    noticed: /G1: gated work is out/,
  },
  'keeps approvals for ever': {
    scenario: GATE,
    engine: (state, event) => keepingApprovals(state, transition(state, event)),
    noticed: /the fields of the checkpoint do not fit|G1: /,
  },
  'takes results of assignments that are not current': {
    scenario: PARALLEL_TASKS,
    engine: withState(revived),
    noticed: /S3: /,
  },
  'handles repeated events again': {
    scenario: PARALLEL_TASKS,
    engine: withState((state) => ({ ...state, handled_events: [] })),
    noticed: /S2: /,
  },
  'runs effects without writing them down': {
    scenario: PARALLEL_TASKS,
    engine: withResult((state) => ({ ...state, outbox: [] })),
    noticed: /S2: .* is not in the outbox/,
  },
  'gives effect numbers twice': {
    scenario: PARALLEL_TASKS,
    engine: withState((state) => ({ ...state, counters: { ...state.counters, effect: 0 } })),
    noticed: /S2: /,
  },
  'forgets how often work was sent back': {
    scenario: LOOPS,
    engine: withState((state) => ({ ...state, feedback_loops: {} })),
    noticed: /C1: .*endless loop/,
  },
  'forgets how often it has tried': {
    scenario: ERRORS,
    engine: withState((state) => ({ ...state, retries: {} })),
    noticed: /C1: .*endless loop/,
  },
  'forgets what runs already': {
    scenario: PARALLEL_TASKS,
    engine: withState((state) => ({
      ...state,
      tasks: state.tasks.map((task) => (task.status === 'running' ? { ...task, status: 'pending' } : task)),
    })),
    noticed: /out 2x|more tasks run/,
  },
  'does not wait for dependencies': {
    scenario: PARALLEL_TASKS,
    engine: (state, event) => withoutDependencies(state, event),
    noticed: /a task started before/,
  },
  'starts more than max_parallel_tasks': {
    scenario: { ...PARALLEL_TASKS, tasks: [task('A'), task('B'), task('C')] },
    engine: (state, event) => unlimited(state, event),
    noticed: /more tasks run than max_parallel_tasks/,
  },
  'starts nothing after a resume': {
    scenario: PARALLEL_TASKS,
    engine: (state, event) => idleAfterResume(state, event),
    noticed: /C1: /,
  },
  'goes on after the end': {
    scenario: PARALLEL_TASKS,
    engine: withState((state) => (isFinal(state.status) ? { ...state, status: 'paused' as const } : state)),
    noticed: /C1: (aborted|failed|completed) became/,
  },
  'changes its input': {
    scenario: PARALLEL_TASKS,
    engine: (state, event) => {
      if (state !== null) state.timeline.push({ at: event.at, actor: 'engine', what: 'was here' });
      return transition(state, event);
    },
    noticed: /it threw: TypeError/,
  },
  'says no and does it all the same': {
    scenario: GATE,
    engine: (state, event) => {
      const result = transition(state, event);
      return result.refusal === null || state === null
        ? result
        : { ...result, state: { ...state, revision: 0 } };
    },
    noticed: /C2: a refusal changed something|S2: a repeated/,
  },
};

function withOneApproval(state: WorkflowState | null, event: WorkflowEvent): Transition {
  const easy = withState((one) => ({ ...one, settings: { ...one.settings, required_approvals: 1 } }));
  const result = easy(state, event);
  if (result.state === null || state === null || result.state === state) return result;
  return { ...result, state: { ...result.state, settings: state.settings } };
}

function laundered(state: WorkflowState, event: WorkflowEvent): WorkflowEvent {
  if (event.type !== 'approval_given' || state.branch === null) return event;
  const head = state.branch.head;
  const digest = state.content_digest ?? event.content.digest;
  const approval: ApprovalGiven['approval'] = {
    ...event.approval,
    permission: 'write',
    via: 'proceed_comment',
    pull_request: null,
    head,
    digest,
  };
  return { ...event, by_bot: false, approval, content: { ...event.content, head, digest } };
}

function blindedPush(state: WorkflowState | null, event: WorkflowEvent): WorkflowEvent {
  if (event.type !== 'branch_moved' || state === null || !state.implementation_approved) return event;
  return { ...event, content: { ...event.content, digest: state.content_digest ?? '' } };
}

function blindedLanding(state: WorkflowState | null, event: WorkflowEvent): WorkflowEvent {
  if (event.type !== 'assignment_finished' || state === null || event.landed === null) return event;
  if (!state.implementation_approved) return event;
  return { ...event, landed: { ...event.landed, digest: state.content_digest ?? '' } };
}

function keepingApprovals(before: WorkflowState | null, result: Transition): Transition {
  const { state } = result;
  if (before === null || state === null || before.approvals.length <= state.approvals.length) return result;
  const { approvals, approved_digest } = before;
  return { ...result, state: { ...state, approvals, approved_digest, implementation_approved: true } };
}

function revived(state: WorkflowState, event: WorkflowEvent): WorkflowState {
  if (!('assignment_id' in event)) return state;
  return {
    ...state,
    assignments: state.assignments.map((one) =>
      one.id === event.assignment_id ? { ...one, status: 'dispatched' as const } : one,
    ),
  };
}

function withoutDependencies(state: WorkflowState | null, event: WorkflowEvent): Transition {
  const needs = new Map(state?.tasks.map((task) => [task.id, task.depends_on]));
  const freed = withState((one) => ({
    ...one,
    tasks: one.tasks.map((task) => ({ ...task, depends_on: [] })),
  }));
  const result = freed(state, event);
  if (result.state === null || result.state === state) return result;
  const tasks = result.state.tasks.map((task) => ({
    ...task,
    depends_on: needs.get(task.id) ?? task.depends_on,
  }));
  return { ...result, state: { ...result.state, tasks } };
}

function unlimited(state: WorkflowState | null, event: WorkflowEvent): Transition {
  const wide = withState((one) => ({ ...one, settings: { ...one.settings, max_parallel_tasks: 50 } }));
  const result = wide(state, event);
  if (result.state === null || state === null || result.state === state) return result;
  return { ...result, state: { ...result.state, settings: state.settings } };
}

function idleAfterResume(state: WorkflowState | null, event: WorkflowEvent): Transition {
  const result = transition(state, event);
  if (event.type !== 'command_given' || event.command !== 'resume' || result.refusal !== null) return result;
  if (state === null || result.state === null) return result;
  const { assignments, outbox, tasks } = state;
  return { ...result, effects: [], state: { ...result.state, assignments, outbox, tasks } };
}
