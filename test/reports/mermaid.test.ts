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

  it('is left out for one task and for more than anybody can read', () => {
    expect(taskChart([aTask()])).toBeNull();
    expect(taskChart(numbered(80))).not.toBeNull();
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
