/** The record of a whole workflow, exported from a clone as a person would do it. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { runJson } from '../entries/cli/run.js';
import { approve, inBox, planned, type World, workflowOf } from './support.js';

/** A folder with the box as its remote; nothing is fetched yet. */
async function clone({ box }: World): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'speckit-e2e-audit-'));
  const address = new URL(`${box.gitUrl}/${box.repo}.git`);
  address.username = 'ada';
  address.password = box.users.ada?.token ?? '';
  execFileSync('git', ['-C', folder, 'init', '--quiet']);
  execFileSync('git', ['-C', folder, 'remote', 'add', 'origin', address.href]);
  return folder;
}

describe('speckit audit, of a workflow in the sandbox', () => {
  it('says who started, approved and ended it on which content, and finds every version whole', async () => {
    await inBox(async (world) => {
      const { issue, pull } = await planned(world);
      const presented = await workflowOf(world, issue);
      await approve(world, pull.number);
      const { workflow_id, status } = await workflowOf(world, issue);
      expect(status).toBe('completed');
      const folder = await clone(world);
      try {
        const { code, document } = await runJson(['audit', workflow_id], { cwd: folder });
        expect(code).toBe(0);
        const audit = document as { versions: number; verified: boolean; entries: Record<string, unknown>[] };
        expect([audit.verified, audit.versions > 5]).toEqual([true, true]);
        const content = { head: presented.branch?.head, digest: presented.content_digest };
        expect(audit.entries.find((one) => one.action === 'started')).toMatchObject({ actor: 'wendy' });
        expect(audit.entries.find((one) => one.action === 'approved')).toMatchObject({
          actor: 'ada',
          content,
        });
        expect(audit.entries.find((one) => one.action === 'implementation_allowed')).toMatchObject({
          content,
        });
        expect(audit.entries.at(-1)).toMatchObject({
          actor: 'speckit',
          action: 'ended',
          detail: 'completed',
        });
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    });
  }, 180_000);
});
