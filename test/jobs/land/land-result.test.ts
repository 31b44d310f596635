import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { gitIn, gitText } from '../../../src/jobs/land/git.js';
import { gitTreeReader } from '../../../src/jobs/land/git-tree.js';
import { anAssignment, done, FEATURE, NOW, sampleState, scriptedBackend } from '../support/builders.js';
import { land, openWorkspace, play, putFiles, type Workspace } from '../support/workspace.js';

const TASKS = `specs/${FEATURE}/tasks.md`;

let workspace: Workspace;
let base: string;
const state = sampleState();
beforeEach(async () => {
  workspace = await openWorkspace({
    [TASKS]: '# Tasks\n\n- [ ] T001 One\n- [ ] T002 Two\n- [ ] T003 Three\n',
  });
  base = await workspace.head();
});
afterEach(() => workspace.close());

type Agents = Parameters<typeof anAssignment>[1];
type Overrides = Parameters<typeof anAssignment>[2];
type Part = Record<string, unknown>;

/** Hands over a result that a real agent job has made. */
async function handOver(agents: Agents, files: Record<string, string>, overrides: Overrides = {}) {
  const assignment = anAssignment(base, agents, overrides);
  const backend = scriptedBackend(async ({ workingTree, agent, task }) => {
    await putFiles(workingTree, files);
    // Every task writes the same files, so all but the first find them there.
    return done(agent, { summary: `did ${task ?? agent}`, nothing_to_do: 'the files are there already' });
  });
  await play(workspace, state, assignment, { backendFor: () => backend });
  return assignment;
}

const part = (overrides: Part = {}): Part => ({
  agent: 'implement',
  task: null,
  response: done('implement'),
  usage: { duration_ms: 5, cost_usd: 0.1 },
  patch: null,
  ...overrides,
});

/** Hands over a result that no honest agent job would make. */
async function forge(parts: readonly Part[], patches: Record<string, string> = {}, overrides: Part = {}) {
  const assignment = anAssignment(base, ['implement'], { id: 'forged' });
  const result = {
    format: 1,
    assignment_id: 'forged',
    workflow_id: state.workflow_id,
    base,
    parts,
    ...overrides,
  };
  await putFiles(join(workspace.root, 'result-forged'), {
    'result.json': JSON.stringify(result),
    ...patches,
  });
  return assignment;
}

/** The patch of one new file. */
const adding = (path: string, mode = '100644', content = 'evil') =>
  `diff --git a/${path} b/${path}\nnew file mode ${mode}\n--- /dev/null\n+++ b/${path}\n@@ -0,0 +1 @@\n+${content}\n`;

async function forgePatch(patch: string, more: Part = {}) {
  return forge([part({ patch: '001-implement.patch', ...more })], { '001-implement.patch': patch });
}

