/** Engines that are broken where people choose and answer, where a sequence grows, and where something waits for its time. */
import type { WorkflowEvent } from '../../../src/domain/events.js';
import type { WorkflowState } from '../../../src/domain/state.js';
import { WORKFLOWS } from '../../../src/domain/workflows.js';
import { type Transition, transition } from '../../../src/engine/transition.js';
import { type Broken, withResult, withState } from './broken-engine.js';
import { approvalOf } from './builders.js';
import type { Engine } from './dead-ends.js';
import type { Scenario } from './explore.js';
import { worldOf } from './worlds.js';

const RETRIES: Scenario = worldOf('retries');

export const BROKEN_CHOICES: Readonly<Record<string, Broken>> = {
  'begins a workflow that nobody has chosen': {
    scenario: worldOf('auto'),
    engine: withoutAsking,
    noticed: /nobody has chosen the workflow/,
  },
  'takes a feature that nobody was asked about': {
    scenario: worldOf('auto'),
    engine: (state, event) => transition(state, state === null ? event : asThoughAsked(state, event)),
    noticed: /C2: took a feature/,
  },
  'takes a choice at any time': {
    scenario: worldOf('auto'),
    engine: withState((state, event) =>
      event.type === 'workflow_chosen' && state.status === 'running'
        ? { ...state, status: 'awaiting_workflow_selection' as const }
        : state,
    ),
    noticed: /C2: took the choice of a workflow while running/,
  },
  'goes on although questions are open': {
    scenario: worldOf('clarify'),
    engine: withResult((state) =>
      state.status === 'awaiting_clarification' ? { ...state, status: 'running' as const } : state,
    ),
    noticed: /questions are open|nothing is under way/,
  },
  'asks more than five questions': {
    scenario: worldOf('clarify'),
    engine: askingOn,
    noticed: /more than five/,
  },
  'forgets the answers of people': {
    scenario: worldOf('clarify'),
    engine: (state, event) => {
      const result = transition(state, event);
      if (event.type !== 'answers_given' || result.state === null || result.state === state) return result;
      return { ...result, state: { ...result.state, clarification: state?.clarification ?? null } };
    },
    noticed: /questions are open/,
  },
  'does not put a question again': {
    scenario: worldOf('clarify'),
    engine: (state, event) =>
      event.type === 'command_given' && state?.status === 'awaiting_clarification'
        ? { state, effects: [], refusal: null }
        : transition(state, event),
    noticed: /resume does not ask again/,
  },
  'implements findings of a review at once': {
    scenario: worldOf('review'),
    engine: approvingItself,
    noticed: /G1: gated work is out with 0 of 1/,
  },
  'adds implementation without its gate': {
    scenario: worldOf('fix-e2e'),
    engine: withResult((state) => ({ ...state, steps: state.steps.filter((step) => step !== 'checkpoint') })),
    noticed: /G1: implement without a checkpoint/,
  },
  'forgets what was added to a sequence': {
    scenario: worldOf('review'),
    engine: withState((state) => ({ ...state, steps: [...WORKFLOWS[state.workflow_type]] })),
    noticed: /the sequence lost a step/,
  },
  'completes without a pull request': {
    scenario: worldOf('spec'),
    engine: withoutPullRequest,
    noticed: /completed without a pull request/,
  },
  'forgets what waits for its time': {
    scenario: RETRIES,
    engine: withResult((state) => ({ ...state, timers: [] })),
    noticed: /C1: running, but nothing is under way/,
  },
  'never wakes what waits for its time': {
    scenario: RETRIES,
    engine: (state, event) =>
      event.type === 'time_passed' ? { state, effects: [], refusal: null } : transition(state, event),
    noticed: /C1: no way leads to an end/,
  },
};

function withoutAsking(state: WorkflowState | null, event: WorkflowEvent): Transition {
  if (event.type !== 'workflow_requested' || event.workflow_type !== null) return transition(state, event);
  const begun = transition(state, { ...event, workflow_type: 'simple', similar: [] });
  if (begun.state === null) return begun;
  const workflow_selection = { ...begun.state.workflow_selection, final_workflow: null };
  return { ...begun, state: { ...begun.state, workflow_selection } };
}

function asThoughAsked(state: WorkflowState, event: WorkflowEvent): WorkflowEvent {
  const known = state.branch_choice?.existing[0]?.feature_id;
  if (event.type !== 'branch_chosen' || event.feature === null || known === undefined) return event;
  return { ...event, feature: { ...event.feature, feature_id: known } };
}

function askingOn(state: WorkflowState | null, event: WorkflowEvent): Transition {
  if (state === null || event.type !== 'assignment_finished') return transition(state, event);
  const earlier = state.clarification?.questions ?? [];
  const result = withState((one) => ({ ...one, clarification: null }))(state, event);
  const asked = result.state?.clarification;
  if (result.state === null || result.state === state) return result;
  const questions = [...earlier, ...(asked?.questions ?? [])].map((one, index) => ({
    ...one,
    number: index + 1,
  }));
  const clarification = { asked_at: event.at, questions };
  return { ...result, state: { ...result.state, clarification } };
}

/** Approves what it has just presented, in the name of somebody. */
function approvingItself(state: WorkflowState | null, event: WorkflowEvent): Transition {
  const result = transition(state, event);
  if (result.state?.status !== 'awaiting_implementation_approval' || result.state === state) return result;
  const approval = { ...approvalOf(result.state), key: event.key, at: event.at, runner: event.runner };
  const open = {
    ...result.state,
    handled_events: state?.handled_events ?? [],
    revision: state?.revision ?? 0,
  };
  const approved = transition(open, approval);
  return { ...approved, effects: [...result.effects, ...approved.effects] };
}

function withoutPullRequest(state: WorkflowState | null, event: WorkflowEvent): Transition {
  const engine: Engine = withState((one) => ({ ...one, pull_request_problem: 'none is wanted' }));
  const result = engine(state, event);
  if (result.state === null || result.state === state) return result;
  return { ...result, state: { ...result.state, pull_request_problem: null } };
}
