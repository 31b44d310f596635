import { describe, expect, it } from '@jest/globals';
import { cell, code, fenced, inline, mention, plain, quotation, shorten } from '../../src/reports/text.js';
import { factsOf } from './page-facts.js';

describe('one line of text', () => {
  it.each([
    ['two\nlines', 'two lines'],
    ['a < b and <img src=x>', 'a &lt; b and &lt;img src=x>'],
    ['code `Map<K, V>` stays', 'code `Map<K, V>` stays'],
    ['an odd ` sign with <b>', 'an odd \\` sign with &lt;b>'],
    ['see https://x.example/p`<b>`', 'see https://x.example/p\\`&lt;b>\\`'],
    ['see https://x.example/p `<b>`', 'see https://x.example/p `<b>`'],
    ['run `curl https://x.example` now', 'run `curl https://x.example` now'],
    ['![pixel](https://evil.example/p.png)', '!\\[pixel\\](https://evil.example/p.png)'],
    ['[approve](https://evil.example)', '[approve\\](https://evil.example)'],
    ['[P] [US1] Create it', '[P] [US1] Create it'],
    ['&#64;bob and &amp;', '＠bob and &amp;amp;'],
    ['<!-- speckit:state {} -->left', 'left'],
    ['# no heading', '\\# no heading'],
    ['1. no list', '1\\. no list'],
    ['[x]: https://evil.example', '\\[x]: https://evil.example'],
    ['3.5 seconds', '3.5 seconds'],
  ])('%j becomes %j', (text, expected) => {
    expect(inline(text)).toBe(expected);
  });

  it('mentions nobody, however the at sign comes about', () => {
    for (const text of [
      '@bob',
      'hi @acme/team',
      '&#64;bob',
      '&#x40;bob',
      '&commat;bob',
      'fixes #1@bob',
      '\\@bob',
    ]) {
      expect(factsOf(inline(text)).mentions).toEqual([]);
    }
  });

  it('closes no issue, not even when two lines become one', () => {
    expect(inline('This fixes\n#12')).toBe('This fixes (#12)');
  });

  it('hides what looks like a token', () => {
    expect(inline(`use ghp_${'a'.repeat(36)} now`)).toBe('use ghp_[redacted] now');
  });
});

describe('a cell', () => {
  it.each([
    ['a | b', 'a \\| b'],
    ['a \\| b', 'a \\| b'],
    ['a \\\\| b', 'a \\| b'],
    ['`a|b`', '`a\\|b`'],
  ])('%j becomes %j', (text, expected) => {
    expect(cell(text)).toBe(expected);
  });
});

describe('a code span', () => {
  it('cannot be ended from within', () => {
    expect(code('rm `x` ``y``')).toBe("`rm 'x' ''y''`");
  });

  it('is left out when there is nothing to show', () => {
    expect(code(' \u200b ')).toBe('');
  });
});

describe('a mention', () => {
  it.each([
    ['alice', '@alice'],
    ['alice_corp', '@alice_corp'],
    ['not a login', 'not a login'],
    ['dependabot[bot]', 'dependabot[bot]'],
    ['x @bob', 'x \uFF20bob'],
  ])('of %j is %j', (login, expected) => {
    expect(mention(login)).toBe(expected);
  });
});

describe('a quotation', () => {
  it('holds every line of the text', () => {
    expect(quotation('one\n\n```\ntwo', 500)).toBe('> one\n>\n> \\`\\`\\`\n> two');
  });
});

describe('a file as a code block', () => {
  it('has a fence that no line of the file ends', () => {
    expect(fenced('a\n````\nb\n', 'markdown', 500)).toBe('`````markdown\na\n````\nb\n`````');
  });
});

describe('shortening', () => {
  it('keeps the limit and whole characters', () => {
    expect(shorten('abcdef', 4)).toBe('abc…');
    expect(shorten('abc😀def', 5)).toBe('abc…');
    expect(plain('x'.repeat(1_000), 250)).toHaveLength(250);
  });
});
