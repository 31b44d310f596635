import { describe, expect, it } from '@jest/globals';
import type { WorkflowState } from '../../src/domain/state.js';
import { drive } from '../../src/local/drive.js';
import type { LocalHost } from '../../src/local/local-host.js';
import { approve } from '../../src/local/person.js';
import { startLocally } from '../../src/local/start.js';
import { simpleGitIn } from './git.js';
import { hostIn, sampleRepository } from './support.js';

/** Before the claim, between claim and first job, in planning, at the gate, among parallel tasks, before the end. */
const DEATHS = [3, 7, 12, 19, 27, 41, 60];

class Killed extends Error {}

/** A host whose process dies at the n-th call of its store or effects: from then on nothing of it reaches the world. */
async function dyingHost(folder: string, calls: number): Promise<LocalHost> {
  const host = await hostIn(folder, { runner: `local/2147483646/${calls}` });
  let left = calls;
  const alive = async <T>(work: () => Promise<T>): Promise<T> => {
    left -= 1;
    if (left < 0) throw new Killed('killed');
    return work();
  };
  const { store, effects } = host.runtime;
  return {
    ...host,
    runtime: {
      ...host.runtime,
      store: {
        load: (id) => alive(() => store.load(id)),
        save: (...given) => alive(() => store.save(...given)),
        list: () => store.list(),
      },
      effects: { run: (...given) => alive(() => effects.run(...given)) },
    },
  };
}

async function finish(host: LocalHost, workflowId: string): Promise<WorkflowState> {
  const state = await drive(host, workflowId);
  if (state.status !== 'awaiting_implementation_approval') return state;
  await approve(host, workflowId);
  return drive(host, workflowId);
}

describe('S2 a process that is killed', () => {
  it('leaves nothing undone and nothing done twice, wherever it dies', async () => {
    for (const calls of DEATHS) {
      const folder = await sampleRepository();
      const dying = await dyingHost(folder, calls);
      const attempt = startLocally(dying, 'standard: Greeting in another language').then(({ workflow_id }) =>
        finish(dying, workflow_id),
      );
      await attempt.catch(() => undefined);
      const host = await hostIn(folder);
      const [id] = await host.runtime.store.list();
      // Killed before anything was saved: the person types the command again.
      if (id === undefined) continue;
      const state = await finish(host, id);
      expect({ calls, status: state.status, reason: state.status_reason }).toEqual({
        calls,
        status: 'completed',
        reason: null,
      });
      const subjects = await simpleGitIn(folder)('log', '--format=%s', `main..${state.branch?.name}`);
      const tasks = subjects.split('\n').flatMap((line) => /^implement\((T\d+)\)/.exec(line)?.[1] ?? []);
      expect(tasks.sort()).toEqual(['T001', 'T002', 'T003', 'T004', 'T005', 'T006']);
      expect(state.outbox).toEqual([]);
    }
  }, 240_000);
});
