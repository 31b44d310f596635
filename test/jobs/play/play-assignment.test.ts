import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { commandBackend } from '../../../src/backends/command.js';
import { BackendError, type PlayRequest } from '../../../src/backends/index.js';
import { runProcess } from '../../../src/backends/process.js';
import { gitIn } from '../../../src/jobs/land/git.js';
import { playResult } from '../../../src/jobs/play/schema.js';
import {
  A_PLAN,
  A_SPEC,
  anAssignment,
  aTask,
  done,
  FEATURE,
  feedbackFrom,
  NOW,
  sampleState,
  scriptedBackend,
} from '../support/builders.js';
import { openWorkspace, play, putFiles, type Workspace } from '../support/workspace.js';

let workspace: Workspace;
let base: string;
beforeAll(async () => {
  workspace = await openWorkspace();
  base = await workspace.head();
});
afterAll(() => workspace.close());

let count = 0;
type Agents = Parameters<typeof anAssignment>[1];
type Answer = (request: PlayRequest) => unknown;

/** Plays with a scripted backend and reads what was handed over. */
async function run(
  agents: Agents,
  answer: Answer,
  overrides: Parameters<typeof anAssignment>[2] = {},
  options: Parameters<typeof play>[3] = {},
) {
  const id = `play-${count++}`;
  const state = sampleState({ tasks: [aTask('T001'), aTask('T002')] });
  const requests: PlayRequest[] = [];
  const backend = scriptedBackend((request) => {
    requests.push(request);
    return answer(request);
  });
  const assignment = anAssignment(base, agents, { id, ...overrides });
  const report = await play(workspace, state, assignment, { backendFor: () => backend, ...options });
  const folder = join(workspace.root, `result-${id}`);
  const result = playResult.parse(JSON.parse(await readFile(join(folder, 'result.json'), 'utf8')));
  expect(result.parts).toEqual(report.parts);
  const patch = async (index: number) => {
    const name = result.parts[index]?.patch;
    return name ? readFile(join(folder, name), 'utf8') : null;
  };
  const log = () => readFile(join(folder, 'log.txt'), 'utf8');
  return { result, parts: result.parts, patch, requests, log };
}

const writing =
  (files: Record<string, string>, result: Record<string, unknown> = {}): Answer =>
  async ({ workingTree, agent }) => {
    await putFiles(workingTree, files);
    return done(agent, result);
  };

describe('what is handed over', () => {
  it('is one patch per task, of what really differs, whatever the agent does with git', async () => {
    const { parts, patch, result } = await run(
      ['implement'],
      async ({ workingTree, task, agent }) => {
        await putFiles(workingTree, { [`src/${task}.js`]: `// ${task}\n` });
        const env = { PATH: process.env.PATH ?? '', HOME: workingTree };
        const command = 'git add -A && git -c user.name=x -c user.email=x@x commit -qm mine; rm -rf .git';
        await runProcess({
          file: 'bash',
          args: ['-c', command],
          cwd: workingTree,
          env,
          timeoutMs: 20_000,
          maxOutputBytes: 1e6,
        });
        return done(agent);
      },
      { tasks: ['T001', 'T002'] },
    );
    expect(result).toMatchObject({ format: 1, base, workflow_id: sampleState().workflow_id });
    expect(parts.map(({ agent, task, patch: name }) => [agent, task, name])).toEqual([
      ['implement', 'T001', '001-implement-T001.patch'],
      ['implement', 'T002', '002-implement-T002.patch'],
    ]);
    expect(await patch(0)).toMatch(/diff --git a\/src\/T001\.js b\/src\/T001\.js\nnew file mode 100644/);
    expect(await patch(1)).not.toContain('T001');
  });

  it('holds no packages, and nothing that git ignores', async () => {
    const files = { 'node_modules/x/index.js': '', 'coverage/a': '', 'src/a.js': '' };
    const { patch } = await run(['implement'], writing(files));
    expect(await patch(0)).toContain('src/a.js');
    expect(await patch(0)).not.toMatch(/node_modules|coverage/);
  });

  it('holds binary files and modes', async () => {
    const { patch } = await run(['implement'], async ({ workingTree, agent }) => {
      await writeFile(join(workingTree, 'tool.bin'), Buffer.from([0, 1, 2, 255]), { mode: 0o755 });
      return done(agent);
    });
    expect(await patch(0)).toMatch(/new file mode 100755\nindex 0{40}\.\.[0-9a-f]{40}\nGIT binary patch/);
  });

  it('leaves out what a builder changes in the specification, such as ticks', async () => {
    const files = { [`specs/${FEATURE}/tasks.md`]: '- [X] T001', 'src/a.js': '' };
    const { parts, patch, log } = await run(['implement'], writing(files));
    expect(parts[0]?.response.status).toBe('success');
    expect(await patch(0)).not.toContain('specs/');
    expect(await log()).toContain(`left out: specs/${FEATURE}/tasks.md`);
  });

  it('stops at the first error', async () => {
    const error = {
      type: 'PrerequisiteError',
      message: 'no plan',
      recoverable: true,
      feedback_required: false,
      blocking_issues: [],
    };
    const { parts, requests } = await run(['clarify', 'plan', 'tasks'], async ({ agent, workingTree }) => {
      await putFiles(workingTree, { [`specs/${FEATURE}/spec.md`]: A_SPEC });
      return agent === 'clarify' ? done(agent) : { ...done(agent), status: 'error', error };
    });
    expect(parts.map(({ response }) => response.status)).toEqual(['success', 'error']);
    expect(requests).toHaveLength(2);
  });

  it('redacts the log', async () => {
    const backend = commandBackend(
      {
        run: ['bash', '-c', `echo "key ghp_${'a'.repeat(36)}" >&2; echo '${JSON.stringify(done('review'))}'`],
      },
      process.env,
    );
    const { log } = await run(['review'], () => null, {}, { backendFor: () => backend });
    expect(await log()).toContain('key ghp_[redacted]');
  });
});

