import type { WorkflowState } from '../../../src/domain/state.js';

/** A runtime that knows one workflow and keeps it in memory; its effects have no world to happen in. */
export function runtimeWith(first: WorkflowState, now: string) {
  let state = first;
  const runtime = {
    store: {
      load: async () => ({ state, version: String(state.revision) }),
      save: async (next: WorkflowState) => {
        state = next;
        return { kind: 'saved', version: String(next.revision) };
      },
    },
    effects: { run: async ({ id }: { id: string }) => ({ id, kind: 'failed', message: 'no world here' }) },
    dashboard: { show: async () => undefined },
    clock: { now: () => now },
    runner: 'run/1/1',
    log: () => undefined,
  };
  return { runtime, state: () => state };
}
