import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readPlan } from '../../src/documents/plan.js';
import { readSpec } from '../../src/documents/spec.js';
import { parseTasks } from '../../src/documents/tasks.js';
import { normaliseTicks, tickTask } from '../../src/documents/tick.js';
import { buildGraph } from '../../src/scheduling/graph.js';

// Real documents of other projects, kept beside the repository and not part of it.
const folder = join(import.meta.dirname, '../../../shared/corpus');
const present = existsSync(folder);
if (!present) console.warn(`Skipped the tests on real documents: there is no folder ${folder}.`);
const all = present ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort() : [];
const read = (path: string) => readFileSync(join(folder, path), 'utf8');
const tasksFiles = all.filter((path) => path.endsWith('tasks.md'));

interface StrictLine {
  readonly id: string;
  readonly done: boolean;
  readonly parallel: boolean;
  readonly story: string | null;
  readonly text: string;
}

/** A second, much simpler reader: strict lines outside fences, by line number. */
function strictLines(markdown: string): Map<number, StrictLine> {
  const found = new Map<number, StrictLine>();
  let fenced = false;
  markdown
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .forEach((line, i) => {
      if (/^\s*(?:```|~~~)/.test(line)) fenced = !fenced;
      const match = /^- \[([ xX])\] (T\d{3,}) (\[P\] )?(?:\[(US\d+)\] )?([^[\s].*)$/.exec(line);
      if (fenced || !match) return;
      const [, mark, id = '', parallel, story, text = ''] = match;
      found.set(i + 1, {
        id,
        done: mark !== ' ',
        parallel: parallel !== undefined,
        story: story ?? null,
        text: text.trim(),
      });
    });
  return found;
}

(present ? describe : describe.skip)('real documents', () => {
  it.each(tasksFiles)('%s', (path) => {
    const markdown = read(path);
    const { tasks, diagnostics } = parseTasks(markdown);
    const byLine = new Map(tasks.map((task) => [task.line, task]));
    const reported = new Set(diagnostics.map((each) => each.line));
    for (const [line, strict] of strictLines(markdown)) {
      const task = byLine.get(line);
      expect({
        line,
        ...pick(task),
        text: task?.description.startsWith(strict.text.replace(/\s*\[P\]$/, '')),
      }).toEqual({ line, ...strict, text: true });
    }
    markdown.split(/\r\n|\n/).forEach((text, i) => {
      if (!/^\s*[-*+] \[[ xX~✅-]\] .*\bT\d{3}/.test(text) || byLine.has(i + 1) || reported.has(i + 1))
        return;
      throw new Error(`Line ${i + 1} of ${path} is neither read nor reported: ${text}`);
    });
    const graph = buildGraph(tasks, diagnostics);
    const place = new Map(graph.execution_order.map((id, i) => [id, i]));
    expect(graph.execution_order).toHaveLength(tasks.length);
    for (const { from, to } of graph.dependencies) expect(place.get(from)).toBeLessThan(place.get(to) ?? -1);
    const open = tasks.find((task) => !task.done);
    if (open) expect(normaliseTicks(tickTask(markdown, open.id))).toBe(normaliseTicks(markdown));
  });

  it('includes specs and plans, all of which are read', () => {
    const specs = all.filter((path) => path.endsWith('spec.md')).map((path) => readSpec(read(path)));
    const plans = all.filter((path) => path.endsWith('plan.md')).map((path) => readPlan(read(path)));
    expect(specs.filter((spec) => spec.requirements.length > 0).length).toBeGreaterThan(specs.length * 0.7);
    expect(plans.filter((plan) => plan.title !== null).length).toBeGreaterThan(plans.length * 0.9);
  });
});

function pick(task: { id: string; done: boolean; parallel: boolean; story: string | null } | undefined) {
  return { id: task?.id, done: task?.done, parallel: task?.parallel, story: task?.story };
}
