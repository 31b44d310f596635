import { describe, expect, it } from '@jest/globals';
import type { Person } from '../../sandbox/demo/people.js';
import {
  answersTo,
  botWrites,
  commanded,
  dashboardOf,
  dispatchedAssignments,
  fileAt,
  inBox,
  openIssue,
  REQUEST,
  say,
  stateOf,
  type World,
  workflowOf,
} from './support.js';

const WORDS = ['yes', 'abort', 'pause', 'review spec', 'full', 'new'];
const UNKNOWN = '00000000-0000-4000-8000-000000000000';

describe('steering a workflow', () => {
  it('bare words that nothing waits for, or of somebody who may not, are ignored in silence', async () => {
    await inBox(async (world) => {
      const { number } = await openIssue(world);
      await expectSilence(world, number, world.wendy, WORDS);
      expect(await stateOf(world, number)).toBeNull();

      await say(world, world.wendy, number, `/speckit simple: ${REQUEST}`);
      const waiting = await workflowOf(world, number);
      expect(waiting.status).toBe('awaiting_implementation_approval');
      await expectSilence(world, number, world.reed, WORDS);
      await expectSilence(world, number, world.nora, WORDS);
      await expectSilence(world, number, world.wendy, ['full', 'new', 'yes, but rename it']);
      expect(await workflowOf(world, number)).toEqual(waiting);

      await say(world, world.wendy, number, 'pause');
      await expectSilence(world, number, world.wendy, WORDS);
      expect((await workflowOf(world, number)).status).toBe('paused');
    });
  }, 120_000);

  it('pause, status and resume by word, by command and by id; abort keeps the artifacts', async () => {
    await inBox(async (world) => {
      const issue = await commanded(world, `/speckit simple: ${REQUEST}`);
      const { workflow_id, pull_request } = await workflowOf(world, issue);
      const pull = pull_request?.number ?? 0;
      const [shown] = await answersTo(world, issue, 'review spec');
      expect(shown).toContain('# Feature Specification: Greeting in another language');

      expect(await answersTo(world, issue, 'pause')).toEqual([]);
      expect((await workflowOf(world, issue)).status).toBe('paused');
      expect(await dashboardOf(world, issue)).toContain('⏸️ **Paused** by wendy. Type `/resume`');
      const [refused] = await answersTo(world, issue, '/proceed');
      expect(refused).toContain('/resume');
      expect(dispatchedAssignments(world)).toHaveLength(1);

      const elsewhere = (await openIssue(world, 'Something else')).number;
      const [status] = await answersTo(world, elsewhere, `/status ${workflow_id}`);
      expect(status).toContain('⏸️ **Paused** by wendy.');
      const [unknown] = await answersTo(world, issue, `/resume ${UNKNOWN}`);
      expect(unknown).toContain(`no workflow ${UNKNOWN}`);
      const [none] = await answersTo(world, elsewhere, '/resume');
      expect(none).toContain('/speckit');
      expect((await workflowOf(world, issue)).status).toBe('paused');

      await say(world, world.wendy, elsewhere, `/speckit resume ${workflow_id}`);
      expect((await workflowOf(world, issue)).status).toBe('awaiting_implementation_approval');
      await say(world, world.wendy, pull, 'stop');
      expect((await workflowOf(world, issue)).status).toBe('paused');
      await say(world, world.wendy, pull, '/resume');
      expect((await workflowOf(world, issue)).status).toBe('awaiting_implementation_approval');

      const [summary] = await answersTo(world, issue, 'abort');
      expect(summary).toContain('**Reason**: Aborted by wendy.');
      const aborted = await workflowOf(world, issue);
      expect(aborted.status).toBe('aborted');
      const spec = await fileAt(world, `${aborted.feature_dir}spec.md`, aborted.branch?.name ?? '');
      expect(spec).toContain('# Feature Specification');
      expect(await answersTo(world, issue, '/resume')).toEqual([expect.stringContaining('ended (aborted)')]);
      expect(dispatchedAssignments(world)).toHaveLength(1);
    });
  }, 120_000);
});

/** No comment, no reaction, no state: nothing is written at all. */
async function expectSilence(world: World, issue: number, who: Person, words: readonly string[]) {
  const before = botWrites(world).length;
  for (const word of words) await who.post(`${world.repo}/issues/${issue}/comments`, { body: word });
  await world.box.idle();
  expect(botWrites(world).slice(before)).toEqual([]);
}