describe('contexts', () => {
  it('hold earlier results, of the state and of this run, and feedback for the first agent only', async () => {
    const spec = { [`specs/${FEATURE}/spec.md`]: A_SPEC, [`specs/${FEATURE}/plan.md`]: A_PLAN };
    const feedback = feedbackFrom('speckit-analyze');
    const { requests } = await run(['clarify', 'plan'], writing(spec, { resolved: 2 }), { feedback });
    expect(requests[0]?.feedback).toEqual(feedback);
    expect(requests[1]?.feedback).toBeNull();
    expect(requests[1]?.context).toEqual({
      workflow_id: sampleState().workflow_id,
      feature_id: FEATURE,
      feature_dir: `specs/${FEATURE}/`,
      previous_results: {
        clarify: { status: 'success', timestamp: NOW, result: { summary: 'done', resolved: 2 } },
      },
    });
    expect(requests[0]?.prompt).toContain('FEEDBACK_CONTEXT:');
  });

  it('give each task its own time, and none after the deadline', async () => {
    const first = await run(['implement'], writing({}), { tasks: ['T001'] });
    expect(first.requests[0]?.timeoutMs).toBe(300_000);
    const near = await run(['implement'], writing({}), { deadline_at: '2026-01-12T10:00:07.000Z' });
    expect(near.requests[0]?.timeoutMs).toBe(7_000);
    const late = await run(['implement'], writing({}), { deadline_at: NOW });
    expect(late.requests).toEqual([]);
    expect(late.parts[0]?.response.error?.type).toBe('TimeoutError');
  });
});

describe('agents that misbehave', () => {
  it('are asked once more when the answer breaks the contract, with what is wrong', async () => {
    const { parts, requests, patch } = await run(['implement'], async (request) => {
      if (request.feedback !== null) return done('implement');
      await putFiles(request.workingTree, { 'src/a.js': '' });
      return { agent: 'implement', status: 'perfect' };
    });
    expect(parts[0]?.response.status).toBe('success');
    expect(requests).toHaveLength(2);
    expect(requests[1]?.feedback).toMatchObject({ feedback_from: 'speckit-contract', iteration: 1 });
    expect(requests[1]?.feedback?.issues_to_fix[0]?.message).toMatch(/status/);
    expect(await patch(0)).toContain('src/a.js');
  });

  it.each<[string, unknown, RegExp]>([
    ['text', 'All done!', /not JSON: All done!/],
    ['another agent', done('plan'), /expected "agent": "implement", received "plan"/],
    ['an error without an error', { ...done('implement'), status: 'error' }, /`error` to be an object/],
    ['a huge result', done('implement', { blob: 'x'.repeat(40_000) }), /at most 32000 characters/],
  ])('fail when they answer %s twice', async (_what, answer, message) => {
    const { parts, requests } = await run(['implement'], () => answer);
    expect(requests).toHaveLength(2);
    expect(parts[0]).toMatchObject({
      response: { status: 'error', error: { type: 'ValidationError' } },
      patch: null,
    });
    expect(parts[0]?.response.error?.message).toMatch(message);
  });

  it.each(['TimeoutError', 'ExternalServiceError', 'UnrecoverableError'] as const)(
    'become %s when the backend says so, and their files are dropped',
    async (type) => {
      const { parts } = await run(['review'], async ({ workingTree }) => {
        await putFiles(workingTree, { 'src/half.js': '' });
        throw new BackendError(type, 'what happened');
      });
      expect(parts[0]).toMatchObject({
        response: { error: { type, message: 'what happened' } },
        patch: null,
      });
    },
  );

  it.each<[Agents[0], string, RegExp]>([
    ['implement', '.github/workflows/own.yml', /protected/],
    ['implement', 'CLAUDE.md', /protected/],
    ['specify', 'src/index.js', /outside what specify may write/],
    ['e2e-test-builder', 'src/index.js', /outside/],
  ])('are refused when %s changes %s', async (agent, path, reason) => {
    const files = { [path]: 'x', [`specs/${FEATURE}/spec.md`]: A_SPEC };
    const built = {
      test_file: 'test/e2e/greet.test.js',
      test_coverage: 100,
      implementation_status: 'COMPLETE',
      gaps: [],
    };
    const { parts } = await run([agent], writing(files, agent === 'e2e-test-builder' ? built : {}));
    expect(parts[0]).toMatchObject({
      response: { error: { type: 'ValidationError', blocking_issues: [{ location: path }] } },
      patch: null,
    });
    expect(parts[0]?.response.error?.blocking_issues[0]?.message).toMatch(reason);
  });

  it('are refused when they make a link or a repository of their own', async () => {
    const link = await run(['implement'], async ({ workingTree, agent }) => {
      await symlink('/etc/passwd', join(workingTree, 'src', 'link'));
      return done(agent);
    });
    expect(link.parts[0]?.response.error?.message).toMatch(/src\/link: it is a symbolic link/);
    const nested = await run(['implement'], async ({ workingTree, agent }) => {
      await mkdir(join(workingTree, 'sub'));
      await writeFile(join(workingTree, 'sub', 'a'), '');
      const commands =
        'git init -q sub && git -C sub add -A && git -C sub -c user.name=x -c user.email=x@x commit -qm x';
      const env = { PATH: process.env.PATH ?? '' };
      const args = ['-c', commands];
      await runProcess({ file: 'bash', args, cwd: workingTree, env, timeoutMs: 20_000, maxOutputBytes: 1e6 });
      return done(agent);
    });
    expect(nested.parts[0]?.response.error?.message).toMatch(/sub: it is a submodule/);
  });

  it('cannot configure the agent that comes after them', async () => {
    const seen: string[] = [];
    const { parts } = await run(['clarify', 'plan'], async ({ agent, workingTree }) => {
      const read = (path: string) => readFile(join(workingTree, path), 'utf8').catch(() => 'absent');
      seen.push(`${agent}: ${await read('.claude/settings.json')}`);
      const files = { 'spec.md': A_SPEC, 'plan.md': A_PLAN };
      for (const [name, text] of Object.entries(files)) {
        await putFiles(workingTree, { [`specs/${FEATURE}/${name}`]: text });
      }
      // Ignored, so that no patch shows it.
      await putFiles(workingTree, { '.git/info/exclude': '', '.claude/settings.json': 'evil' });
      await putFiles(workingTree, { '.claude/.gitignore': '*' });
      return done(agent);
    });
    expect(parts.map(({ response }) => response.error?.type ?? 'success')).toEqual(['success', 'success']);
    expect(seen).toEqual(['clarify: absent', 'plan: absent']);
  });
});

