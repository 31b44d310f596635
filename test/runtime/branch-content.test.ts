import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { readBranchContent } from '../../src/runtime/branch-content.js';
import type { TreeReader } from '../../src/runtime/ports.js';

const DIRECTORY = 'specs/001-dark-mode/';
const TASKS =
  '# Tasks\n\n- [ ] T001 Create src/theme.js\n- [ ] T002 Test it in test/theme.test.js (depends on T001)\n';

/** A commit that holds these files. */
function treeOf(files: Readonly<Record<string, string>>): TreeReader {
  const id = (text: string) => createHash('sha1').update(text).digest('hex');
  return {
    head: id(JSON.stringify(files)),
    list: async () => Object.entries(files).map(([path, text]) => ({ path, mode: '100644', id: id(text) })),
    read: async ({ path }) => files[path] ?? '',
  };
}

function content(files: Readonly<Record<string, string>>) {
  return readBranchContent(treeOf(files), DIRECTORY);
}

const PLANNED = { [`${DIRECTORY}spec.md`]: '# Spec', [`${DIRECTORY}tasks.md`]: TASKS, 'src/app.js': '1' };

describe('G1: the digest of what a person approves', () => {
  it('stays the same when the product ticks tasks, writes its reports, or code changes', async () => {
    const { digest } = await content(PLANNED);
    const ticked = { ...PLANNED, [`${DIRECTORY}tasks.md`]: TASKS.replace('[ ] T001', '[X] T001') };
    const reported = {
      ...PLANNED,
      [`${DIRECTORY}reports/e2e.md`]: 'all well',
      [`${DIRECTORY}traceability.md`]: 'x',
    };
    for (const files of [ticked, reported, { ...PLANNED, 'src/app.js': '2' }]) {
      expect((await content(files)).digest).toBe(digest);
    }
  });

  it.each([
    ['a changed spec', { [`${DIRECTORY}spec.md`]: '# Another spec' }],
    ['a changed task', { [`${DIRECTORY}tasks.md`]: TASKS.replace('Create', 'Delete') }],
    ['a task more', { [`${DIRECTORY}tasks.md`]: `${TASKS}- [ ] T003 Deploy it\n` }],
    ['a new file', { [`${DIRECTORY}contracts/api.yml`]: 'openapi: 3.1.0' }],
    ['a report under another name', { [`${DIRECTORY}reports.md`]: 'x' }],
  ])('changes with %s', async (_what, change) => {
    expect((await content({ ...PLANNED, ...change })).digest).not.toBe((await content(PLANNED)).digest);
  });

  it('tells one file from two whose names and contents run together', async () => {
    const one = await content({ [`${DIRECTORY}a`]: 'x', [`${DIRECTORY}b`]: 'y' });
    const two = await content({ [`${DIRECTORY}a`]: 'y', [`${DIRECTORY}b`]: 'x' });
    expect(one.digest).not.toBe(two.digest);
  });
});

describe('G1: what the digest cannot hold', () => {
  const withMode = async (mode: string) => {
    const tree = treeOf(PLANNED);
    const list = async () =>
      (await tree.list()).map((file) => (file.path.startsWith(DIRECTORY) ? { ...file, mode } : file));
    return readBranchContent({ ...tree, list }, DIRECTORY);
  };

  it.each(['120000', '160000'])('is named where a file is none (mode %s)', async (mode) => {
    const found = await withMode(mode);
    expect(found.links).toEqual([`${DIRECTORY}spec.md`, `${DIRECTORY}tasks.md`]);
    expect(found.tasks).toEqual([]);
  });

  it('is nothing where all are files', async () => {
    expect(await withMode('100755')).not.toHaveProperty('links');
  });
});

describe('what a branch holds', () => {
  it('names artifacts, tasks and the scope that follows from them', async () => {
    const found = await content({ ...PLANNED, 'src/theme.js': 'old' });
    expect(found.artifacts).toEqual({ spec: `${DIRECTORY}spec.md`, tasks: `${DIRECTORY}tasks.md` });
    expect(found.tasks.map(({ id, depends_on, done }) => ({ id, depends_on, done }))).toEqual([
      { id: 'T001', depends_on: [], done: false },
      { id: 'T002', depends_on: ['T001'], done: false },
    ]);
    expect(found.scope).toMatchObject({ files_to_create: 1, files_to_modify: 1, tests_to_write: 1 });
  });

  it('knows no scope where there are no tasks to tell it from', async () => {
    expect(await content({ [`${DIRECTORY}spec.md`]: '# Spec' })).toMatchObject({ tasks: [], scope: null });
  });
});
