import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { defaultConfig } from '../../src/config/schema.js';
import { workflowSettings } from '../../src/config/workflow-settings.js';
import { parseTasks } from '../../src/documents/tasks.js';
import { buildGraph } from '../../src/scheduling/graph.js';
import { type DryRun, dryRun } from '../../src/simulation/dry-run.js';

const settings = (max_parallel_tasks: number) => ({
  ...workflowSettings(defaultConfig(), 'simulated'),
  max_parallel_tasks,
});

/** A tasks.md whose tasks each name the earlier ones that they need. */
function document(needs: readonly (readonly number[])[]): string {
  const id = (index: number) => `T${String(index + 1).padStart(3, '0')}`;
  const lines = needs.map((earlier, index) => {
    const ids = [...new Set(earlier.filter((one) => one < index))].map(id);
    return `- [ ] ${id(index)} [P] Write src/file-${index}.js${ids.length > 0 ? ` (depends on ${ids.join(', ')})` : ''}`;
  });
  return `# Tasks\n\n## Phase 1: Work\n\n${lines.join('\n')}\n`;
}

function run(markdown: string, failureRate: number, seed: number, parallel: number): DryRun {
  const { tasks, diagnostics } = parseTasks(markdown);
  return dryRun(tasks, diagnostics, { failureRate, seed, settings: settings(parallel) });
}

const graphs = fc.array(fc.array(fc.nat(24), { maxLength: 3 }), { minLength: 1, maxLength: 25 });

describe('dry run', () => {
  it('is the same for the same seed, and another for another', () => {
    const markdown = document([[], [0], [0], [1, 2]]);
    expect(run(markdown, 0.3, 1, 2)).toEqual(run(markdown, 0.3, 1, 2));
    expect(run(markdown, 0.3, 1, 2)).not.toEqual(run(markdown, 0.3, 2, 2));
  });

  it('never starts a task before what it needs, nor again after it succeeded, and is honest about the rest', () => {
    fc.assert(
      fc.property(
        graphs,
        fc.double({ min: 0, max: 0.5, noNaN: true }),
        fc.nat(99),
        fc.integer({ min: 1, max: 6 }),
        (needs, rate, seed, parallel) => {
          const markdown = document(needs);
          const result = run(markdown, rate, seed, parallel);
          const { dependencies, tasks } = buildGraph(...parsed(markdown));
          const finished = new Set<string>();
          for (const { event, task } of result.timeline) {
            if (task === undefined) continue;
            if (event === 'start') {
              expect(finished.has(task)).toBe(false);
              for (const { from } of dependencies.filter(({ to }) => to === task))
                expect(finished.has(from)).toBe(true);
            }
            if (event === 'finish') finished.add(task);
          }
          const { done, failed, blocked, not_started, total } = result.summary.tasks;
          expect(done).toBe(finished.size);
          expect(done + failed + blocked + not_started).toBe(total);
          expect(total).toBe(tasks.length);
          expect(result.summary.most_parallel).toBeLessThanOrEqual(parallel);
          if (result.summary.status === 'completed') expect(done).toBe(total);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('warns of what failed for good', () => {
    const result = run(document([[], [0], [1]]), 1, 1, 5);
    expect(result.summary.status).not.toBe('completed');
    expect(result.warnings.join('\n')).toContain('T001');
  });

  it('has nothing to do where there is no task', () => {
    const result = run('# Tasks\n', 0, 1, 5);
    expect(result.warnings).toContain('There are no tasks to run.');
    expect(result.summary.tasks.total).toBe(0);
  });
});

function parsed(markdown: string): Parameters<typeof buildGraph> {
  const { tasks, diagnostics } = parseTasks(markdown);
  return [tasks, diagnostics];
}