describe('artifacts', () => {
  const dir = `specs/${FEATURE}`;
  const cyclic = '- [ ] T001 A (depends on T002)\n- [ ] T002 B (depends on T001)\n';
  it.each<[Agents[0], Record<string, string>, RegExp]>([
    ['specify', {}, /expected a specification in spec\.md, found none/],
    ['specify', { [`${dir}/spec.md`]: '# Nothing' }, /user story.*and 2 more findings/],
    ['plan', { [`${dir}/plan.md`]: ' \n' }, /expected a plan in plan\.md/],
    ['research', {}, /content in research\.md/],
    ['checklist', {}, /a checklist/],
    ['tasks', {}, /expected tasks in tasks\.md, found none/],
    ['tasks', { [`${dir}/tasks.md`]: '# Tasks\n\nNone.' }, /at least one task/],
    ['tasks', { [`${dir}/tasks.md`]: cyclic }, /without a cycle/],
  ])('%s with %j is sent back once, and fails with findings', async (agent, files, message) => {
    const { parts, requests } = await run([agent], writing(files));
    expect(requests.map(({ feedback }) => feedback?.feedback_from)).toEqual([undefined, 'speckit-artifacts']);
    expect(parts[0]).toMatchObject({
      response: { error: { type: 'ValidationError', recoverable: true, blocking_issues: expect.anything() } },
      patch: null,
    });
    expect(parts[0]?.response.error?.message).toMatch(message);
    expect(parts[0]?.response.error?.blocking_issues[0]).toMatchObject({
      severity: expect.stringMatching(/HIGH|CRITICAL/),
      recommendation: expect.any(String),
    });
  });
});

describe('a checkout without history', () => {
  it('as Actions makes it is enough', async () => {
    const workingTree = join(workspace.root, 'a shallow: checkout');
    const clone = [
      'clone',
      '--quiet',
      '--depth=1',
      `--branch=${FEATURE}`,
      `file://${workspace.origin}`,
      workingTree,
    ];
    await gitIn(workspace.root)(clone);
    const { patch } = await run(['implement'], writing({ 'src/a.js': 'a' }), {}, { workingTree });
    expect(await patch(0)).toContain('src/a.js');
  });
});

describe('a checkout that is not the one asked for', () => {
  it('is refused', async () => {
    const other = await workspace.commit({ 'a.txt': 'a' }, 'main');
    const state = sampleState();
    const assignment = anAssignment(base, ['review'], { id: 'other' });
    const workingTree = await workspace.checkoutAt(other);
    await expect(play(workspace, state, assignment, { workingTree })).rejects.toThrow(
      `expected the checkout ${workingTree} to be at ${base}, received ${other}`,
    );
    await rm(workingTree, { recursive: true });
  });
});
