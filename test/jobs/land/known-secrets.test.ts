import { describe, expect, it } from '@jest/globals';
import { knownSecrets } from '../../../src/jobs/land/known-secrets.js';
import type { TreeReader } from '../../../src/runtime/ports.js';

const SECRET = 'zX81-canary-99Qw-7LmN';

function tree(files: Readonly<Record<string, string>>): TreeReader {
  return {
    head: '1'.repeat(40),
    list: async () => Object.keys(files).map((path) => ({ path, mode: '100644', id: path })),
    read: async ({ path }) => files[path] ?? '',
  };
}

/** As many words as a file may hold, none like another. */
const words = (from: string) =>
  Array.from({ length: 1_000 }, (_, at) => `${from}-word-${at}-Ab9${(at * 7919).toString(36)}`).join('\n');

describe('secrets that a repository holds', () => {
  it('are known although files of decoys lie before them, and are looked for in little time', async () => {
    const decoys = Object.fromEntries(
      Array.from({ length: 60 }, (_, at) => [`a/secret-${at}.txt`, words(`d${at}`)]),
    );
    const { holds } = await knownSecrets(tree({ ...decoys, 'z/credentials.yml': `key: ${SECRET}\n` }), {});
    expect(holds(`It is ${Buffer.from(SECRET).toString('base64')}.`)).toBe(true);
    expect(holds('hello World 123 '.repeat(120_000))).toBe(false);
  }, 60_000);
});
