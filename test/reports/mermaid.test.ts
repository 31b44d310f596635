import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { taskChart } from '../../src/reports/mermaid.js';
import { aTask, someTasks } from '../support/state-builder.js';
import { hostileText } from './hostile.js';

describe('the chart of the tasks', () => {
  it('draws what a task directly needs, coloured by state', () => {
    const chart = taskChart(someTasks(['done', 'running', 'failed', 'blocked'])) ?? '';
    expect(chart).toContain('t2["T003: Add the webhook endpoint"]:::failed');
    expect(chart.match(/t\d+ --> t\d+/g)).toEqual(['t0 --> t1', 't0 --> t2', 't1 --> t3', 't2 --> t3']);
    expect(chart.match(/classDef \w+/g)).toEqual(
      ['running', 'done', 'failed', 'blocked'].map((status) => `classDef ${status}`),
    );
  });

  it('is left out for one task', () => {
    expect(taskChart([aTask()])).toBeNull();
  });

  it('shows stories in place of tasks where nobody could read all of those', () => {
    const tasks = numbered(81).map((task, index) => ({
      ...task,
      story: index < 1 ? null : index < 41 ? 'US1' : 'US2',
      status: index < 41 ? ('done' as const) : index === 50 ? ('running' as const) : ('pending' as const),
      depends_on: index === 0 ? [] : [index < 41 ? 'T0' : 'T40'],
    }));
    expect(taskChart(tasks.slice(0, 80))).toContain('t79[');
    expect(taskChart(tasks)).toBe(
      [
        '```mermaid',
        'flowchart LR',
        '  t0["no story: 1 of 1 done"]:::done',
        '  t1["US1: 40 of 40 done"]:::done',
        '  t2["US2: 0 of 40 done"]:::running',
        '  t0 --> t1',
        '  t1 --> t2',
        '  classDef running fill:#fff8c5,stroke:#bf8700,color:#24292f',
        '  classDef done fill:#dafbe1,stroke:#1a7f37,color:#24292f',
        '```',
      ].join('\n'),
    );
    expect(taskChart(numbered(81))).toBeNull();
  });

  it('draws nothing for tasks that are not there, and survives cycles', () => {
    const tasks = [
      aTask({ id: 'A', depends_on: ['A', 'B', 'missing'] }),
      aTask({ id: 'B', depends_on: ['A'] }),
    ];
    expect(taskChart(tasks)?.match(/-->/g)).toHaveLength(2);
  });

  it('gives text no way out of its label', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (id, description) => {
        const lines = (taskChart([aTask({ id, description }), aTask({ id: 'B' })]) ?? '').split('\n');
        expect(lines[2]).toMatch(/^ {2}t0\["[\p{L}\p{N} .,:+/_='-]*"\]:::pending$/u);
        expect(lines).toHaveLength(6);
      }),
    );
  });
});

function numbered(count: number) {
  return Array.from({ length: count }, (_, index) => aTask({ id: `T${index}` }));
}
