import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { SCHEMA_VERSION, type WorkflowState } from '../../../src/domain/state.js';
import { WORKFLOWS } from '../../../src/domain/workflows.js';
import { decodeState, encodeState } from '../../../src/hosts/github/state-file.js';

/** As the first version wrote it, of a workflow that waits at its checkpoint. */
const TEXT = readFileSync(join(import.meta.dirname, 'fixtures/state-version-1.json'), 'utf8');
const OLD = JSON.parse(TEXT) as Record<string, unknown>;
const ID = String(OLD.workflow_id);

function migrated(change: Record<string, unknown> = {}): WorkflowState {
  const { digest: _, ...old } = { ...OLD, ...change };
  const decoded = decodeState(encodeState(old as never), ID);
  if (decoded.kind === 'corrupt') throw new Error(decoded.reason);
  return decoded.state;
}

describe('S4: a state of schema version 1', () => {
  it('is read as it lies on the branch, with what it lacked', () => {
    const decoded = decodeState(TEXT, ID);
    expect(decoded).toMatchObject({
      kind: 'valid',
      state: {
        schema_version: SCHEMA_VERSION,
        status: 'awaiting_implementation_approval',
        steps: WORKFLOWS.standard,
        slug: 'greeting-another-language',
        target_file: null,
        clarification: null,
        branch_choice: null,
      },
    });
  });

  it('keeps everything that it had', () => {
    const { digest: _, schema_version: __, ...kept } = OLD;
    expect(migrated()).toMatchObject(kept);
  });

  it('is written in the present version, and read again', () => {
    const state = migrated();
    expect(decodeState(encodeState(state), ID)).toEqual({ kind: 'valid', state });
  });

  it('has the name under which its feature is about to be claimed', () => {
    const claim = { id: `${ID}:2:claim_feature`, kind: 'claim_feature', slug: 'hello', leased_by: 'run/1/1' };
    const outbox = [{ ...claim, emitted_at: '2026-01-02T03:04:05Z' }];
    expect(migrated({ feature_id: null, outbox }).slug).toBe('hello');
    expect(migrated({ feature_id: null, outbox: [] }).slug).toBe('greeting-another-language');
  });

  it('is corrupt with a workflow that there never was', () => {
    expect(() => migrated({ workflow_type: 'gigantic' })).toThrow(/workflow_type does not fit/);
  });
});