describe('a good result', () => {
  it('becomes a commit per part, by the bot, with trailers, and ticks its tasks', async () => {
    const assignment = await handOver(['implement'], { 'src/a.js': 'a\n' }, { tasks: ['T001', 'T002'] });
    const outcome = await land(workspace, state, assignment);
    const head = await workspace.head();
    expect(outcome).toMatchObject({ kind: 'landed', head, wrote: true });
    if (outcome.kind !== 'landed') return;
    expect(outcome.responses.map(({ status }) => status)).toEqual(['success', 'success']);
    expect(outcome.usage).toHaveLength(2);
    expect(await workspace.file('src/a.js')).toBe('a\n');
    expect(await workspace.file(TASKS)).toBe('# Tasks\n\n- [X] T001 One\n- [X] T002 Two\n- [ ] T003 Three\n');
    const git = gitIn(workspace.origin);
    expect(await gitText(git, ['log', '-1', '--format=%an <%ae>%n%cn%n%B', head])).toBe(
      `github-actions[bot] <41898282+github-actions[bot]@users.noreply.github.com>
github-actions[bot]
implement(T002): did T002

Speckit-Workflow: ${state.workflow_id}
Speckit-Agent: implement
Speckit-Task: T002
Speckit-Assignment: test-implement-1`,
    );
  });

  it('is put on top of what has landed meanwhile, and ticks beside other ticks', async () => {
    const one = await handOver(['implement'], { 'src/one.js': '1' }, { id: 'one', tasks: ['T001'] });
    const two = await handOver(['implement'], { 'src/two.js': '2' }, { id: 'two', tasks: ['T002'] });
    const three = await handOver(['implement'], { 'README.md': 'new' }, { id: 'three', tasks: ['T003'] });
    const outcomes = await Promise.all([one, two, three].map((each) => landIn(each)));
    expect(outcomes.map(({ kind }) => kind)).toEqual(['landed', 'landed', 'landed']);
    expect((await workspace.file(TASKS)).match(/\[X\]/g)).toHaveLength(3);
    expect(await workspace.log()).toHaveLength(4);
  });

  /** Landing jobs run on machines of their own. */
  async function landIn(assignment: ReturnType<typeof anAssignment>) {
    const checkout = await workspace.checkoutAt(`origin/${FEATURE}`);
    return land(workspace, state, assignment, { checkout });
  }

  it('runs no hook of the checkout and touches no file of it', async () => {
    const hook = '#!/bin/sh\ntouch "$(dirname "$0")/ran"\nexit 1\n';
    for (const name of ['pre-push', 'pre-commit', 'reference-transaction']) {
      await writeFile(join(workspace.checkout, '.git', 'hooks', name), hook, { mode: 0o755 });
    }
    const assignment = await handOver(['implement'], { 'src/a.js': 'a' });
    expect(await land(workspace, state, assignment)).toMatchObject({ kind: 'landed', wrote: true });
    const git = gitIn(workspace.checkout);
    expect(await gitText(git, ['status', '--porcelain'])).toBe('');
    await expect(gitText(git, ['hash-object', '.git/hooks/ran'])).rejects.toThrow(/ran/);
  });

  it('writes nothing when nothing was changed', async () => {
    const assignment = await handOver(['review'], {});
    expect(await land(workspace, state, assignment)).toMatchObject({
      kind: 'landed',
      head: base,
      wrote: false,
    });
  });

  it('is landed once, however often it is landed', async () => {
    const assignment = await handOver(['implement'], { 'src/a.js': 'a' }, { tasks: ['T001', 'T002'] });
    const first = await land(workspace, state, assignment);
    await workspace.commit({ 'src/a.js': 'changed by a person' });
    const head = await workspace.head();
    const second = await land(workspace, state, assignment);
    expect(second).toMatchObject({ kind: 'landed', head, wrote: true });
    expect(first).toMatchObject({ responses: second.kind === 'landed' ? second.responses : [] });
    expect(await workspace.file('src/a.js')).toBe('changed by a person');
  });

  it('goes on where a crash between two parts has stopped', async () => {
    const assignment = anAssignment(base, ['implement'], { tasks: ['T001', 'T002'] });
    const backend = scriptedBackend(async ({ workingTree, task }) => {
      await putFiles(workingTree, { [`src/${task}.js`]: `${task}` });
      return done('implement', { summary: `${task}` });
    });
    await play(workspace, state, assignment, { backendFor: () => backend });
    await land(workspace, state, assignment);
    const git = gitIn(workspace.origin);
    await git(['update-ref', `refs/heads/${FEATURE}`, `${FEATURE}~1`]);
    expect(await land(workspace, state, assignment)).toMatchObject({ kind: 'landed', wrote: true });
    expect(await workspace.log()).toEqual(['first commit', 'implement(T001): T001', 'implement(T002): T002']);
  });
});

