import type { Effect, EffectOutcome } from '../../../src/domain/effects.js';
import type { WorkflowState } from '../../../src/domain/state.js';
import type { StateStore } from '../../../src/runtime/ports.js';
import type { Runtime } from '../../../src/runtime/process-event.js';
import type { Call } from './death.js';

/** States of workflows without a repository: compare-and-set as on the state branch, and each look and write a call. */
export class MemoryStates {
  readonly #states: Map<string, WorkflowState>;

  constructor(states: ReadonlyMap<string, WorkflowState> = new Map()) {
    this.#states = new Map(states);
  }

  /** As it is now; what is written to one does not reach the other. */
  copy(): MemoryStates {
    return new MemoryStates(this.#states);
  }

  /** A runtime of which only the issues are in the box: the dashboard, the claim, the dispatch and the history are the same for every feature. */
  around(runtime: Runtime, call: Call): Runtime {
    const version = (id: string) => String(this.#states.get(id)?.revision ?? '');
    const store: StateStore = {
      load: (id) =>
        call(async () => {
          const state = this.#states.get(id);
          return state === undefined ? null : { state, version: version(id) };
        }, never),
      save: (state, expected) =>
        call(async () => {
          if (version(state.workflow_id) !== (expected ?? '')) return { kind: 'stale' };
          this.#states.set(state.workflow_id, state);
          return { kind: 'saved', version: version(state.workflow_id) };
        }, never),
      list: async () => [...this.#states.keys()],
    };
    const effects: Runtime['effects'] = {
      run: async (effect, state, options) =>
        settledElsewhere(effect) ?? (await runtime.effects.run(effect, state, options)),
    };
    return { ...runtime, store, effects, dashboard: { show: async () => undefined } };
  }
}

function settledElsewhere(effect: Effect): EffectOutcome | null {
  const { id } = effect;
  switch (effect.kind) {
    case 'create_dashboard':
      return { id, kind: 'create_dashboard', comment_id: 1 };
    case 'dispatch_assignment':
      return { id, kind: 'dispatch_assignment', run_id: null };
    case 'claim_feature': {
      if (effect.existing === undefined) return null;
      const { feature_id, branch, base, base_sha, head } = effect.existing;
      return { id, kind: 'claim_feature', feature_id, branch, base, base_sha, head };
    }
    case 'record_history':
      return { id, kind: 'record_history' };
    default:
      return null;
  }
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}
