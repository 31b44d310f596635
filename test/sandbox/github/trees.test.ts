import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { prepareBare } from '../../../sandbox/github/git/bare.js';
import { readCommit, writeCommit } from '../../../sandbox/github/git/commits.js';
import { closeReader, readObject } from '../../../sandbox/github/git/object-reader.js';
import { editTree, entryAt, listTree, writeBlob } from '../../../sandbox/github/git/trees.js';

const run = promisify(execFile);
let bare: string;

beforeAll(async () => {
  bare = await mkdtemp(join(tmpdir(), 'sandbox-trees-'));
  await prepareBare(bare, 'main');
});
afterAll(async () => {
  closeReader(bare);
  await rm(bare, { recursive: true, force: true });
});

const name = fc.constantFrom('a', 'a.b', 'a-b', 'a0', 'b', 'ä', 'Z');
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
const edits = fc.array(fc.record({ path, text: fc.option(fc.constantFrom('x', 'y')) }), { maxLength: 8 });

/** What is left when the edits are made one after another, by the rules of a file system. */
function expected(list: readonly { path: string; text: string | null }[]): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const { path: at, text } of list) {
    if (text === null) {
      for (const key of files.keys()) if (key === at || key.startsWith(`${at}/`)) files.delete(key);
      continue;
    }
    const parts = at.split('/');
    for (const key of files.keys()) if (key.startsWith(`${at}/`)) files.delete(key);
    for (let n = 1; n < parts.length; n += 1) files.delete(parts.slice(0, n).join('/'));
    files.set(at, text);
  }
  return files;
}

describe('trees written without git', () => {
  it('are what the edits say, and sound in the eyes of git', async () => {
    await fc.assert(
      fc.asyncProperty(edits, async (list) => {
        let tree: string | undefined;
        for (const { path: at, text } of list) {
          const sha = text === null ? null : await writeBlob(bare, Buffer.from(text));
          tree = await editTree(bare, tree, [{ path: at, mode: '100644', sha }]);
        }
        const found = new Map<string, string>();
        for (const entry of tree === undefined ? [] : await listTree(bare, tree, true)) {
          if (entry.type === 'blob') {
            found.set(entry.path, (await readObject(bare, entry.sha))?.content.toString() ?? '');
          }
        }
        expect(found).toEqual(new Map([...expected(list)].toSorted(([a], [b]) => (a < b ? -1 : 1))));
      }),
      { numRuns: 30 },
    );
    const { stderr } = await run('git', ['fsck', '--strict', '--no-dangling'], { cwd: bare });
    expect(stderr).not.toMatch(/error|warning/);
  });
});

describe('commits written without git', () => {
  it('are read back, by this code and by git', async () => {
    const blob = await writeBlob(bare, Buffer.from('x'));
    const tree = await editTree(bare, undefined, [{ path: 'd/x', mode: '100755', sha: blob }]);
    const person = { name: 'Ada <L>', email: 'ada@example.com', date: '2024-02-29T12:00:00Z' };
    const draft = { tree, parents: [], message: 'Title\n\nBody ✓', author: person, committer: person };
    const sha = await writeCommit(bare, draft);
    const read = await readCommit(bare, sha);
    expect(read).toMatchObject({ message: draft.message, author: { name: 'Ada L', date: person.date } });
    const { stdout } = await run('git', ['log', '-1', '--format=%an|%at|%B', sha], { cwd: bare });
    expect(stdout.trim()).toBe(`Ada L|${Date.parse(person.date) / 1000}|Title\n\nBody ✓`);
    expect(await entryAt(bare, sha, 'd/x')).toMatchObject({ mode: '100755', type: 'blob', size: 1 });
    expect(await entryAt(bare, sha, 'd/x/y')).toBeUndefined();
  });

  it('answers undefined for what is not there, and reads many at once', async () => {
    expect(await readObject(bare, '1'.repeat(40))).toBeUndefined();
    expect(await readObject(bare, 'no such name')).toBeUndefined();
    const big = await writeBlob(bare, Buffer.alloc(3_000_000, 'b'));
    const small = await writeBlob(bare, Buffer.from('s'));
    const objects = await Promise.all([big, small, big, small].map((sha) => readObject(bare, sha)));
    expect(objects.map((it) => it?.content.length)).toEqual([3_000_000, 1, 3_000_000, 1]);
  });
});