describe('a branch that has moved', () => {
  it('is a conflict where both sides changed the same lines, and nothing is written', async () => {
    const assignment = await handOver(
      ['implement'],
      { 'README.md': 'ours\n', 'src/a.js': 'a' },
      { tasks: ['T001'] },
    );
    const head = await workspace.commit({ 'README.md': 'theirs\n' });
    expect(await land(workspace, state, assignment)).toEqual({
      kind: 'conflict',
      head,
      files: ['README.md'],
    });
    expect(await workspace.head()).toBe(head);
  });

  it('is a conflict where both sides added the same file', async () => {
    const assignment = await handOver(['implement'], { 'src/a.js': 'ours\n' });
    await workspace.commit({ 'src/a.js': 'theirs\n' });
    expect(await land(workspace, state, assignment)).toMatchObject({ kind: 'conflict', files: ['src/a.js'] });
  });

  it('is no conflict where other lines changed', async () => {
    const readme = await workspace.file('README.md');
    const assignment = await handOver(['implement'], { 'README.md': `${readme}\nlast\n` });
    await workspace.commit({ 'README.md': `first\n\n${readme}` });
    expect(await land(workspace, state, assignment)).toMatchObject({ kind: 'landed' });
    expect(await workspace.file('README.md')).toBe(`first\n\n${readme}\nlast\n`);
  });

  it('is left alone when its head is refused, unless a part of the assignment is there already', async () => {
    const assignment = await handOver(['implement'], { 'src/a.js': 'a' });
    const head = await workspace.commit({ 'b.txt': 'b' });
    const refusing = { acceptHead: async (commit: string) => commit !== head };
    expect(await land(workspace, state, assignment, refusing)).toEqual({ kind: 'head_refused', head });
    expect(await workspace.head()).toBe(head);
    await land(workspace, state, assignment);
    const acceptHead = async () => false;
    expect(await land(workspace, state, assignment, { acceptHead })).toMatchObject({
      kind: 'landed',
      wrote: true,
    });
  });

  it('is said to be gone when it is', async () => {
    const assignment = await handOver(['implement'], { 'src/a.js': 'a' });
    expect(await land(workspace, state, assignment, { branch: '009-gone' })).toEqual({
      kind: 'invalid',
      message: 'expected the branch 009-gone at origin, found none',
    });
  });

  it('that may not be pushed to is an error that says so', async () => {
    const hook = '#!/bin/sh\necho "protected branch" >&2\nexit 1\n';
    await writeFile(join(workspace.origin, 'hooks', 'pre-receive'), hook, { mode: 0o755 });
    const assignment = await handOver(['implement'], { 'src/a.js': 'a' });
    await expect(land(workspace, state, assignment)).rejects.toThrow(
      new RegExp(`expected to push ${FEATURE} to origin[\\s\\S]*protected branch`),
    );
  });
});

