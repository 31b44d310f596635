import { readTaskHead, type TaskHead } from './task-head.js';
import type { Diagnostic } from './types.js';

/** A checkbox as people write it where Markdown sees none: other bullets, no space, a sign, escaped brackets. */
const BOX =
  /^[\s>*_~]*(?:(?:[-+•–—·◦▪‣－]|\d{1,9}[.)])\s*)?(?:\*\s+)?(?:\\?\[([^\]\\\n]{0,4})\\?\]|([☐☑☒⬜✅🔲]))\s*(.*)$/u;
const HEADING = /^[\s>]*#{1,6}\s*(.*)$/;

/** A mark is blank, `x`, or a sign; a word or `P` between brackets is a label, not a checkbox. */
export function readMark(inside: string): string | null {
  const mark = inside.trim();
  if (mark === '') return ' ';
  if (/^[xX]$/.test(mark)) return mark;
  return /^[^\p{L}\p{N}^\s][\uFE0F]?$/u.test(mark) || /^[vVoO/]$/.test(mark) ? mark : null;
}

/** Names every line that looks like a task in a place where it is not read as one. */
export function strayTasks(line: number, lines: readonly string[], where: string): Diagnostic[] {
  const outside = where === 'a paragraph' || where === 'a list item' || where.startsWith('a wrapped');
  return lines.flatMap((text, i): Diagnostic[] => {
    const head = headOfBox(text);
    const id = head?.ids[0] ?? headOfHeading(text, where)?.ids[0];
    if (id === undefined) return [];
    const kind = head === null ? 'unread_heading' : outside ? 'checkbox_outside_list' : 'unread_checkbox';
    return [
      {
        line: line + i,
        kind,
        severity: 'warning',
        message: `Expected a task in a list item of its own, found ${id} inside ${where}; it is not read as a task. Write it as "- [ ] ${id} …" at the beginning of a line.`,
      },
    ];
  });
}

/** Names a table's row that holds both a checkbox and a task's id. */
export function strayCells(line: number, row: string): Diagnostic[] {
  const id = /\|[\s*_`]*(T-?\d+(?:[.-]\d+)*[a-z]?)\b/i.exec(row)?.[1];
  if (id === undefined || !/(?:^|\|)\s*(?:\[[ xX]\]|[☐☑✅⬜])/u.test(row)) return [];
  return [
    {
      line,
      kind: 'unread_checkbox',
      severity: 'warning',
      message: `Expected a task in a list item of its own, found ${id} inside a table; it is not read as a task. Write it as "- [ ] ${id} …" at the beginning of a line.`,
    },
  ];
}

/** Says how many tasks a code block that is never closed has swallowed. */
export function unclosedFence(line: number, lines: readonly string[]): Diagnostic[] {
  const swallowed = lines.filter((text) => headOfBox(text) !== null).length;
  if (swallowed === 0) return [];
  return [
    {
      line,
      kind: 'unclosed_fence',
      severity: 'warning',
      message: `Expected the code block that begins here to be closed, found none; ${swallowed} task line(s) after it are read as code. Close it with the same fence.`,
    },
  ];
}

function headOfBox(text: string): TaskHead | null {
  const [, mark, sign, rest] = BOX.exec(text) ?? [];
  if (rest === undefined || (sign === undefined && readMark(mark ?? '') === null)) return null;
  return readTaskHead(rest);
}

/** In a list item or a line of prose "#12" may be anything; a heading there has an id right behind its marks. */
function headOfHeading(text: string, where: string): TaskHead | null {
  if (where.startsWith('a wrapped')) return null;
  const head = readTaskHead(HEADING.exec(text)?.[1] ?? '');
  return head?.range === false ? head : null;
}
