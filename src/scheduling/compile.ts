import { indexById, type Network, type Schedulable } from './network.js';
import { isSettled, type SchedulableTask, weightOf } from './urgency.js';

/** Positions by id. */
export interface Positions {
  readonly get: (id: string) => number | undefined;
}

/** Tasks as a scheduler needs them: by position, in arrays. */
export interface CompiledGraph {
  readonly ids: readonly string[];
  readonly positions: Positions;
  readonly network: Network;
  readonly weights: Float64Array;
  /** Positions of tasks that are ticked or withdrawn. */
  readonly settled: readonly number[];
  /** True where a task is declared critical. */
  readonly hasCritical: boolean;
}

/** Turns tasks into arrays. */
export function compileGraph(tasks: readonly SchedulableTask[]): CompiledGraph {
  const ids: string[] = [];
  const weights = new Float64Array(tasks.length);
  const settled: number[] = [];
  let hasCritical = false;
  const table = createTable(tasks.length);
  const rows = createRows(tasks.length);
  // Objects in memory cost more than all that is done with them, so each is visited once: as long as every id is one of
  // tasks.md and every dependency lies further up, as they mostly do.
  let straight = true;
  for (let i = 0; i < tasks.length; i++) {
    const task = tasks[i];
    if (task === undefined) continue;
    ids.push(task.id);
    if (isSettled(task)) settled.push(i);
    else weights[i] = weightOf(task);
    if (task.is_critical === true) hasCritical = true;
    straight = straight && rows.add(i, task.depends_on, table) && table.put(task.id, i) === 'new';
  }
  if (straight) return { ids, positions: table, network: rows.finish(), weights, settled, hasCritical };
  const positions = positionsOf(tasks);
  return { ids, positions, network: compileNetwork(tasks, positions), weights, settled, hasCritical };
}

/** Builds the rows of a network as `toNetwork` does: unknown ids, itself and repetitions are left out. */
export function compileNetwork(tasks: readonly Schedulable[], positions: Positions): Network {
  const rows = createRows(tasks.length);
  tasks.forEach((task, i) => void rows.add(i, task.depends_on, positions));
  return rows.finish();
}

/** Maps ids to positions, the first of equal ids counts. */
export function positionsOf(tasks: readonly { readonly id: string }[]): Positions {
  const table = createTable(tasks.length);
  for (let i = 0; i < tasks.length; i++) {
    if (table.put(tasks[i]?.id ?? '', i) === 'refused') return indexById(tasks);
  }
  return table;
}

/**
 * A table of the ids of tasks.md (`T012`), read as numbers and looked up in an array: a hash map of a hundred thousand
 * strings is spread over more memory than the processor keeps near. Other ids are refused.
 */
function createTable(size: number) {
  const most = size * 4 + 1_000;
  // Position and length of an id in one word. Number and length together tell ids apart: T7 and T007 are different.
  const slots = new Int32Array(most);
  return {
    put: (id: string, position: number): 'new' | 'known' | 'refused' => {
      const number = numberOf(id, most);
      const taken = number < 0 ? -1 : (slots[number] ?? 0) & 15;
      if (taken !== 0) return taken === id.length ? 'known' : 'refused';
      slots[number] = (position << 4) | id.length;
      return 'new';
    },
    get: (id: string): number | undefined => {
      const number = numberOf(id, most);
      const slot = number < 0 ? 0 : (slots[number] ?? 0);
      return (slot & 15) === id.length ? slot >>> 4 : undefined;
    },
  };
}

/** Collects the dependencies of one task after the other. */
function createRows(size: number) {
  const needsAt = new Int32Array(size + 1);
  const unlocksAt = new Int32Array(size + 1);
  const seenBy = new Int32Array(size);
  let needs = new Int32Array(size * 2 + 16);
  let count = 0;
  return {
    /** Adds the row of task `i`; false where a dependency was left out because its id is not known (yet). */
    add: (i: number, ids: readonly string[], positions: Positions): boolean => {
      let complete = true;
      for (const id of ids) {
        const other = positions.get(id);
        if (other === undefined) complete = false;
        if (other === undefined || other === i || seenBy[other] === i + 1) continue;
        seenBy[other] = i + 1;
        if (count === needs.length) needs = grown(needs);
        needs[count++] = other;
        unlocksAt[other + 1] = (unlocksAt[other + 1] ?? 0) + 1;
      }
      needsAt[i + 1] = count;
      return complete;
    },
    finish: (): Network => {
      for (let i = 0; i < size; i++) unlocksAt[i + 1] = (unlocksAt[i + 1] ?? 0) + (unlocksAt[i] ?? 0);
      const fill = unlocksAt.slice(0, size);
      const unlocks = new Int32Array(count);
      for (let i = 0; i < size; i++) {
        const end = needsAt[i + 1] ?? 0;
        for (let k = needsAt[i] ?? 0; k < end; k++) {
          const need = needs[k] ?? 0;
          const slot = fill[need] ?? 0;
          unlocks[slot] = i;
          fill[need] = slot + 1;
        }
      }
      return { size, needsAt, needs: needs.subarray(0, count), unlocksAt, unlocks };
    },
  };
}

function grown(list: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(list.length * 2);
  larger.set(list);
  return larger;
}

/** The number of an id that is `T` and at most nine digits, below `limit`; else -1. */
function numberOf(id: string, limit: number): number {
  const { length } = id;
  if (length < 2 || length > 10 || id.charCodeAt(0) !== 84) return -1;
  let number = 0;
  for (let i = 1; i < length; i++) {
    const digit = id.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return -1;
    number = number * 10 + digit;
  }
  return number < limit ? number : -1;
}
