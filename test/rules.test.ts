import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '..');

/** The table "Rules" of ARCHITECTURE.md: each rule with the files that it says prove it. */
async function rules(): Promise<Map<string, string[]>> {
  const page = await readFile(join(root, 'ARCHITECTURE.md'), 'utf8');
  const rows = page.split('\n').filter((line) => /^\| \*\*[A-Z]\d\*\*/.test(line));
  return new Map(
    rows.map((row) => {
      const name = /\*\*([A-Z]\d)\*\*/.exec(row)?.[1] ?? '';
      return [name, [...row.matchAll(/`(test\/[^`]+\.test\.ts)`/g)].map((match) => match[1] ?? '')];
    }),
  );
}

describe('the rules that must always hold', () => {
  it('stand in ARCHITECTURE.md, all of them', async () => {
    const names = [...(await rules()).keys()];
    expect(names).toEqual(['G1', 'G2', 'S1', 'S2', 'S3', 'S4', 'C1', 'C2', 'P1', 'P2', 'E1']);
  });

  it('each have a test that carries its name, in a file that the table names', async () => {
    for (const [name, files] of await rules()) {
      const texts = await Promise.all(files.map((file) => readFile(join(root, file), 'utf8')));
      const named = new RegExp(`(describe|it)(\\.each)?[^\\n]*['"\`](?:[A-Z]\\d )*${name}[ :]`);
      expect([name, texts.some((text) => named.test(text))]).toEqual([name, true]);
    }
  });
});
