import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readCoverage } from '../../../src/jobs/play/coverage.js';
import { parseJUnit } from '../../../src/jobs/play/junit.js';
import { problemsIn } from '../../../src/jobs/play/problems.js';
import { readReports } from '../../../src/jobs/play/report-files.js';
import { reportedFailures, unmetCoverage } from '../../../src/jobs/play/reported.js';

const JUNIT = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e "no">]>
<testsuites><testsuite name="s" tests="5">
<testcase classname="com.acme.CalcTest" name="ok"/>
<testcase classname="com.acme.CalcTest" name="a &lt; b &#65;"><failure message="1 &amp; 2 > 0" type="T"><![CDATA[org.X: <no>
	at com.acme.CalcTest.a(CalcTest.java:12)]]></failure></testcase>
<testcase name='single "quoted"' file="a.js" line="3"><error>boom &e;
second</error><system-out>noise</system-out></testcase>
<testcase name="later"><skipped/></testcase>
<!-- <testcase name="comment"><failure/></testcase> -->
<testcase name="cut off"><failure message="half`;

describe('JUnit XML', () => {
  it('is read with CDATA, entities, comments and a broken end', () => {
    expect(parseJUnit(JUNIT).map(({ name, outcome, message }) => [name, outcome, message])).toEqual([
      ['ok', 'passed', null],
      ['a < b A', 'failed', '1 & 2 > 0'],
      ['single "quoted"', 'error', 'boom &e;'],
      ['later', 'skipped', null],
      ['cut off', 'failed', null],
    ]);
    expect(parseJUnit('<html><body>no</body></html>')).toEqual([]);
    expect(parseJUnit('no <testsuite')).toEqual([]);
  });

  it('becomes blocking issues with a place', () => {
    const tests = parseJUnit(JUNIT).map((test) => ({ ...test, report: 'r.xml' }));
    expect(
      reportedFailures(tests).map(({ message, location }) => [message.split('\n')[0], location]),
    ).toEqual([
      ['com.acme.CalcTest.a < b A: 1 & 2 > 0', 'src/test/java/com/acme/CalcTest.java:12'],
      ['single "quoted": boom &e;', 'a.js:3'],
      ['cut off fails', undefined],
    ]);
  });

  it('of great length is read in one pass', () => {
    const many = '<testcase name="x"><failure>y</failure></testcase>'.repeat(50_000);
    expect(parseJUnit(`<testsuite>${many}</testsuite>`)).toHaveLength(50_000);
    expect(parseJUnit(`<testsuite>${'<![CDATA['.repeat(50_000)}`)).toEqual([]);
  });
});

describe('coverage files', () => {
  it.each([
    ['coverage/lcov.info', 'SF:a\nLF:10\nLH:7\nend_of_record\nSF:b\nLF:10\nLH:8\n', 75],
    ['coverage/coverage-summary.json', '{"total":{"lines":{"pct":81.25}}}', 81.3],
    ['coverage.json', '{"totals":{"percent_covered":66.666}}', 66.7],
    ['coverage.xml', '<?xml version="1.0"?><coverage version="7" line-rate="0.9"></coverage>', 90],
    [
      'jacoco.xml',
      '<report><package><counter type="LINE" missed="9" covered="1"/></package><counter type="LINE" missed="1" covered="3"/></report>',
      75,
    ],
    [
      'clover.xml',
      '<coverage><project timestamp="1"><metrics statements="4" coveredstatements="1"/></project></coverage>',
      25,
    ],
    ['cover.out', 'mode: set\na.go:1.1,2.2 3 1\na.go:4.1,5.2 1 0\n', 75],
    ['coverage.json', '{"a.js":{}}', null],
    ['coverage.json', 'no json', null],
    ['lcov.info', '', null],
  ])('%s', (file, text, percent) => {
    expect(readCoverage(file, text)?.percent ?? null).toBe(percent);
  });

  it.each([
    'Jest: "global" coverage threshold for lines (80%) not met: 50%',
    'ERROR: Coverage for lines (50%) does not meet global threshold (80%)',
    'FAIL Required test coverage of 80% not reached. Total coverage: 50.00%',
    'Error: 50.00% line coverage does not meet threshold of 80%.',
    'Coverage failure: total of 50 is less than fail-under=80',
  ])('below a threshold is a finding of its own: %s', (line) => {
    expect(unmetCoverage(`x\n${line}\ny`, [{ file: 'lcov.info', percent: 50 }])).toEqual([
      expect.objectContaining({ type: 'Coverage Gap', message: line, location: 'lcov.info' }),
    ]);
    expect(unmetCoverage('all coverage thresholds met', [])).toEqual([]);
  });
});

describe('reports of a run', () => {
  let tree: string;
  beforeEach(async () => {
    tree = await mkdtemp(join(tmpdir(), 'speckit-reports-'));
  });
  afterEach(() => rm(tree, { recursive: true, force: true }));

  it('are found by name, and only those of this run, in the repository, and not behind links', async () => {
    const put = async (path: string, text: string) => {
      await mkdir(dirname(join(tree, path)), { recursive: true });
      await writeFile(join(tree, path), text);
    };
    const since = Date.now() - 60_000;
    await put('target/surefire-reports/TEST-a.xml', '<testsuite><testcase name="a"/></testsuite>');
    await put('coverage/lcov.info', 'LF:2\nLH:1\n');
    await put('node_modules/x/junit.xml', '<testsuite><testcase name="b"/></testsuite>');
    await put('old/junit.xml', '<testsuite><testcase name="c"/></testsuite>');
    await utimes(join(tree, 'old/junit.xml'), new Date(0), new Date(0));
    await symlink('/etc', join(tree, 'results.xml'));
    const { tests, coverage } = await readReports(tree, since);
    expect(tests.map(({ name, report }) => [name, report])).toEqual([
      ['a', 'target/surefire-reports/TEST-a.xml'],
    ]);
    expect(coverage).toEqual([{ file: 'coverage/lcov.info', percent: 50 }]);
  });
});

describe('what compilers and linters print', () => {
  it.each([
    ['src/a.ts(3,5): error TS2322: Type x', 'src/a.ts:3', /TS2322/],
    ['error[E0425]: cannot find value `c`\n --> src/lib.rs:5:9\n', 'src/lib.rs:5', /E0425/],
    ['calc.c:4:16: error: ‘c’ undeclared', 'calc.c:4', /undeclared/],
    ['[ERROR] src/main/java/A.java:[5,9] cannot find symbol', 'src/main/java/A.java:5', /cannot find symbol/],
    ['./calc.go:5:2: undefined: x', 'calc.go:5', /undefined: x/],
    ['a.py:1:8: F401 `os` imported but unused', 'a.py:1', /F401/],
    ['  File "calc.py", line 3\n    x =\n       ^\nSyntaxError: invalid syntax', 'calc.py:3', /SyntaxError/],
    ['src/a.js\n  3:5  error  x is not defined  no-undef\n', 'src/a.js:3', /no-undef/],
  ])('%s', (output, location, message) => {
    expect(problemsIn(output, 'Lint Error')).toEqual([
      { severity: 'HIGH', type: 'Lint Error', location, message: expect.stringMatching(message) },
    ]);
  });

  it('blocks with errors only', () => {
    expect(problemsIn('a.c:1:2: warning: unused\na.c:1:2: note: here\nsee http://x.org:80 ok', 'x')).toEqual(
      [],
    );
  });
});
