import { describe, expect, it } from '@jest/globals';
import { normaliseTicks, tickTask } from '../../src/documents/tick.js';

describe('tickTask', () => {
  it.each([
    ['- [ ] T001 a\n- [ ] T002 b\n', 'T002', '- [ ] T001 a\n- [X] T002 b\n'],
    ['\uFEFF- [ ] T001 a\r\n- [ ] T002 b\r\n', 'T001', '\uFEFF- [X] T001 a\r\n- [ ] T002 b\r\n'],
    ['### - [ ] T001 a\n', 'T001', '### - [X] T001 a\n'],
    ['- [~] **T001** a [ ] b\n', 'T001', '- [X] **T001** a [ ] b\n'],
    ['```\n- [ ] T001 a\n```\n- [ ] T001 b', 'T001', '```\n- [ ] T001 a\n```\n- [X] T001 b'],
    ['- [ ] T001 a\n- [ ] T001 b\n', 'T001-2', '- [ ] T001 a\n- [X] T001 b\n'],
    ['- [ ] T001\u2028 a\n- [ ] T002 b', 'T002', '- [ ] T001\u2028 a\n- [X] T002 b'],
  ])('%j', (before, id, after) => {
    expect(tickTask(before, id)).toBe(after);
  });

  it.each([
    ['a task that is done', '- [x] T001 a\n', 'T001'],
    ['a heading without a checkbox', '### T001: a\n', 'T001'],
    ['an unknown id', '- [ ] T001 a\n', 'T002'],
    ['the beginning of an id', '- [ ] T0011 a\n', 'T001'],
  ])('leaves %s as it is', (_, markdown, id) => {
    expect(tickTask(markdown, id)).toBe(markdown);
  });
});

describe('normaliseTicks', () => {
  it('makes a document and its ticked form the same', () => {
    const text = '\uFEFF# T\r\n\r\n- [ ] T001 a\r\n- [-] T002 b\r\n- [ ] acceptance\r\n';
    const ticked = tickTask(tickTask(text, 'T001'), 'T002');
    expect(ticked).not.toBe(text);
    expect(normaliseTicks(ticked)).toBe(normaliseTicks(text));
    expect(normaliseTicks(text)).toBe(text.replace('[-]', '[ ]'));
  });

  it('sees a change of anything else', () => {
    expect(normaliseTicks('- [ ] T001 a')).not.toBe(normaliseTicks('- [x] T001 b'));
    expect(normaliseTicks('- [x] acceptance')).toBe('- [x] acceptance');
  });
});
