/** A tick says that the work has landed, so that no agent may set one: tasks that are ticked are not implemented. */
import { parseTasks } from '../../documents/tasks.js';
import type { TreeChange } from './tree-diff.js';

/**
 * Ids of tasks that a change of tasks.md ticks and that were not ticked before.
 *
 * @param read content of a blob as text
 * @param tasksFile path of the feature's own tasks.md
 */
export async function forgedTicks(
  changes: readonly TreeChange[],
  tasksFile: string,
  read: (id: string) => Promise<string>,
): Promise<readonly string[]> {
  const change = changes.find(({ path }) => path === tasksFile);
  if (change === undefined || change.newMode === '000000') return [];
  const done = async (id: string) =>
    /^0*$/.test(id) ? [] : parseTasks(await read(id)).tasks.flatMap((task) => (task.done ? [task.id] : []));
  const before = new Set(await done(change.oldId));
  return (await done(change.newId)).filter((id) => !before.has(id));
}
