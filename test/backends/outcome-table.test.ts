import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import {
  BEGIN,
  differences,
  END,
  type Row,
  readTable,
  tableOf,
  updatePage,
} from '../../scripts/lib/backends-table.mjs';
import { PROGRAMS, type ProgramName } from '../../src/backends/programs/index.js';

const PAGE = readFileSync('docs/backends.md', 'utf8');
const NAMES = Object.keys(PROGRAMS) as ProgramName[];

/** What may become of each situation that every backend has to come through, whichever program it is. */
const ALLOWED: readonly (readonly [situation: string, results: readonly string[]])[] = [
  ['writes a file and answers', ['an answer']],
  ['a whole job', ['a patch']],
  // Codex has no tools to deny: there, who writes may also run commands.
  ['is denied a tool and writes nothing', ['ValidationError', 'an answer']],
  ['invalid contract, then repaired', ['a patch']],
  ['invalid contract that stays so', ['ValidationError']],
  // Where a program does not try again by itself, the engine does.
  ['429, then success', ['an answer', 'ExternalServiceError']],
  ['401', ['UnrecoverableError']],
  ['529', ['ExternalServiceError']],
  ['never comes to an end, up to the limit of turns', ['MaxIterationsReached']],
  ['the limit of cost is reached', ['MaxIterationsReached', 'reports no cost']],
  ['the model hangs while a tool runs on', ['TimeoutError']],
  ['is ended by SIGTERM from outside', ['ExternalServiceError']],
  ['the service talks garbage', ['ExternalServiceError']],
];

describe('the table of outcomes in docs/backends.md', () => {
  const table = readTable(PAGE);

  it.each(ALLOWED)('%s: %j', (situation, results) => {
    for (const name of NAMES) expect([name, results]).toEqual([name, expect.arrayContaining([cell(name)])]);
    function cell(name: string): string | undefined {
      return table?.get(situation)?.get(name);
    }
  });

  it('says of a program that it reports no cost exactly where its adapter does', () => {
    const silent = NAMES.filter(
      (name) => table?.get('the limit of cost is reached')?.get(name) === 'reports no cost',
    );
    expect(silent).toEqual(NAMES.filter((name) => !PROGRAMS[name].reportsCost));
  });
});

describe('the comparison of a run with the page', () => {
  const rows: readonly Row[] = [
    ['one', '401', 'UnrecoverableError'],
    ['two', '401', 'UnrecoverableError'],
    ['one', '529', 'ExternalServiceError'],
  ];
  const page = updatePage(`before\n${BEGIN}\n${END}\nafter\n`, tableOf(rows), ['one', 'two'], ['one', 'two']);

  it('reads what it has written, and leaves the rest of the page', () => {
    expect(page).toMatch(/^before\n[\s\S]+\nafter\n$/);
    expect(differences(tableOf(rows), readTable(page) ?? new Map(), ['one', 'two'])).toEqual([]);
  });

  it('names what differs, for the programs that ran alone', () => {
    const seen = tableOf([
      ['one', '401', 'an answer'],
      ['one', '418', 'an answer'],
    ]);
    expect(differences(seen, readTable(page) ?? new Map(), ['one'])).toEqual([
      'one, 401: the page says "UnrecoverableError", the run came to "an answer"',
      'one, 418: the page says "", the run came to "an answer"',
      'one, 529: the page says "ExternalServiceError", the run came to ""',
    ]);
  });

  it('keeps the columns of programs that did not run', () => {
    const changed = updatePage(page, tableOf([['one', '401', 'an answer']]), ['one'], ['one', 'two']);
    const read = readTable(changed);
    expect([...(read?.get('401') ?? [])]).toEqual([
      ['one', 'an answer'],
      ['two', 'UnrecoverableError'],
    ]);
    expect(read?.has('529')).toBe(false);
  });

  it('refuses a page without the table', () => {
    expect(readTable('no table')).toBeNull();
    expect(() => updatePage('no table', tableOf(rows), ['one'], ['one'])).toThrow('expected the lines');
  });
});
