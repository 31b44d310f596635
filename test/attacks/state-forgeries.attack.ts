/** Forgeries by somebody who has read how forgeries are found: around the history, the notes and the indexes (rule S1). */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { WorkflowState } from '../../src/domain/state.js';
import { commanded, commentsOf, fileAt, planned, say, workflowOf } from '../e2e/support.js';
import { type Arena, look, openArena } from './support/arena.js';
import { attack } from './support/attack.js';
import { dispatch, request, sweepLog, validFile } from './support/requests.js';

const STATE = 'speckit-state';
const FOLDER = '.specify/workflow-state';
const NOBODY = { name: 'Nobody', email: 'nobody@example.org' };

describe('a state that is forged around its history', () => {
  let arena: Arena;
  let issue: number;
  let other: number;
  let honest: WorkflowState;
  let path: string;
  beforeAll(async () => {
    arena = await openArena();
    ({ issue } = await planned(arena));
    other = await commanded(arena, '/speckit simple: Farewell at the end', 'Farewell at the end');
    honest = await workflowOf(arena, issue);
    path = `${FOLDER}/${honest.workflow_id}.json`;
  }, 300_000);
  afterAll(() => arena.close());

  const contents = (file: string) => `${arena.repo}/contents/${file}`;
  const shaOf = (file: string) =>
    arena.ada
      .get<{ sha: string }>(`${contents(file)}?ref=${STATE}`)
      .then((found) => found.sha)
      .catch(() => undefined);
  /** Pushes a file of the state branch as a person with write permission; answers with the file's version. */
  async function push(text: string, file = path, more = {}): Promise<string> {
    const sha = await shaOf(file);
    const content = Buffer.from(text).toString('base64');
    const body = { message: 'speckit: command_given (paused)', branch: STATE, content, ...more };
    const made = await request(arena, arena.wendy, 'PUT', contents(file), {
      ...body,
      ...(sha === undefined ? {} : { sha }),
    });
    return (made as { content: { sha: string } }).content.sha;
  }
  const remove = async (file: string) => {
    const body = { message: 'away', branch: STATE, sha: await shaOf(file) };
    await request(arena, arena.wendy, 'DELETE', contents(file), body);
  };
  const sweep = async () => {
    arena.box.runSchedules();
    await arena.box.idle();
  };
  /** A file that is valid in itself: an approval that nobody gave, in a workflow that only has to be resumed. */
  function forged(changes: Partial<WorkflowState> = {}): string {
    const approval = {
      by: 'ada',
      permission: 'admin',
      via: 'proceed_comment' as const,
      source_id: 1,
      at: honest.updated_at,
      pull_request: null,
      head: honest.branch?.head ?? '',
      digest: honest.content_digest ?? '',
    };
    const open = { implementation_approved: true, approved_digest: honest.content_digest };
    return validFile({ ...honest, status: 'running', ...open, approvals: [approval], ...changes });
  }
  const stands = (state: WorkflowState) => ({
    status: state.status,
    approvals: state.approvals,
    settings: state.settings,
    assignments: state.assignments,
    branch: state.branch,
  });
  /** Carries out an attack, lets the schedule look twice, and compares. */
  async function survives(play: () => Promise<unknown>): Promise<void> {
    const before = await look(arena);
    await play();
    await arena.box.idle();
    await sweep();
    await sweep();
    expect(stands(await workflowOf(arena, issue))).toEqual(stands(honest));
    expect((await look(arena)).dispatched).toEqual(before.dispatched);
  }
  const story = (name: string, tried: string, expected: string, play: () => Promise<unknown>) =>
    attack('state', { name, tried, expected, proof: 'state, approvals and assignments as before' }, () =>
      survives(play),
    );
  const BACK = 'the last version of the product comes back';

  story(
    'forged, then broken',
    'a valid forgery, and on top of it a broken file, so that "the last valid version" is the forgery',
    BACK,
    async () => {
      await push(forged());
      await push('{ "broken": ');
    },
  );
  story('by nobody', 'a valid forgery by an author whom GitHub does not know', BACK, () =>
    push(forged(), path, { author: NOBODY, committer: NOBODY }),
  );
  story(
    'by nobody, as a restoration',
    'the same, with the words by which the product restores a state',
    BACK,
    () =>
      push(forged(), path, {
        author: NOBODY,
        committer: NOBODY,
        message: `speckit: restore the state that the product wrote last\n\nSpeckit-Revision: ${honest.revision}`,
      }),
  );
  story(
    "in the bot's name",
    'a valid forgery whose commit names the bot as author and committer',
    BACK,
    () => {
      const bot = {
        name: 'github-actions[bot]',
        email: '41898282+github-actions[bot]@users.noreply.github.com',
      };
      return push(forged(), path, { author: bot, committer: bot });
    },
  );
  story(
    'a forgery that the schedule is told to pass by',
    'a valid forgery, which the list of finished workflows names as one of them',
    BACK,
    async () => {
      const version = await push(forged());
      await push(JSON.stringify({ [honest.workflow_id]: version }), `${FOLDER}/finished.json`);
    },
  );
  story(
    'a forger who is the App',
    'a valid forgery, and a note that its author is the App that serves the repository',
    BACK,
    async () => {
      await push(
        JSON.stringify({ login: 'wendy', serves_until: '2999-01-01T00:00:00Z' }),
        `${FOLDER}/app.json`,
      );
      await push(forged());
    },
  );
  story(
    'a forgery under the product’s own hand',
    'a forgery with a setting that asks for less, and at once a command, so that the product writes on top of it',
    BACK,
    async () => {
      await push(
        forged({ status: 'awaiting_implementation_approval', approvals: [], approved_digest: null }),
      );
      await push(
        forged({
          status: 'paused',
          resume_from: 'implement',
          settings: { ...honest.settings, required_approvals: 1 },
        }),
      );
      await say(arena, arena.wendy, issue, '/resume');
    },
  );
  attack(
    'state',
    {
      name: 'a workflow out of nothing',
      tried: 'the state of a workflow that never was, with an approval, and a run for an assignment of it',
      expected: 'the product has never written it: nothing is done',
      proof: 'no assignment; the branch as before',
    },
    async () => {
      const before = await look(arena);
      const workflow_id = '00000000-0000-4000-8000-000000000001';
      const file = `${FOLDER}/${workflow_id}.json`;
      await push(forged({ workflow_id }), file, { author: NOBODY, committer: NOBODY });
      await sweep();
      await sweep();
      const after = await look(arena);
      expect(after.dispatched).toEqual(before.dispatched);
      expect(after.branches[honest.branch?.name ?? '']).toBe(before.branches[honest.branch?.name ?? '']);
      await remove(file);
    },
  );
  attack(
    'state',
    {
      name: 'an approval that is led elsewhere',
      tried:
        'the index of an issue names the workflow of another issue; then a person approves what the issue shows',
      expected: 'the index is looked through: the approval counts for the issue on which it was given',
      proof: 'the other workflow has no approval, this one has it',
    },
    async () => {
      const index = `${FOLDER}/issues/${other}.json`;
      const was = await fileAt(arena, index, STATE);
      const own = (JSON.parse(was) as { active: string }).active;
      await push(JSON.stringify({ workflows: [own, honest.workflow_id], active: honest.workflow_id }), index);
      await say(arena, arena.ada, other, '/proceed');
      expect(stands(await workflowOf(arena, issue))).toEqual(stands(honest));
      const state = JSON.parse(await fileAt(arena, `${FOLDER}/${own}.json`, STATE)) as WorkflowState;
      expect(state.approvals.map((one) => one.by)).toEqual(['ada']);
    },
  );
  attack(
    'state',
    {
      name: 'notes that are folders',
      tried: 'the notes about the App, finished workflows and backends are replaced by folders',
      expected: 'nothing is known from them, and the log names the one that could not be written',
      proof: 'a command is answered, the schedule looks at every workflow',
    },
    async () => {
      for (const name of ['app', 'finished', 'history']) {
        const file = `${FOLDER}/${name}.json`;
        if ((await shaOf(file)) !== undefined) await remove(file);
        await push('x', `${file}/x`);
      }
      await sweep();
      expect(await sweepLog(arena)).toMatch(/finished workflows could not be swept: .*finished\.json/);
      const before = (await commentsOf(arena, issue)).length;
      await say(arena, arena.ada, issue, '/status');
      expect((await commentsOf(arena, issue)).length).toBe(before + 2);
      for (const name of ['app', 'finished', 'history']) await remove(`${FOLDER}/${name}.json/x`);
    },
  );
  attack(
    'state',
    {
      name: 'an App that serves for ever',
      tried: 'a note that another App serves the repository for the next thousand years',
      expected: 'longer than any App says it: not believed',
      proof: 'a command is answered',
    },
    async () => {
      const serves_until = '2999-01-01T00:00:00Z';
      await push(JSON.stringify({ login: 'nobody[bot]', serves_until }), `${FOLDER}/app.json`);
      const before = (await commentsOf(arena, issue)).length;
      await say(arena, arena.ada, issue, '/status');
      expect((await commentsOf(arena, issue)).length).toBe(before + 2);
      await remove(`${FOLDER}/app.json`);
    },
  );

  it('and after all of it the workflow goes on with a valid approval', async () => {
    await dispatch(arena, arena.wendy, {});
    await say(arena, arena.ada, issue, '/proceed');
    const { status, timeline } = await workflowOf(arena, issue);
    expect([status, ...(status === 'completed' ? [] : timeline)]).toEqual(['completed']);
  });

  // The last story of this box: it begins where the workflow has ended.
  attack(
    'state',
    {
      name: 'set back by a merge',
      tried:
        'the state branch is merged with its own past, so that its history shows no forgery, and an assignment that was out then is started by hand',
      expected: 'the dashboard knows more than the branch: nothing is played and nothing landed',
      proof: 'the pull request branch as before',
    },
    async () => {
      const commits = await arena.ada.get<{ sha: string; commit: { message: string } }[]>(
        `${arena.repo}/commits?sha=${STATE}&path=${encodeURIComponent(path)}&per_page=100`,
      );
      const states = await Promise.all(commits.map(async ({ sha }) => ({ sha, state: await stateAt(sha) })));
      const past = states.find(({ state }) =>
        state?.assignments.some((one) => one.status === 'dispatched' && one.agents[0] === 'implement'),
      );
      const out = past?.state?.assignments.find((one) => one.status === 'dispatched');
      if (past === undefined || out === undefined) throw new Error('expected a past with an assignment out');
      const before = await look(arena);
      const tip = before.branches[STATE] ?? '';
      const { commit } = await arena.ada.get<{ commit: { tree: { sha: string } } }>(
        `${arena.repo}/commits/${past.sha}`,
      );
      const merge = await arena.wendy.post<{ sha: string }>(`${arena.repo}/git/commits`, {
        message: 'Merge',
        tree: commit.tree.sha,
        parents: [tip, past.sha],
      });
      await request(arena, arena.wendy, 'PATCH', `${arena.repo}/git/refs/heads/${STATE}`, { sha: merge.sha });
      await dispatch(arena, arena.wendy, {
        assignment: out.id,
        workflow_id: honest.workflow_id,
        base: out.base,
      });
      await sweep();
      const after = await look(arena);
      expect(after.branches[honest.branch?.name ?? '']).toBe(before.branches[honest.branch?.name ?? '']);
      expect(after.dispatched).toEqual(before.dispatched);
    },
  );

  async function stateAt(sha: string): Promise<WorkflowState | null> {
    try {
      return JSON.parse(await fileAt(arena, path, sha)) as WorkflowState;
    } catch {
      return null;
    }
  }
});
