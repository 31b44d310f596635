/** Query parameters of the lists of runs. */
import type { RunRecord } from '../runs/records.js';

/** Picks the runs that all given parameters accept, latest first. */
export function filterRuns(
  runs: readonly RunRecord[],
  query: Readonly<Record<string, string>>,
): readonly RunRecord[] {
  const { actor, branch, event, status, created, head_sha: headSha, check_suite_id: suite } = query;
  return runs
    .filter(
      (run) =>
        (actor === undefined || run.actor === actor) &&
        (branch === undefined || run.headBranch === branch) &&
        (event === undefined || run.event === event) &&
        (status === undefined || run.status === status || run.conclusion === status) &&
        (headSha === undefined || run.headSha === headSha) &&
        (suite === undefined || String(run.id) === suite) &&
        (created === undefined || inRange(run.createdAt, created)),
    )
    .toSorted((a, b) => b.id - a.id);
}

/** GitHub's search syntax for dates: `2024-01-01`, `>=2024-01-01`, `2024-01-01..2024-02-01`, `*..2024-02-01`. */
export function inRange(at: string, range: string): boolean {
  const [from = '', to] = range.split('..');
  if (to !== undefined) {
    return (from === '*' || compare(at, from) >= 0) && (to === '*' || compare(at, to) <= 0);
  }
  const [, operator = '', date = ''] = /^(>=|<=|>|<)?(.*)$/.exec(range) ?? [];
  const order = compare(at, date);
  switch (operator) {
    case '>=':
      return order >= 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '<':
      return order < 0;
    default:
      return order === 0;
  }
}

/** A date without a time stands for the whole day. */
function compare(at: string, date: string): number {
  if (!date.includes('T')) {
    return at.slice(0, date.length).localeCompare(date);
  }
  return Math.floor(Date.parse(at) / 1000) - Math.floor(Date.parse(date) / 1000);
}
