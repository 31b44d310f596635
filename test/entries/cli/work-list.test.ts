import { describe, expect, it } from '@jest/globals';
import { Command } from 'commander';
import type { WorkflowState } from '../../../src/domain/state.js';
import { coloursOf } from '../../../src/entries/cli/colours.js';
import { widthOf } from '../../../src/entries/cli/printable.js';
import { workList } from '../../../src/entries/cli/work-list.js';
import { aState, implementingState } from '../../support/state-builder.js';

const io = { cwd: '/', stdout: () => undefined, stderr: () => undefined, stdin: async () => '' };
const PLAIN = coloursOf(io, new Command());
const COLOURED = coloursOf({ ...io, colour: true }, new Command());

function list(state: WorkflowState, paper: { columns?: number; rows?: number; most_tasks?: number } = {}) {
  return workList(state, state.updated_at, { columns: 100, rows: 40, colours: PLAIN, ...paper });
}

function manyTasks(): WorkflowState {
  const state = implementingState();
  const [task] = state.tasks;
  if (task === undefined) throw new Error('expected tasks');
  const more = Array.from({ length: 1_000 }, (_, i) => ({
    ...task,
    id: `T${2_000 + i}`,
    status: 'pending' as const,
  }));
  return { ...state, tasks: [...state.tasks, ...more] };
}

describe('the list of agents and tasks', () => {
  it('has every step in its order, the checkpoint among them', () => {
    const state = aState();
    const [heading, ...rows] = list(state);
    expect(heading).toContain(state.feature_id ?? state.slug);
    expect(rows.map((row) => row.trim().split(/\s+/)[1])).toEqual(state.steps);
  });

  it('has the tasks below the agent that implements them, those at work first', () => {
    const state = implementingState();
    const rows = list(state).map((row) => row.trim());
    const at = rows.findIndex((row) => row.includes('implement'));
    const running = state.tasks.filter(({ status }) => status === 'running').map(({ id }) => id);
    expect(running.length).toBeGreaterThan(0);
    expect(rows[at]).toMatch(/^● implement .*running .* of \d+ tasks done$/);
    expect(rows.slice(at + 1, at + 1 + running.length).map((row) => row.slice(0, 6))).toEqual(
      running.map((id) => `● ${id}`),
    );
  });

  it('counts what has no place, of a thousand tasks', () => {
    const lines = list(manyTasks());
    expect(lines.length).toBeLessThan(40);
    expect(lines.join('\n')).toMatch(/… \d+ more \(10\d\d tasks: /);
  });

  it('has all tasks where asked for them', () => {
    expect(list(manyTasks(), { rows: 5_000, most_tasks: Number.POSITIVE_INFINITY }).length).toBeGreaterThan(
      1_000,
    );
  });

  it.each([
    [20, 6],
    [40, 10],
    [79, 24],
    [200, 60],
  ])('fits into %d columns and %d rows', (columns, rows) => {
    const lines = list(manyTasks(), { columns, rows });
    expect(Math.max(...lines.map(widthOf))).toBeLessThan(columns);
    expect(lines.length).toBeLessThan(rows);
  });

  it('shows no more of a text than its letters', () => {
    const state = implementingState();
    const tasks = state.tasks.map((task) => ({ ...task, description: 'Greet\u001B[2J\nthe world' }));
    expect(list({ ...state, tasks }).join('')).toContain('Greet the world');
  });

  it('has the same words with colours and without', () => {
    const state = implementingState();
    const coloured = workList(state, state.updated_at, { columns: 100, rows: 40, colours: COLOURED });
    expect(coloured.join('')).toContain('\u001B[');
    expect(coloured.map(widthOf)).toEqual(list(state).map(widthOf));
  });
});
