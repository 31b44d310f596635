import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { assignmentChart } from '../../src/reports/gantt.js';
import { anApproval, anAssignment, aState, aTask, at } from '../support/state-builder.js';
import { hostileText } from './hostile.js';

const time = (minutes: number) => String(Date.parse(at(minutes)));

describe('the chart of when what ran', () => {
  it('has a bar for each assignment, by agent and by story, and a milestone for each approval', () => {
    const state = aState({
      updated_at: at(9),
      tasks: [aTask({ id: 'T001', story: 'US1' })],
      approvals: [anApproval({ by: 'bob', at: at(4) })],
      assignments: [
        anAssignment({
          id: 'a1',
          agents: ['specify', 'clarify', 'plan'],
          tasks: [],
          attempt: 1,
          status: 'finished',
          dispatched_at: at(1),
          finished_at: at(3),
        }),
        anAssignment({
          id: 'a2',
          agents: ['implement'],
          tasks: ['T001'],
          attempt: 2,
          status: 'dispatched',
          dispatched_at: at(5),
          finished_at: null,
        }),
        anAssignment({
          id: 'a3',
          agents: ['test'],
          tasks: [],
          attempt: 1,
          status: 'lost',
          dispatched_at: at(6),
          finished_at: at(6),
        }),
      ],
    });
    expect(assignmentChart(state)?.split('\n')).toEqual([
      '```mermaid',
      'gantt',
      '  dateFormat x',
      '  axisFormat %H:%M:%S',
      '  todayMarker off',
      '  section planning',
      `  specify to plan :done, ${time(1)}, ${time(3)}`,
      '  section tasks of US1',
      `  T001 again (2) :active, ${time(5)}, ${time(9)}`,
      '  section test',
      `  test :crit, ${time(6)}, ${Number(time(6)) + 1000}`,
      '  section people',
      `  approved by bob :milestone, ${time(4)}, 0d`,
      '```',
    ]);
  });

  it('is left out before anything ran, and shows the latest sixty', () => {
    expect(assignmentChart(aState({ assignments: [] }))).toBeNull();
    const many = Array.from({ length: 1_000 }, (_, i) =>
      anAssignment({ id: String(i), agents: ['implement'], tasks: [`T${i}`], attempt: 1 }),
    );
    const bars = assignmentChart(aState({ assignments: many }))?.match(/^ {2}T\d+ :/gm);
    expect(bars).toHaveLength(60);
    expect(bars?.at(-1)).toBe('  T999 :');
  });

  it('gives text no way out of its bar', () => {
    fc.assert(
      fc.property(hostileText, hostileText, hostileText, (task, story, by) => {
        const lines = assignmentChart(
          aState({
            tasks: [aTask({ id: task, story })],
            approvals: [anApproval({ by })],
            assignments: [anAssignment({ agents: ['implement'], tasks: [task], attempt: 1 })],
          }),
        )?.split('\n');
        expect(lines).toHaveLength(10);
        expect(lines?.[5]).toMatch(/^ {2}section tasks of [\p{L}\p{N} ._/()-]+$/u);
        expect(lines?.[6]).toMatch(/^ {2}[\p{L}\p{N} ._/()-]+ :\w+, \d+, \d+$/u);
        expect(lines?.[8]).toMatch(/^ {2}approved by [\p{L}\p{N} ._/()-]+ :milestone, \d+, 0d$/u);
      }),
    );
  });
});
