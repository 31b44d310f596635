import { requirementIds } from '../analysis/references.js';
import type { WorkflowState } from '../domain/state.js';
import { count, list } from './format.js';
import { folded, table } from './table.js';
import { cell, codeCell } from './text.js';

/** Requirements beyond this number are folded away. */
const UNFOLDED = 20;

/**
 * Which tasks stand for which requirement, as far as tasks.md names them, and how many requirements are left over. Empty
 * without tasks.
 *
 * @param most rows; what is not shown is counted
 */
export function requirementsSection(state: WorkflowState, most: number): string {
  if (state.tasks.length === 0 || most === 0) return '';
  const byRequirement = new Map<string, WorkflowState['tasks']>();
  for (const task of state.tasks) {
    for (const id of requirementIds(task.description)) {
      byRequirement.set(id, [...(byRequirement.get(id) ?? []), task]);
    }
  }
  if (byRequirement.size === 0) {
    return 'The tasks name no requirements, so whether each requirement has its task is for the reader to see.';
  }
  const found = [...byRequirement].toSorted(([one], [other]) =>
    one.localeCompare(other, 'en', { numeric: true }),
  );
  const rows = found.slice(0, most).map(([id, tasks]) => [
    cell(id, 40),
    list(
      tasks.map((task) => cell(task.id, 40)),
      6,
    ),
    list(
      [...new Set(tasks.flatMap(({ files }) => files))].map((file) => codeCell(file, 80)),
      3,
    ),
  ]);
  const rest = found.length > most ? `\n\n${count(found.length - most, 'more requirement')} not shown.` : '';
  const shown = `${table(['Requirement', 'Tasks', 'Files'], rows)}${rest}`;
  const content = found.length > UNFOLDED ? folded(count(found.length, 'requirement'), shown) : shown;
  return [unnamed(state, found), content].filter((part) => part !== '').join('\n\n');
}

/** How many requirements no task names, where `specify` said how many there are. */
function unnamed(state: WorkflowState, found: readonly (readonly [string, unknown])[]): string {
  const total = state.agent_results.specify?.result.requirements;
  const named = found.filter(([id]) => !id.startsWith('SC-')).length;
  if (typeof total !== 'number' || !Number.isSafeInteger(total) || total <= named) return '';
  return `⚠️ spec.md has ${count(total, 'requirement')}, the tasks name ${named}.`;
}
