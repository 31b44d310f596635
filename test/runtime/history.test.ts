import { describe, expect, it } from '@jest/globals';
import { type HistoryStore, readHistory, recordHistory } from '../../src/runtime/history.js';
import { anAssignment, aTask, implementingState } from '../support/state-builder.js';

const outcome = { error: null, answered: 1, duration_ms: 5_000, cost_usd: 0 };

function ended(id: string) {
  const work = (name: string, result: 'success' | 'failure') =>
    anAssignment({
      id: name,
      agents: ['implement'],
      tasks: ['T001'],
      status: 'finished',
      backend: 'codex',
      outcome: { ...outcome, result, answered: result === 'success' ? 1 : 0 },
    });
  return implementingState({
    workflow_id: id,
    tasks: [aTask({ id: 'T001', files: ['src/a.ts'] })],
    assignments: [work('a', 'failure'), work('b', 'success')],
  });
}

/** A file in memory; `interfere` runs before each write. */
function file(interfere: (store: HistoryStore) => Promise<void> = async () => undefined) {
  let text: string | null = null;
  let version = 0;
  let writes = 0;
  const store: HistoryStore = {
    read: async () => (text === null ? null : { text, version: String(version) }),
    async write(given, expected) {
      if (writes === 0) {
        writes = 1;
        await interfere(store);
      }
      if (expected !== (text === null ? null : String(version))) return { kind: 'stale' };
      text = given;
      version += 1;
      return { kind: 'saved', version: String(version) };
    },
  };
  const damage = () => {
    text = '{"schema_version": 9}';
  };
  return { store, damage };
}

const ONE = '00000000-0000-4000-8000-000000000001';
const TWO = '00000000-0000-4000-8000-000000000002';

describe('the history of a repository', () => {
  it('is empty at first, and holds each workflow once', async () => {
    const { store } = file();
    expect((await readHistory(store)).backends).toEqual({});
    await recordHistory(store, ended(ONE));
    const once = await readHistory(store);
    expect(once.backends.codex?.implement).toMatchObject({ failures: 0.97, successes: 1, typical_ms: 5_000 });
    await recordHistory(store, ended(ONE));
    expect(await readHistory(store)).toEqual(once);
    expect(once.workflows).toEqual([ONE]);
  });

  it('keeps what another workflow writes at the same time', async () => {
    const { store } = file((same) => recordHistory(same, ended(TWO)));
    await recordHistory(store, ended(ONE));
    expect((await readHistory(store)).workflows).toEqual([TWO, ONE]);
  });

  it('begins anew where the file is damaged', async () => {
    const { store, damage } = file();
    await recordHistory(store, ended(ONE));
    damage();
    expect((await readHistory(store)).backends).toEqual({});
  });
});
