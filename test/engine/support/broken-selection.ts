/** Engines that are broken where backends are chosen, money is spent, and work fails for good. */
import type { WorkflowEvent } from '../../../src/domain/events.js';
import type { Settings, WorkflowState } from '../../../src/domain/state.js';
import { type Transition, transition } from '../../../src/engine/transition.js';
import { type Broken, withResult, withState } from './broken-engine.js';
import { task } from './builders.js';
import { BACKENDS, BUDGET, BUILT, PARALLEL_TASKS } from './scenarios.js';

export const BROKEN_SELECTION: Readonly<Record<string, Broken>> = {
  'ignores circuit breakers': {
    scenario: BACKENDS,
    engine: withoutBreakers,
    noticed: /X3: .* its breaker is/,
  },
  'spends beyond its budget': {
    scenario: BUDGET,
    engine: withSettings((settings) => ({ ...settings, budgets: undefined })),
    noticed: /X5: work was started although the budget of cost_usd/,
  },
  'forgets what was spent': {
    scenario: BUDGET,
    engine: withResult((state) => ({ ...state, spent: { cost_usd: 0, tokens: 0, minutes: 0 } })),
    noticed: /X6: /,
  },
  'allows a budget once more by itself': {
    scenario: BUDGET,
    engine: withState((state) =>
      state.spent === undefined ? state : { ...state, budget_from: state.spent },
    ),
    noticed: /X7: /,
  },
  'goes on although it was halted': {
    scenario: { ...PARALLEL_TASKS, tasks: [task('A'), task('B', ['A']), task('C'), task('D', ['C'])] },
    engine: withState((state) => ({ ...state, halt: undefined })),
    noticed: /X1: /,
  },
  'does a task again after it succeeded': {
    scenario: PARALLEL_TASKS,
    engine: withState((state) => ({
      ...state,
      plan: undefined,
      tasks: state.tasks.map((one) => (one.status === 'done' ? { ...one, status: 'pending' as const } : one)),
    })),
    noticed: /X2: .* was started again after it succeeded/,
  },
  'completes although tasks failed': {
    scenario: { ...PARALLEL_TASKS, prefix: BUILT },
    engine: completingAnyway,
    noticed: /completed although .* failed/,
  },
  'chooses a backend that is no candidate': {
    scenario: BACKENDS,
    engine: withSettings((settings) => ({ ...settings, selection: undefined, default_backend: 'other' })),
    noticed: /X4: other is no candidate/,
  },
};

/** The engine with other settings than the workflow has. */
function withSettings(change: (settings: Settings) => Settings) {
  return (state: WorkflowState | null, event: WorkflowEvent): Transition => {
    const changed = withState((one) => ({ ...one, settings: change(one.settings) }));
    const result = changed(state, event);
    if (state === null || result.state === null || result.state === state) return result;
    return { ...result, state: { ...result.state, settings: state.settings } };
  };
}

function withoutBreakers(state: WorkflowState | null, event: WorkflowEvent): Transition {
  const blind = withState((one) => ({ ...one, breakers: {} }));
  const result = blind(state, event);
  if (state?.breakers === undefined || result.state === null || result.state === state) return result;
  return { ...result, state: { ...result.state, breakers: { ...result.state.breakers, ...state.breakers } } };
}

/** Takes what failed for good as done. */
function completingAnyway(state: WorkflowState | null, event: WorkflowEvent): Transition {
  const result = transition(state, event);
  if (result.state === null || result.state === state || result.state.status !== 'failed') return result;
  if (result.state.tasks.every((one) => one.status !== 'failed')) return result;
  const { agents_to_execute: completed_agents } = result.state;
  return {
    ...result,
    state: { ...result.state, status: 'completed', status_reason: null, completed_agents },
  };
}
