import type { TaskEntry } from './entries.js';
import { isTaskId } from './task-head.js';
import type { Diagnostic } from './types.js';

/** An entry with the ids that it goes by: its own, which no other has, then the others on its line. */
export interface Identified {
  readonly entry: TaskEntry;
  readonly ids: readonly [string, ...string[]];
}

/**
 * Gives every task an id of its own. A repeated line is one task; a second task under a used id gets a suffix; a heading
 * above a checkbox of the same id is only its title.
 */
export function identify(entries: readonly TaskEntry[], diagnostics: Diagnostic[]): Identified[] {
  const checkboxes = new Set(entries.filter((entry) => !entry.isHeading).map((entry) => entry.head.ids[0]));
  const taken = new Set(entries.map((entry) => entry.head.ids[0]));
  const first = new Map<string, TaskEntry>();
  const suffix = new Map<string, number>();
  const result: Identified[] = [];
  for (const entry of entries) {
    const [id, ...aliases] = entry.head.ids;
    const earlier = first.get(id);
    if (entry.isHeading && checkboxes.has(id)) {
      diagnostics.push(
        duplicate(entry.line, `${id} both as a heading and as a checkbox; the checkbox is the task`),
      );
      continue;
    }
    if (earlier && sameText(earlier, entry)) {
      diagnostics.push(
        duplicate(entry.line, `${id} again with the same text as on line ${earlier.line}; it is read once`),
      );
      continue;
    }
    let own = id;
    if (earlier) {
      let n = suffix.get(id) ?? 2;
      while (taken.has(`${id}-${n}`)) n++;
      suffix.set(id, n + 1);
      own = `${id}-${n}`;
      taken.add(own);
      diagnostics.push(
        duplicate(entry.line, `${id} also on line ${earlier.line}; this one is read as ${own}`),
      );
    } else {
      first.set(id, entry);
    }
    if (aliases.length > 0) diagnostics.push(severalIds(entry, aliases));
    result.push({ entry, ids: [own, ...spellOut(entry)] });
  }
  return result;
}

function sameText(a: TaskEntry, b: TaskEntry): boolean {
  const plain = (entry: TaskEntry) => entry.head.text.replace(/\s+/g, ' ').toLowerCase();
  return a.isHeading === b.isHeading && plain(a) === plain(b);
}

/** The further ids of a line; of a range those between its ends too. */
function spellOut({ head }: TaskEntry): string[] {
  const [first, ...rest] = head.ids;
  const last = rest.at(-1) ?? first;
  const [, prefix = '', from = ''] = /^(T-?)(\d+)$/.exec(first) ?? [];
  const to = Number(/^T-?(\d+)$/.exec(last)?.[1] ?? Number.NaN);
  if (!head.range || from === '' || !(to - Number(from) <= 1000)) return rest;
  const ids = [...rest];
  for (let n = Number(from) + 1; n < to; n++) ids.push(prefix + String(n).padStart(from.length, '0'));
  return ids.filter(isTaskId);
}

function duplicate(line: number, found: string): Diagnostic {
  return {
    line,
    kind: 'duplicate_id',
    severity: 'warning',
    message: `Expected each task id once, found ${found}. Give each task a number of its own.`,
  };
}

function severalIds(entry: TaskEntry, aliases: readonly string[]): Diagnostic {
  const [id] = entry.head.ids;
  return {
    line: entry.line,
    kind: 'several_ids',
    severity: 'warning',
    message: `Expected one task id on a line, found ${[id, ...aliases].join(', ')}; it is read as one task, ${id}. Give each task a line of its own.`,
  };
}
