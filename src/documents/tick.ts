import { readEntries, type TaskEntry } from './entries.js';
import { identify } from './identify.js';
import { sourceLines } from './lines.js';

const BRACKETS = /\[[^\]\n]{0,4}\]/;

/**
 * Marks a task `[X]` and changes no other character. Tasks that are ticked already, headings without a checkbox and
 * unknown ids leave the text as it is.
 */
export function tickTask(markdown: string, taskId: string): string {
  const entry = identify(readEntries(markdown).tasks, []).find(({ ids }) => ids[0] === taskId)?.entry;
  if (!entry || entry.mark === null || /^[xX✅✔✓☑]/u.test(entry.mark)) return markdown;
  return replaceMarks(markdown, [entry], 'X');
}

/**
 * The text with the mark of every task checkbox blank, so that digests of a document do not change while its tasks are
 * ticked.
 */
export function normaliseTicks(markdown: string): string {
  return replaceMarks(
    markdown,
    readEntries(markdown).tasks.filter((entry) => entry.mark !== null),
    ' ',
  );
}

function replaceMarks(markdown: string, entries: readonly TaskEntry[], mark: string): string {
  const lines = sourceLines(markdown);
  let result = '';
  let done = 0;
  for (const entry of entries) {
    const line = lines[entry.line - 1];
    const brackets = line ? BRACKETS.exec(line.text) : null;
    if (!line || !brackets) continue;
    const start = line.offset + brackets.index + 1;
    result += markdown.slice(done, start) + mark;
    done = start + brackets[0].length - 2;
  }
  return result + markdown.slice(done);
}
