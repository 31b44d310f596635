import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { expandStrategy } from '../../../sandbox/actions/language/matrix.js';
import { inRange } from '../../../sandbox/actions/rest/run-filter.js';
import { parseKeyValues } from '../../../sandbox/actions/runner/command-files.js';
import { readZip, writeZip } from '../../../sandbox/actions/standins/zip.js';
import { matchesPatterns } from '../../../sandbox/actions/triggers/glob.js';

describe('filter patterns', () => {
  it.each([
    ['main', ['main'], true],
    ['releases/10', ['releases/*'], true],
    ['releases/10/b', ['releases/*'], false],
    ['releases/10/b', ['releases/**'], true],
    ['v1.10.1', ['v[12].[0-9]+.[0-9]+'], true],
    ['a/b/c.js', ['**/*.js'], true],
    ['c.js', ['**/*.js'], true],
    ['docs/x.md', ['docs/**', '!docs/*.md'], false],
    ['docs/x.md', ['!docs/*.md', 'docs/**'], true],
    ['a.b', ['a?b'], false],
    ['+', ['\\+'], true],
  ])('%s against %j is %p', (name, patterns, expected) => {
    expect(matchesPatterns(name, patterns)).toBe(expected);
  });
});

describe('command files', () => {
  it('hold plain values and blocks', () => {
    expect(parseKeyValues('env', 'A=1=2\n\nB<<X\nC=3\n\nX\nD=\n')).toEqual({ A: '1=2', B: 'C=3\n', D: '' });
  });

  it('are refused without the end of a block', () => {
    expect(() => parseKeyValues('env', 'B<<X\nC')).toThrow("Matching delimiter not found 'X'");
  });
});

describe('matrix', () => {
  it("extends combinations as in GitHub's documentation", () => {
    const strategy = expandStrategy({
      matrix: {
        fruit: ['apple', 'pear'],
        animal: ['cat', 'dog'],
        include: [
          { color: 'green' },
          { color: 'pink', animal: 'cat' },
          { fruit: 'apple', shape: 'circle' },
          { fruit: 'banana' },
          { fruit: 'banana', animal: 'cat' },
        ],
      },
    });
    expect(strategy?.combinations).toEqual([
      { fruit: 'apple', animal: 'cat', color: 'pink', shape: 'circle' },
      { fruit: 'apple', animal: 'dog', color: 'green', shape: 'circle' },
      { fruit: 'pear', animal: 'cat', color: 'pink' },
      { fruit: 'pear', animal: 'dog', color: 'green' },
      { fruit: 'banana' },
      { fruit: 'banana', animal: 'cat' },
    ]);
  });
});

describe('date ranges', () => {
  it.each([
    ['2024-05-05', true],
    ['>=2024-05-05', true],
    ['<2024-05-05', false],
    ['2024-05-01..2024-05-05', true],
    ['*..2024-05-04', false],
    ['>2024-05-05T10:00:00Z', true],
  ])('%s holds 2024-05-05T12:00:00Z: %p', (range, expected) => {
    expect(inRange('2024-05-05T12:00:00.000Z', range)).toBe(expected);
  });
});

describe('zip files', () => {
  const python = spawnSync('python3', ['--version']).status === 0;
  if (!python)
    console.warn('Skipped: zip files. Another program is to read them: python3, not on this machine.');
  (python ? it : it.skip)('are read back, and by other programs', () => {
    const entries = [
      { name: 'a.txt', data: Buffer.from('hello '.repeat(100)) },
      { name: 'd/ü.txt', data: Buffer.from('') },
    ];
    const zip = writeZip(entries);
    expect(readZip(zip)).toEqual(entries);
    const directory = mkdtempSync(join(tmpdir(), 'zip-'));
    try {
      writeFileSync(join(directory, 'x.zip'), zip);
      const script =
        'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(z.testzip(), z.namelist())';
      const output = execFileSync('python3', ['-c', script, join(directory, 'x.zip')], { encoding: 'utf8' });
      expect(output.trim()).toBe("None ['a.txt', 'd/ü.txt']");
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  it('are told from other files', () => {
    expect(() => readZip(Buffer.from('no zip'))).toThrow('Expected a zip file');
  });
});
