/** What people see of a workflow beside the dashboard: check runs, labels, the pull request, the traceability. */
import { describe, expect, it } from '@jest/globals';
import {
  approve,
  botWrites,
  commanded,
  commentsOf,
  commitFile,
  fileAt,
  inBox,
  planned,
  say,
  type World,
  workflowOf,
} from './support.js';

interface CheckRun {
  readonly name: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly output: { readonly title: string; readonly summary: string };
}
interface Pull {
  readonly head: { readonly sha: string; readonly ref: string };
  readonly body: string;
}

describe('what people see', () => {
  it('of a complete workflow: checks at each head, labels, a description that lasts, traceability', async () => {
    await inBox(async (world) => {
      const { repo, ada } = world;
      const { issue, pull } = await planned(world, 'standard');
      expect(await checksAt(world, pull.head.sha)).toEqual({
        speckit: 'action_required',
        'speckit/gate': 'action_required',
      });
      expect(await labelsOf(world, issue)).toEqual(['speckit: waiting']);
      expect(await labelsOf(world, pull.number)).toEqual(['speckit: waiting']);
      const first = await pullOf(world, pull.number);
      for (const text of [
        '📋 Artifacts',
        'Requirements: 7',
        'Tasks: 6',
        'How to approve',
        '| FR-001 | T001',
      ]) {
        expect(first.body).toContain(text);
      }
      await edit(world, `${repo}/pulls/${pull.number}`, {
        body: `Please hurry.\n\n${first.body}\n\nCloses #77`,
      });
      await ada.post(`${repo}/issues/${issue}/labels`, { labels: ['bug'] });

      await approve(world, pull.number);

      const state = await workflowOf(world, issue);
      expect(state.status).toBe('completed');
      const last = await pullOf(world, pull.number);
      expect(state.branch?.head).toBe(last.head.sha);
      expect(await checksAt(world, last.head.sha)).toEqual({ speckit: 'success', 'speckit/gate': 'success' });
      expect((await labelsOf(world, issue)).toSorted()).toEqual(['bug', 'speckit: done']);
      expect(await labelsOf(world, pull.number)).toEqual(['speckit: done']);
      expect(last.body).toMatch(/^Please hurry\./);
      expect(last.body).toMatch(/Closes #77$/);
      expect(last.body).toContain('The plan is approved.');
      expect(last.body).not.toContain('How to approve');

      const file = await fileAt(world, `${state.feature_dir}traceability.md`, last.head.ref);
      expect(file).toContain('✅ 7 requirements: 7 complete.');
      expect(file).toMatch(/\*\*FR-001\*\*.*T001.*test\/phrases\.test\.js/);
      const summary = (await commentsOf(world, issue)).at(-1)?.body;
      expect(summary).toContain('### Traceability:\n\n✅ 7 requirements: 7 complete.');
      // Rule G1: the product's own file voids nothing, and starts nothing.
      expect(state.content_digest).toBe(state.approved_digest);
      expect(state.voided_approvals).toEqual([]);
      const writes = botWrites(world).length;
      world.box.runSchedules();
      await world.box.idle();
      // The sweep only notes that the workflow has ended.
      expect(botWrites(world).length - writes).toBeLessThanOrEqual(1);

      await commitFile(world, ada, { path: 'NOTES.md', branch: last.head.ref, text: 'Mine.\n' });
      await world.box.idle();
      const pushed = await pullOf(world, pull.number);
      expect(pushed.head.sha).not.toBe(last.head.sha);
      expect(await checksAt(world, pushed.head.sha)).toMatchObject({ 'speckit/gate': 'success' });
      const spec = `${state.feature_dir}more.md`;
      await commitFile(world, ada, { path: spec, branch: last.head.ref, text: 'One more wish.\n' });
      await world.box.idle();
      const changed = await pullOf(world, pull.number);
      expect(await checksAt(world, changed.head.sha)).toMatchObject({ 'speckit/gate': 'action_required' });
    });
  }, 600_000);

  it('of an aborted one: a red gate, and a label that says so', async () => {
    await inBox(async (world) => {
      const { issue, pull } = await planned(world);
      await say(world, world.wendy, issue, '/abort');
      expect(await checksAt(world, pull.head.sha)).toEqual({
        speckit: 'cancelled',
        'speckit/gate': 'failure',
      });
      expect(await labelsOf(world, issue)).toEqual(['speckit: aborted']);
    });
  }, 180_000);

  it('of one whose Actions workflow is older: everything but the checks, and a warning', async () => {
    await inBox(async (world) => {
      const { repo, ada } = world;
      const path = '.github/workflows/speckit.yml';
      const { sha } = await ada.get<{ sha: string }>(`${repo}/contents/${path}`);
      const text = (await fileAt(world, path, 'main')).replaceAll('      checks: write\n', '');
      await commitFile(world, ada, { path, branch: 'main', text, sha });
      const { issue, pull } = await planned(world);
      expect(await checksAt(world, pull.head.sha)).toEqual({});
      expect(await labelsOf(world, pull.number)).toEqual(['speckit: waiting']);
      const dashboard = (await commentsOf(world, issue)).find((one) => one.body.includes('speckit:state'));
      expect(dashboard?.body).toContain('jobs.land.permissions.checks');
      await approve(world, pull.number);
      expect((await workflowOf(world, issue)).status).toBe('completed');
      const refused = world.box
        .exchanges()
        .filter((one) => one.method === 'POST' && one.url.endsWith('/check-runs'));
      expect(refused.every((one) => one.status === 403)).toBe(true);
    });
  }, 300_000);

  it('is only the dashboard where the configuration wants it so', async () => {
    await inBox(async (world) => {
      const path = '.github/speckit.yml';
      const { sha } = await world.ada.get<{ sha: string }>(`${world.repo}/contents/${path}`);
      const text = 'backends:\n  default: recorded\nreports:\n  checks: false\n  status_labels: false\n';
      await commitFile(world, world.ada, { path, branch: 'main', text, sha });
      const issue = await commanded(world, '/speckit simple: Greeting in another language');
      const { pull_request, branch } = await workflowOf(world, issue);
      expect(await checksAt(world, branch?.head ?? '')).toEqual({});
      expect(await labelsOf(world, issue)).toEqual([]);
      expect(await labelsOf(world, pull_request?.number ?? 0)).toEqual([]);
    });
  }, 180_000);
});

/** Conclusions by name, or the status of what is not complete. */
async function checksAt({ repo, ada }: World, sha: string): Promise<Record<string, string>> {
  const found = await ada.get<{ check_runs: CheckRun[] }>(`${repo}/commits/${sha}/check-runs`);
  return Object.fromEntries(found.check_runs.map((run) => [run.name, run.conclusion ?? run.status]));
}

async function labelsOf({ repo, ada }: World, issue: number): Promise<string[]> {
  const found = await ada.get<{ name: string }[]>(`${repo}/issues/${issue}/labels`);
  return found.map(({ name }) => name);
}

function pullOf({ repo, ada }: World, number: number): Promise<Pull> {
  return ada.get<Pull>(`${repo}/pulls/${number}`);
}

async function edit({ box }: World, path: string, body: unknown): Promise<void> {
  const answer = await fetch(`${box.apiUrl}${path}`, {
    method: 'PATCH',
    headers: {
      authorization: `Bearer ${box.users.ada?.token ?? ''}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`expected ${path} to be edited, received ${answer.status}`);
}
