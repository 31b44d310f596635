import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseComment } from '../../src/commands/parse.js';
import { defuse, hiddenLines, sanitise } from '../../src/commands/sanitise.js';

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
        'close: ',
        'o/r#3',
        'https://h/o/r/issues/4',
        '*',
        '_',
        '[',
        '&',
        '&#',
        '64',
        ';',
        '&#64;',
        '&#x40;',
        '&commat;',
        '&#98;',
        '&#47;',
        '&#32;',
        '&#35;',
        '&copy',
        '&lt;!--',
        'x',
      ),
      fc.string({ unit: 'binary', maxLength: 5 }),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));

const HIDDEN = /[\u00AD\u200B-\u200D\uFEFF\u202A-\u202E\u2066-\u2069\u{E0000}-\u{E0FFF}]|(?![\n\t])\p{Cc}/u;

describe('P2: sanitise', () => {
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

describe('P2: defuse', () => {
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

  it.each([
    ['what breaking a closing leaves behind', 'fixes #1@bob', 'fixes (#1)＠bob'],
    ['what is linked before it', 'see #1@bob and GH-2@bob', 'see #1＠bob and GH-2＠bob'],
    ['what a token leaves behind', `ghp_${'a'.repeat(36)}@bob`, 'ghp_[redacted]＠bob'],
    ['a decimal reference', '&#64;bob &#0064;bob', '＠bob ＠bob'],
    ['a hexadecimal reference', '&#x40;bob &#X00040;bob', '＠bob ＠bob'],
    ['a named reference', '&commat;bob', '＠bob'],
    ['a reference without its semicolon, as HTML blocks allow', '<p>\n&#64bob\n</p>', '<p>\n＠bob\n</p>'],
    ['a reference in the name', '@&#98;ob', '@ｂob'],
    ['a reference before it', '&#97;@bob &copy@bob', 'ａ＠bob &copy＠bob'],
  ])('mentions nobody by %s', (_, text, expected) => {
    expect(defuse(text)).toBe(expected);
  });

  it.each([
    ['a colon and no space', 'fixes:#12', 'fixes:(#12)'],
    ['a line break', 'fixes\n#12', 'fixes\n(#12)'],
    ['emphasis', '**Fixes** #12, _closes #3_', '**Fixes** (#12), _closes (#3)_'],
    ['a URL', 'resolves https://github.com/o/r/issues/12', 'resolves (https://github.com/o/r/issues/12)'],
    ['a URL in angle brackets', 'fix <https://h:8443/o/r/pull/1>', 'fix <(https://h:8443/o/r/pull/1)>'],
    ['a reference for its number sign', 'fixes &#35;12 &num;12', 'fixes ＃12 ＃12'],
    ['a reference for its space', 'fixes&#32;#12&#10;', 'fixes (#12) '],
    ['a reference before its word, as HTML reads it', '&copyfixes #12', '&copyfixes (#12)'],
    ['a reference in its word', 'f&#105;xes #12', 'fｉxes #12'],
  ])('closes nothing by %s', (_, text, expected) => {
    expect(defuse(text)).toBe(expected);
  });

  it.each([
    ['a word that only looks like an issue', 'fixes #12a and prefix #3', 'fixes #12a and prefix #3'],
    [
      'references that cannot act',
      'a &lt; b &amp;&#39;c&#39;&#124;&nbsp;d',
      'a &lt; b &amp;&#39;c&#39;&#124;&nbsp;d',
    ],
    ['an escaped reference', '&amp;#64;bob', '&amp;#64;bob'],
    ['a comment that is shown as text', '&lt;!-- speckit:state --&gt;', '&lt;!-- speckit:state --&gt;'],
    [
      'packages and remotes',
      'npm i react@18 git@github.com:o/r.git',
      'npm i react@18 git@github.com:o/r.git',
    ],
  ])('leaves %s', (_, text, expected) => {
    expect(defuse(text)).toBe(expected);
  });

  it('shows a slash that would become a command as another sign', () => {
    expect(defuse('&#47;proceed\n&sol;abort')).toBe('／proceed\n／abort');
  });

  it('hides nothing by references', () => {
    expect(defuse('a&#x202e;b&#8203;c')).toBe('a b c');
  });

  it('is idempotent, and nothing of it can act on the page', () => {
    fc.assert(
      fc.property(pieces, (text) => {
        const once = defuse(text);
        expect(defuse(once)).toBe(once);
        expect(once).not.toMatch(HIDDEN);
        expect(once).not.toContain('<!--');
        const seen = decoded(once);
        expect(seen).not.toMatch(/(^|[^A-Za-z0-9])@[A-Za-z0-9]/);
        expect(seen).not.toMatch(/(#|\bGH-)\d+@[A-Za-z0-9]/i);
        expect(seen).not.toMatch(
          /\b(close[sd]?|fix(e[sd])?|resolve[sd]?):?\s+(o\/r)?(#\d+|GH-\d+|https:\/\/h\/o\/r\/issues\/\d+)\b/i,
        );
        for (const line of once.split('\n')) expect(line).not.toMatch(/^\s*\/[A-Za-z]/);
        expect(parseComment(once).kind).toBe('none');
      }),
      { numRuns: 3_000 },
    );
  });

  it('comes to an end with long texts of what it looks for', () => {
    for (const unit of [
      '&#',
      '&#0',
      'fix ',
      'fixes a/',
      'fix https://h/',
      '@',
      '#1',
      '<!--',
      'GH-1',
      '\n /',
    ]) {
      expect(typeof defuse(unit.repeat(200_000 / unit.length))).toBe('string');
    }
  });
});

describe('lines that hold what no page shows', () => {
  it.each([
    ['plain\nmore', []],
    ['\ufeffplain\r\nmore', []],
    ['a\n<!-- b -->\nc', [2]],
    ['a\n<!--\nb\n--> c\nd', [2, 3, 4]],
    ['a\nb\u200b\nc\u{e0041}', [2, 3]],
    ['<!-- a --> b <!-- c\nd -->\ne', [1, 2]],
    ['a <!-- never closed\nb', [1]],
    ['--> a\nb <!-- never closed\nc', [2]],
  ])('%j', (text, lines) => {
    expect(hiddenLines(text)).toEqual(lines);
  });

  it('are found in one pass, however many comments are begun', () => {
    expect(hiddenLines('<!--\n'.repeat(150_000))).toHaveLength(150_000);
  });
});

/** What a page shows: every character reference decoded once, numeric ones without their semicolon as well. */
function decoded(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7});?|#x([0-9a-f]{1,6});?|(commat);|(copy);?)/gi,
    (_, decimal?: string, hexadecimal?: string, at?: string, copy?: string) => {
      if (at !== undefined) return '@';
      if (copy !== undefined) return '©';
      const code = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : '\uFFFD';
    },
  );
}
