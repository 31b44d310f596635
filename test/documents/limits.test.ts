import { describe, expect, it } from '@jest/globals';
import { readPlan } from '../../src/documents/plan.js';
import { readSpec } from '../../src/documents/spec.js';
import { parseTasks } from '../../src/documents/tasks.js';

const TASK = '- [ ] T001 Write src/a.ts\n';

describe('a document that nobody would write', () => {
  it.each([
    ['too_large', `${TASK}${'x\n'.repeat(150_000)}`, 0],
    ['binary', `${TASK}\0`, 2],
  ])('is refused as %s with one error', (kind, text, line) => {
    expect(parseTasks(text)).toMatchObject({ tasks: [], diagnostics: [{ kind, line, severity: 'error' }] });
    expect(readSpec(`# Title\n${text}`).title).toBeNull();
    expect(readPlan(`# Title\n${text}`).title).toBeNull();
  });

  it('keeps the beginning of a line that is too long, and the lines after it', () => {
    const { tasks, diagnostics } = parseTasks(`- [ ] T001 ${'a '.repeat(6_000)}\n- [ ] T002 b\n`);
    expect(tasks.map((task) => task.id)).toEqual(['T001', 'T002']);
    expect(diagnostics).toMatchObject([{ kind: 'line_too_long', line: 1, severity: 'error' }]);
  });

  it('reads a line that opens too many lists as text and says so', () => {
    expect(parseTasks(`${TASK}\n${'- > '.repeat(500)}[ ] T002 b\n`)).toMatchObject({
      tasks: [{ id: 'T001' }],
      diagnostics: [{ kind: 'nested_too_deep', line: 3, severity: 'error' }],
    });
  });

  it('is cut where one block never ends, and says so', () => {
    const { tasks, diagnostics } = parseTasks(`${TASK}\n${'x\n'.repeat(2500)}\n- [ ] T002 b\n`);
    expect(tasks.map((task) => task.id)).toEqual(['T001', 'T002']);
    expect(diagnostics.map((each) => each.kind)).toEqual(['block_too_long', 'block_too_long']);
  });

  it.each(['- ', '* '])('takes a long ruler of %j for what it is', (mark) => {
    expect(parseTasks(`${TASK}\n${mark.repeat(90)}\n`).diagnostics).toEqual([]);
  });

  it.each([
    ['marks that never close', `- [ ] T001 ${'*_['.repeat(20_000)}`],
    ['many lines of them', `- [ ] T001 a\n${`  ${'*_[`<'.repeat(100)}\n`.repeat(400)}`],
  ])('is read in the end with %s', (_, text) => {
    expect(parseTasks(text).tasks.map((task) => task.id)).toEqual(['T001']);
  });
});
