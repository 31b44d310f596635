/** Blocking issues from what a test run has written for programs. */
import type { IssueToFix } from '../../domain/contract.js';
import type { Coverage } from './coverage.js';
import { shortened } from './failing-test.js';
import { issuesOfTests } from './failures.js';
import type { Reports } from './report-files.js';

type ReportedTest = Reports['tests'][number];

/** The failing tests of JUnit reports. */
export function reportedFailures(tests: readonly ReportedTest[]): readonly IssueToFix[] {
  const failing = tests.filter(({ outcome }) => outcome === 'failed' || outcome === 'error');
  return issuesOfTests(
    failing.map((test) => ({
      name: test.className === null ? test.name : `${test.className}.${test.name}`,
      message: shortened(test.message ?? undefined),
      location: placeOf(test),
    })),
  );
}

/** The place that the report gives, else the line of the stack trace that stands in the test's own class. */
function placeOf({ file, line, className, text }: ReportedTest): string | undefined {
  if (file !== null) return line === null ? file : `${file}:${line}`;
  if (className === null) return undefined;
  const simple = className.split(/[.$]/).at(-1) ?? className;
  const frame = new RegExp(`\\((${simple}\\.(?:java|kt|groovy|scala)):(\\d+)\\)`).exec(text);
  if (frame === null) return className;
  const folder = className.split('.').slice(0, -1).join('/');
  const language = { java: 'java', kt: 'kotlin', groovy: 'groovy', scala: 'scala' }[
    frame[1]?.split('.').at(-1) ?? ''
  ];
  return ['src/test', language ?? 'java', folder, `${frame[1]}:${frame[2]}`]
    .filter((part) => part !== '')
    .join('/');
}

/** Tools say in their own words that coverage is below the repository's threshold. */
const UNMET =
  /^.*(?:coverage (?:threshold )?for (?:statements|branches|lines|functions) \([\d.]+%\) (?:does not meet|not met)|threshold for (?:statements|branches|lines|functions) \([\d.]+%\) not met|Required test coverage of [\d.]+% not reached|(?:line|branch|function) coverage does not meet threshold|Coverage failure: total of [\d.]+ is less than|coverage .{0,40}(?:below|less than) .{0,40}(?:threshold|minimum|[\d.]+\s?%)).*$/gim;

/** One issue per threshold that is not met, with the file that shows what is not covered. */
export function unmetCoverage(output: string, coverage: readonly Coverage[]): readonly IssueToFix[] {
  const [report] = coverage;
  return [...new Set((output.match(UNMET) ?? []).map((line) => line.trim()))].slice(0, 10).map((line) => ({
    severity: 'HIGH',
    type: 'Coverage Gap',
    message: line,
    ...(report === undefined ? {} : { location: report.file }),
    recommendation: 'Add tests for what the change has added and no test runs.',
  }));
}
