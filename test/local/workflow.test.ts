import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { drive } from '../../src/local/drive.js';
import { answerQuestions, approve, artifactText, command, findWorkflow } from '../../src/local/person.js';
import { startLocally } from '../../src/local/start.js';
import { simpleGitIn } from './git.js';
import { hostIn, runIn, sampleRepository } from './support.js';

describe('the local host', () => {
  it('takes a feature from a trigger to tested code, with the gate in between', async () => {
    const folder = await sampleRepository();
    const comments: string[] = [];
    const host = await hostIn(folder, { onComment: (topic) => comments.push(topic) });
    const planned = await runIn(host, 'standard: Greeting in another language');
    expect(planned.status).toBe('awaiting_implementation_approval');
    expect(planned.assignments.some((one) => one.agents.includes('implement'))).toBe(false);
    expect(await artifactText(host, planned.workflow_id, 'tasks')).toContain('T001');

    await approve(host, planned.workflow_id);
    const state = await drive(host, planned.workflow_id);
    expect(state.status).toBe('completed');
    expect(state.completed_agents).toEqual(state.agents_to_execute);
    expect(comments).toEqual(['checkpoint', 'summary']);

    const git = simpleGitIn(folder);
    const branch = state.branch?.name ?? '';
    expect(await git('rev-parse', branch)).toBe(state.branch?.head);
    expect(await git('show', `${branch}:specs/${branch}/tasks.md`)).not.toContain('- [ ] T0');
    // Saved states are nothing to commit, and the person's own branch was not touched.
    expect(await git('status', '--porcelain')).toBe('');
    expect(await git('rev-parse', '--abbrev-ref', 'HEAD')).toBe('main');
  });

  it('G1 a commit after the plan was shown voids /approve until it was looked at', async () => {
    const folder = await sampleRepository();
    const host = await hostIn(folder);
    const planned = await runIn(host, 'simple: Greeting in another language');
    const git = simpleGitIn(folder);
    const feature = planned.feature_id ?? '';
    await git('switch', '--quiet', feature);
    await writeFile(join(folder, 'specs', feature, 'spec.md'), '# Another feature\n');
    await git('commit', '--quiet', '--all', '--message=changed my mind');
    await expect(approve(host, planned.workflow_id)).rejects.toThrow(/content presented for approval/);
    const state = await drive(host, planned.workflow_id);
    expect(state.status).toBe('awaiting_implementation_approval');
    expect(state.implementation_approved).toBe(false);
    expect((await approve(host, planned.workflow_id)).implementation_approved).toBe(true);
  });

  it('follows the checked-out feature branch, and refuses to overwrite what is uncommitted there', async () => {
    const folder = await sampleRepository();
    const host = await hostIn(folder);
    const planned = await runIn(host, 'standard: Greeting in another language');
    const git = simpleGitIn(folder);
    await git('switch', '--quiet', planned.feature_id ?? '');
    await approve(host, planned.workflow_id);
    const state = await drive(host, planned.workflow_id);
    expect(state.status).toBe('completed');
    expect(await git('status', '--porcelain')).toBe('');
    expect(await git('rev-parse', 'HEAD')).toBe(state.branch?.head);
  });

  it('S4 goes on from the last valid state when the newest is damaged, and says so', async () => {
    const folder = await sampleRepository();
    const host = await hostIn(folder);
    const planned = await runIn(host, 'simple: Greeting in another language');
    const file = join(host.repository.stateDir, `${planned.workflow_id}.json`);
    await writeFile(file, (await readFile(file, 'utf8')).replace('"awaiting', '"waiting'));
    await command(host, planned.workflow_id, 'pause');
    await command(host, planned.workflow_id, 'resume');
    const state = await drive(host, planned.workflow_id);
    expect(state.timeline.map((line) => line.what).join('\n')).toContain('the saved state was damaged');
    expect(state.status).toBe('awaiting_implementation_approval');
  });

  it('finds the one workflow that is open, and asks where several are', async () => {
    const folder = await sampleRepository();
    const host = await hostIn(folder);
    await expect(findWorkflow(host, undefined)).rejects.toThrow(/there is none/);
    const first = await runIn(host, 'simple: Greeting in another language');
    expect((await findWorkflow(host, undefined)).workflow_id).toBe(first.workflow_id);
    await runIn(host, 'simple: Something else entirely');
    await expect(findWorkflow(host, undefined)).rejects.toThrow(/expected one workflow that has not ended/);
    expect((await findWorkflow(host, first.workflow_id.slice(0, 8))).workflow_id).toBe(first.workflow_id);
  });

  it('C2 refuses what it cannot understand, and changes nothing', async () => {
    const folder = await sampleRepository();
    const host = await hostIn(folder);
    await expect(startLocally(host, 'implement')).rejects.toThrow(/expected a feature; there are none yet/);
    await expect(startLocally(host, 'banana: split')).rejects.toThrow(/banana/);
    await expect(startLocally(host, 'pause')).rejects.toThrow(/starts no workflow/);
    await expect(hostIn('/')).rejects.toThrow(/expected a git repository/);
    expect(await readdir(host.repository.stateDir).catch(() => [])).toEqual([]);
  });

  it('lets one process drive a workflow at a time', async () => {
    const folder = await sampleRepository();
    const host = await hostIn(folder);
    const { workflow_id } = await startLocally(host, 'simple: Greeting in another language');
    await writeFile(join(host.repository.stateDir, `${workflow_id}.driver`), String(process.ppid));
    await expect(drive(host, workflow_id)).rejects.toThrow(/is driven by process/);
    // A process that is gone holds nothing.
    await writeFile(join(host.repository.stateDir, `${workflow_id}.driver`), '2147483646');
    expect((await drive(host, workflow_id)).status).toBe('awaiting_implementation_approval');
  });

  it('answers to questions are refused while none are asked', async () => {
    const folder = await sampleRepository();
    const host = await hostIn(folder);
    const planned = await runIn(host, 'simple: Greeting in another language');
    await expect(answerQuestions(host, planned.workflow_id, '1:B')).rejects.toThrow(/Expected/);
  });
});
