import { describe, expect, it } from '@jest/globals';
import { failingTests } from '../../../src/jobs/play/failures.js';

const RULE = '='.repeat(70);
const LINE = '-'.repeat(70);

/** What runners print that need not be on this machine; the others are run for real on tiny repositories. */
const OUTPUTS: readonly (readonly [
  runner: string,
  output: string,
  issues: readonly (readonly [string, string?])[],
])[] = [
  [
    'go test',
    '--- FAIL: TestAdd (0.00s)\n    --- FAIL: TestAdd/small (0.00s)\n        calc_test.go:7: got -1\n    --- PASS: TestAdd/big (0.00s)\nFAIL\nFAIL\texample.com/calc\t0.2s\n',
    [['TestAdd/small: got -1', 'calc_test.go:7']],
  ],
  [
    'cargo test',
    "---- tests::adds stdout ----\n\nthread 'tests::adds' (12) panicked at src/lib.rs:11:9:\nassertion `left == right` failed\n  left: -1\n right: 3\nnote: run with RUST_BACKTRACE\n\nfailures:\n    tests::adds\n",
    [['tests::adds: assertion `left == right` failed', 'src/lib.rs:11:9']],
  ],
  [
    'unittest',
    `${RULE}\nERROR: test_adds (test_calc.TestCalc.test_adds)\n${LINE}\nTraceback (most recent call last):\n  File "tests/test_calc.py", line 8, in test_adds\n    add()\n  File "/usr/lib/python3.11/x.py", line 1, in y\nTypeError: missing\n\n${LINE}\nRan 1 test in 0.001s\n\nFAILED (errors=1)\n`,
    [['test_calc.TestCalc.test_adds: TypeError: missing', 'tests/test_calc.py:8']],
  ],
  [
    'Maven',
    '[ERROR] Failures: \n[ERROR]   CalcTest.adds:12 expected: <3> but was: <-1>\n[INFO] \n[ERROR] Tests run: 2, Failures: 1\n',
    [['CalcTest.adds: expected: <3> but was: <-1>', 'CalcTest.java:12']],
  ],
  [
    'Vitest',
    ' FAIL  test/a.test.ts > sums > adds\nAssertionError: expected 2 to be 3\n ❯ test/a.test.ts:3:20\n',
    [['sums > adds: AssertionError: expected 2 to be 3', 'test/a.test.ts:3:20']],
  ],
  [
    'Mocha',
    '  1 passing (3ms)\n  1 failing\n\n  1) sums\n       adds:\n\n      AssertionError: 2 == 3\n      at Context.<anonymous> (test/a.js:3:5)\n',
    [['sums adds: AssertionError: 2 == 3', 'test/a.js:3:5']],
  ],
  [
    'RSpec',
    'Failed examples:\n\nrspec ./spec/calc_spec.rb:5 # Calc adds\n',
    [['Calc adds fails', 'spec/calc_spec.rb:5']],
  ],
  [
    'PHPUnit',
    'There was 1 failure:\n\n1) CalcTest::testAdds\nFailed asserting that -1 matches 3.\n\ntests/CalcTest.php:9\n',
    [['CalcTest::testAdds: Failed asserting that -1 matches 3.', 'tests/CalcTest.php:9']],
  ],
  [
    'CTest',
    '50% tests passed\n\nThe following tests FAILED:\n\t  1 - adds (Failed)\n\t  2 - waits (Timeout)\n',
    [['adds: Failed'], ['waits: Timeout']],
  ],
];

describe('failing tests in the output of a runner', () => {
  it.each(OUTPUTS)('%s', (_runner, output, issues) => {
    const found = failingTests(output).map(({ message, location }) => [message.split('\n')[0], location]);
    expect(found).toEqual(issues.map(([message, location]) => [message, location]));
  });

  it('of one runner are found by no reader of another', () => {
    const passing = [
      'ok  \texample.com/calc\t0.2s',
      'test result: ok. 2 passed; 0 failed',
      'Ran 2 tests in 0.1s\n\nOK',
    ];
    expect(passing.flatMap(failingTests)).toEqual([]);
  });
});
