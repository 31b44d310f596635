import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseTasks } from '../../src/documents/tasks.js';
import { normaliseTicks, tickTask } from '../../src/documents/tick.js';
import { buildGraph } from '../../src/scheduling/graph.js';
import { randomTasks } from './random-tasks.js';

describe('any tasks.md', () => {
  it('is read without failing, with unique ids and an order that keeps every dependency', () => {
    fc.assert(
      fc.property(randomTasks, (markdown) => {
        const { tasks } = parseTasks(markdown);
        const graph = buildGraph(tasks);
        const place = new Map(graph.execution_order.map((id, i) => [id, i]));
        expect(new Set(tasks.map((task) => task.id)).size).toBe(tasks.length);
        expect([...graph.execution_order].sort()).toEqual(tasks.map((task) => task.id).sort());
        expect(graph.diagnostics).toEqual([]);
        for (const { from, to } of graph.dependencies) {
          expect(place.get(from)).toBeLessThan(place.get(to) ?? -1);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is ticked in one character, which reading it again shows', () => {
    fc.assert(
      fc.property(randomTasks, (markdown) => {
        for (const task of parseTasks(markdown).tasks) {
          const ticked = tickTask(markdown, task.id);
          const differing = Array.from(ticked).filter((c, i) => c !== Array.from(markdown)[i]);
          if (ticked === markdown) continue;
          expect(ticked).toHaveLength(markdown.length);
          expect(differing).toEqual(['X']);
          expect(parseTasks(ticked).tasks.find((each) => each.id === task.id)?.done).toBe(true);
          expect(normaliseTicks(ticked)).toBe(normaliseTicks(markdown));
        }
        expect(normaliseTicks(normaliseTicks(markdown))).toBe(normaliseTicks(markdown));
      }),
      { numRuns: 100 },
    );
  });

  it.each(['> ', '- ', '- > ', '1. '])('may nest %j deeply', (marker) => {
    const line = `${marker.repeat(5000)}[ ] T002 b\n`;
    const steps = Array.from({ length: 150 }, (_, i) => `${' '.repeat(marker.length * i)}${marker}a\n`).join(
      '',
    );
    expect(parseTasks(`- [ ] T001 a\n\n${line}\n${steps}`).tasks[0]?.id).toBe('T001');
  });

  it('may be any text at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        parseTasks(text);
        expect(tickTask(text, 'T001')).toHaveLength(text.length);
      }),
      { numRuns: 300 },
    );
  });
});