describe('P1: an attack by patch', () => {
  it.each<[string, string, RegExp]>([
    ['an Actions workflow', adding('.github/workflows/own.yml'), /protected/],
    ['instructions of an agent program', adding('docs/CLAUDE.md'), /protected/],
    ["git's folder", adding('.git/hooks/pre-commit', '100755'), /git's own folder/],
    ["git's folder in disguise", adding('.GIT/config'), /git's own folder/],
    ['a path out of the repository', adding('../outside'), /leaves the repository/],
    ['an absolute path', adding('/etc/cron.d/x'), /leaves the repository|not a relative|cannot read/],
    ['a symbolic link', adding('src/link', '120000', '/etc/passwd'), /symbolic link/],
    [
      'a submodule',
      'diff --git a/sub b/sub\nnew file mode 160000\n--- /dev/null\n+++ b/sub\n@@ -0,0 +1 @@\n' +
        `+Subproject commit ${'1'.repeat(40)}\n`,
      /submodule/,
    ],
    ['a mode with rights of its own', adding('src/a.js', '104755'), /its mode 104755/],
    ['a token', adding('src/a.js', '100644', `ghp_${'a1B2'.repeat(9)}`), /holds a secret/],
    ['the specification', adding(`specs/${FEATURE}/spec.md`), /outside what implement may write/],
    ["another feature's specification", adding('specs/002-other/spec.md'), /outside/],
    [
      'a rename out of a protected path',
      'diff --git a/.github/speckit.yml b/src/x.yml\nsimilarity index 100%\nrename from .github/speckit.yml\nrename to src/x.yml\n',
      /\.github\/speckit\.yml: it is protected/,
    ],
    [
      'a file that becomes a link',
      'diff --git a/.gitignore b/.gitignore\nold mode 100644\nnew mode 120000\n',
      /symbolic link|does not fit/,
    ],
    [
      'a quoted path',
      adding('x').replaceAll('b/x', '"b/.gith\\165b/x"'),
      /protected|cannot read|does not fit/,
    ],
    ['a patch of something else', adding('README.md'), /does not fit/],
    ['no patch', 'hello\n', /cannot read/],
  ])('on %s is refused, and nothing is written', async (_what, patch, reason) => {
    const outcome = await land(workspace, state, await forgePatch(patch));
    expect(outcome).toMatchObject({ kind: 'landed', head: base, wrote: false });
    if (outcome.kind !== 'landed') return;
    expect(outcome.responses[0]).toMatchObject({ status: 'error', error: { type: 'ValidationError' } });
    expect(outcome.responses[0]?.error?.blocking_issues[0]?.message).toMatch(reason);
    expect(await workspace.head()).toBe(base);
  });

  it('keeps the parts before it and drops those after it', async () => {
    const assignment = anAssignment(base, ['implement'], { id: 'forged', tasks: ['T001', 'T002', 'T003'] });
    await forge(
      [
        part({ task: 'T001', patch: '001-a.patch' }),
        part({ task: 'T002', patch: '002-b.patch' }),
        part({ task: 'T003', patch: '003-c.patch' }),
      ],
      {
        '001-a.patch': adding('src/a.js'),
        '002-b.patch': adding('AGENTS.md'),
        '003-c.patch': adding('src/c.js'),
      },
    );
    const outcome = await land(workspace, state, assignment);
    expect(outcome).toMatchObject({ kind: 'landed', wrote: true });
    expect(outcome.kind === 'landed' && outcome.responses.map(({ status }) => status)).toEqual([
      'success',
      'error',
    ]);
    expect(await workspace.file('src/a.js')).toBe('evil\n');
    expect(await workspace.file('src/c.js')).toBe('');
    expect((await workspace.file(TASKS)).match(/\[X\]/g)).toHaveLength(1);
  });

  it('is bounded in size and number', async () => {
    const limits = { fileBytes: 2_000, files: 2 };
    const message = async (patch: string) => {
      const outcome = await land(workspace, state, await forgePatch(patch), { limits });
      return outcome.kind === 'landed' ? outcome.responses[0]?.error?.message : JSON.stringify(outcome);
    };
    expect(await message(adding('src/a.js', '100644', 'x'.repeat(3_000)))).toMatch(
      /src\/a\.js: it is larger than 2000/,
    );
    expect(await message(['a', 'b', 'c'].map((name) => adding(`src/${name}`)).join(''))).toMatch(
      /more than 2 files/,
    );
    const bomb = `diff --git a/b b/b\nnew file mode 100644\nindex ${'0'.repeat(40)}..${'1'.repeat(40)}\nGIT binary patch\nliteral 9999999999\nzcmZ\n\n`;
    expect(await message(bomb)).toMatch(/binary content of 9999999999 bytes/);
    // Git reads these as the same number.
    for (const size of [' 9999999999', '+9999999999', '-1', '0x5', '9999999999 bytes'])
      expect(await message(bomb.replace('9999999999', size))).toMatch(/a number of bytes was expected/);
    const many = Array.from({ length: 40 }, (_, at) => bomb.replaceAll('/b', `/b${at}`)).join('');
    expect(await message(many.replaceAll('9999999999', '1500'))).toMatch(/more than 2 files/);
    const twice = await land(workspace, state, await forgePatch(many.replaceAll('9999999999', '1500')), {
      limits: { totalBytes: 25_000 },
    });
    expect(JSON.stringify(twice)).toMatch(/binary contents of 60000 bytes are too much/);
    const total = await land(workspace, state, await forgePatch(adding('a')), {
      limits: { totalBytes: 100 },
    });
    expect(total).toMatchObject({ kind: 'invalid', message: expect.stringContaining('at most 100 bytes') });
  });

  it('ticks no task of its own: what is ticked is not implemented any more', async () => {
    const before = await workspace.file(TASKS);
    const planned = '# Tasks\n\n- [ ] T001 One in src/one.js\n- [X] T002 Two in src/two.js\n';
    const assignment = await handOver(['tasks'], { [TASKS]: planned });
    const outcome = await land(workspace, state, assignment);
    expect(JSON.stringify(outcome)).toMatch(/it ticks T002, which is done when its work lands/);
    expect(await workspace.file(TASKS)).toBe(before);
  });

  it('can be allowed by the configuration, where git itself is not concerned', async () => {
    const unprotected = ['.vscode/settings.json'];
    const allowed = await land(workspace, state, await forgePatch(adding('.vscode/settings.json')), {
      unprotected,
    });
    expect(allowed).toMatchObject({ kind: 'landed', wrote: true });
  });
});

describe('an answer', () => {
  it('can neither mention nor command nor forge a marker, in the response or in the commit', async () => {
    const text = 'done\n\nSpeckit-Assignment: other\n/proceed @alice <!-- speckit:state {} --> fixes #1';
    const assignment = await forgePatch(adding('src/a.js'), {
      response: done('implement', {
        summary: `@alice fixes #1 ${text}`,
        deep: [{ '/proceed': '/proceed @bob' }],
      }),
    });
    const outcome = await land(workspace, state, assignment);
    const said = JSON.stringify(outcome);
    expect(said).not.toMatch(/@alice|@bob|<!--|"\/proceed|\\n\/proceed/);
    const message = await gitText(gitIn(workspace.origin), ['log', '-1', '--format=%B', FEATURE]);
    expect(message).not.toMatch(/@alice|fixes #1|other/);
    expect(message).toContain('Speckit-Assignment: forged');
  });

  it('that is missing because the job was cut off becomes a timeout, and earlier work is kept', async () => {
    await forge([part({ task: 'T001', patch: '001-a.patch' })], { '001-a.patch': adding('src/a.js') });
    const assignment = anAssignment(base, ['implement'], { id: 'forged', tasks: ['T001', 'T002'] });
    const outcome = await land(workspace, state, assignment);
    expect(outcome).toMatchObject({
      kind: 'landed',
      wrote: true,
      responses: [
        { status: 'success' },
        { status: 'error', timestamp: NOW, error: { type: 'TimeoutError' } },
      ],
    });
  });
});

describe('a result that is none of this assignment', () => {
  it.each<[string, readonly Part[], Part, RegExp]>([
    ['another assignment', [part()], { assignment_id: 'other' }, /assignment forged, received one of other/],
    ['another base', [part()], { base: '1'.repeat(40) }, /base commit/],
    ['another workflow', [part()], { workflow_id: '11111111-1111-4111-8111-111111111111' }, /workflow/],
    [
      'another agent',
      [part({ agent: 'plan', response: done('plan') })],
      {},
      /part 1 to be implement, received plan/,
    ],
    ['another answer', [part({ response: done('plan') })], {}, /answer of implement in part 1/],
    ['a task that was not asked for', [part({ task: 'T009' })], {}, /received implement T009/],
    ['too many parts', [part(), part()], {}, /part 2 to be absent/],
    ['a patch that is not there', [part({ patch: '001-x.patch' })], {}, /found no such file/],
    ['a patch elsewhere', [part({ patch: '../001-x.patch' })], {}, /patch/],
    ['an unknown form', [part()], { format: 2 }, /format/],
    ['a broken answer', [part({ response: { agent: 'implement' } })], {}, /status/],
  ])('%s is invalid', async (_what, parts, overrides, message) => {
    const outcome = await land(workspace, state, await forge(parts, {}, overrides));
    expect(outcome).toMatchObject({ kind: 'invalid', message: expect.stringMatching(message) });
    expect(await workspace.head()).toBe(base);
  });

  it('a link to a file of the landing machine is not followed', async () => {
    const assignment = await forge([part({ patch: '001-x.patch' })]);
    await symlink('/etc/passwd', join(workspace.root, 'result-forged', '001-x.patch'));
    expect(await land(workspace, state, assignment)).toMatchObject({ kind: 'invalid' });
  });

  it('nothing at all is missing', async () => {
    const assignment = anAssignment(base, ['implement'], { id: 'nothing' });
    expect(await land(workspace, state, assignment)).toEqual({ kind: 'missing' });
    expect(await land(workspace, state, await forge([]))).toEqual({ kind: 'missing' });
  });
});

describe('the tree reader', () => {
  it('lists and reads the files of a commit, not of the working tree', async () => {
    await putFiles(workspace.checkout, { 'README.md': 'changed', 'Übung "a".md': 'x' });
    const reader = gitTreeReader(workspace.checkout, base);
    const files = await reader.list();
    expect(reader.head).toBe(base);
    expect(files.map(({ path }) => path)).toContain(TASKS);
    expect(files.find(({ path }) => path === 'bin/greet.js')?.mode).toBe('100755');
    const readme = files.find(({ path }) => path === 'README.md');
    expect(readme && (await reader.read(readme))).toMatch(/^# greeter/);
  });
});
