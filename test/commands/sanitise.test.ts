import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseComment } from '../../src/commands/parse.js';
import { defuse, sanitise } from '../../src/commands/sanitise.js';

const pieces = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '<!--',
        '-->',
        '<',
        '!',
        '--',
        '>',
        '\n',
        '\r',
        ' ',
        '/',
        'proceed',
        '@',
        'octocat',
        'fixes ',
        '#12',
        'a/b',
        '\u200b',
        '\u202e',
        '\u{e0041}',
        '\ud800',
        '\udc41',
        '\udb40',
        '\u2028',
        '\t',
        '\u0000',
        '\\',
        '`',
        'ghp_',
        'A'.repeat(36),
        'speckit:state',
        'sk-ant-',
        '[redacted]',
        '-----BEGIN PRIVATE KEY-----',
        'GH-1',
      ),
      fc.string({ unit: 'binary', maxLength: 5 }),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));

const HIDDEN = /[\u00AD\u200B-\u200D\uFEFF\u202A-\u202E\u2066-\u2069\u{E0000}-\u{E0FFF}]|(?![\n\t])\p{Cc}/u;

describe('sanitise', () => {
  it.each([
    ['a<!-- b -->c', 'ac'],
    ['a<!-->c', 'ac'],
    ['a <!-- b', 'a <! -- b'],
    ['a\n<!-- b\n\nc', 'a\n'],
    ['<!<!-- x -->-- y -->', '<! -- y -->'],
    ['pay\u200Bment \u202Eevil\u202C', 'payment evil'],
    ['a\u{E0041}\u{E0042}b', 'ab'],
    ['a\u0000\u0007b\tc\nd', 'ab\tc\nd'],
    ['a\r\nb\rc', 'a\nb\nc'],
    ['plain *text*, `code` and 😀 ümlaut', 'plain *text*, `code` and 😀 ümlaut'],
  ])('%j becomes %j', (text, expected) => {
    expect(sanitise(text)).toBe(expected);
  });

  it('is idempotent and leaves nothing hidden', () => {
    fc.assert(
      fc.property(pieces, (text) => {
        const once = sanitise(text);
        expect(sanitise(once)).toBe(once);
        expect(once).not.toMatch(HIDDEN);
        expect(once).not.toContain('<!--');
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('defuse', () => {
  it.each([
    ['cc @octocat, @org/team and a@b.example', 'cc ＠octocat, ＠org/team and a@b.example'],
    ['done\n/proceed\n  /approve', 'done\n\\/proceed\n  \\/approve'],
    ['a <!-- speckit:state {"x":1} --> b', 'a  b'],
    ['Fixes #12 and closes owner/repo#3', 'Fixes (#12) and closes (owner/repo#3)'],
    [`token ghp_${'a'.repeat(36)}`, 'token ghp_[redacted]'],
    ['1/2 of and/or', '1/2 of and/or'],
  ])('%j becomes %j', (text, expected) => {
    expect(defuse(text)).toBe(expected);
  });

  it('is idempotent, and nothing of it can act on the page', () => {
    fc.assert(
      fc.property(pieces, (text) => {
        const once = defuse(text);
        expect(defuse(once)).toBe(once);
        expect(once).not.toMatch(HIDDEN);
        expect(once).not.toContain('<!--');
        expect(once).not.toMatch(/(^|[^A-Za-z0-9])@[A-Za-z0-9]/);
        for (const line of once.split('\n')) expect(line).not.toMatch(/^\s*\/[A-Za-z]/);
        expect(parseComment(once).kind).toBe('none');
      }),
      { numRuns: 1_000 },
    );
  });
});
