import type { WorkflowEvent } from '../../../src/domain/events.js';
import type { WorkflowState } from '../../../src/domain/state.js';
import { transition } from '../../../src/engine/transition.js';
import type { Engine } from './dead-ends.js';
import type { Scenario } from './explore.js';

/** An engine with one rule taken out. */
export interface Broken {
  readonly engine: Engine;
  /** The small world in which it shows. */
  readonly scenario: Scenario;
  readonly noticed: RegExp;
}

/** The engine on another state than the one that it is given. */
export function withState(change: (state: WorkflowState, event: WorkflowEvent) => WorkflowState): Engine {
  return (state, event) => {
    if (state === null) return transition(state, event);
    const changed = change(state, event);
    const result = transition(changed, event);
    return result.state === changed ? { ...result, state } : result;
  };
}

/** The engine, and something done to what it decided. */
export function withResult(change: (state: WorkflowState) => WorkflowState): Engine {
  return (state, event) => {
    const result = transition(state, event);
    return result.state === null || result.state === state
      ? result
      : { ...result, state: change(result.state) };
  };
}
