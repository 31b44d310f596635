import type { IssueToFix } from '../domain/contract.js';
import { table } from './table.js';
import { cell } from './text.js';

/** A column that only some of the tables have, behind the others. */
interface Column {
  readonly title: string;
  /** Markdown, escaped already. */
  readonly of: (issue: IssueToFix) => string;
}

/**
 * What somebody is to fix, a row each, and how many rows there was no room for.
 *
 * @param what heading of the column with the message
 */
export function issuesTable(
  issues: readonly IssueToFix[],
  most: number,
  what: string,
  ...more: readonly Column[]
): string {
  const rows = issues
    .slice(0, most)
    .map((one) => [
      one.severity,
      cell(one.type, 100),
      cell(one.message, 400),
      cell(one.location ?? '', 200),
      cell(one.recommendation ?? '', 300),
      ...more.map((column) => column.of(one)),
    ]);
  const header = ['Severity', 'Type', what, 'Location', 'Recommendation', ...more.map(({ title }) => title)];
  const rest = issues.length > rows.length ? `\n\n${issues.length - rows.length} more not shown.` : '';
  return table(header, rows) + rest;
}
