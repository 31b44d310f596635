import type { ConfigProblem } from '../config/load.js';
import { count } from './format.js';
import { page, table } from './table.js';
import { cell, codeCell } from './text.js';

/** What a reader needs of a problem in the configuration. */
export type ShownProblem = Omit<ConfigProblem, 'message'>;

/** What is wrong in the configuration, by line and key. */
export function configProblems(problems: readonly ShownProblem[]): string {
  const rows = problems
    .slice(0, 50)
    .map((one) => [
      `${codeCell(one.file, 200)} line ${one.line}`,
      codeCell(one.key, 120),
      cell(one.expected, 300),
      cell(one.received, 200),
    ]);
  const rest = problems.length > rows.length ? `${problems.length - rows.length} more not shown.` : null;
  return page(
    `⚠️ The configuration has ${count(problems.length, 'problem')}. Nothing was started.`,
    table(['Where', 'Key', 'Expected', 'Received'], rows),
    rest,
    'Correct the file on the default branch, then give the command again.',
  );
}
