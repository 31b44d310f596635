import { describe, expect, it } from '@jest/globals';
import { failingTests } from '../../../src/jobs/play/failures.js';

const found = (output: string) =>
  failingTests(output).map(({ message, location }) => [message.split('\n')[0], location]);

describe('failing tests in the output of a test command', () => {
  it('are found in TAP, without suites that fail because of their parts', () => {
    expect(
      found(`TAP version 13
# Subtest: suite
    # Subtest: inner
    not ok 1 - inner
      ---
      duration_ms: 1.2
      location: '/repo/test/a.test.js:4:3'
      failureType: 'testCodeFailure'
      error: |-
        Expected values to be strictly equal:

        2 !== 3

      code: 'ERR_ASSERTION'
      ...
    1..1
not ok 1 - suite
  ---
  failureType: 'subtestsFailed'
  error: '1 subtest failed'
  ...
ok 2 - fine
not ok 3 - known # TODO later
1..3
`),
    ).toEqual([['inner: Expected values to be strictly equal:', '/repo/test/a.test.js:4:3']]);
  });

  it("are found in node's spec output", () => {
    expect(
      found(`✔ fine (0.5ms)
✖ adds (1.1ms)
ℹ tests 2
ℹ fail 1

✖ failing tests:

test at test/a.test.js:3:1
✖ adds (1.1ms)
  AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:

  2 !== 3

      at TestContext.<anonymous> (file:///x/test/a.test.js:3:25)
`),
    ).toEqual([
      ['adds: AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:', 'test/a.test.js:3:1'],
    ]);
  });

  it('are found in the output of Jest', () => {
    expect(
      found(`FAIL test/a.test.ts
  ● sums › adds

    expect(received).toBe(expected)

      at Object.<anonymous> (test/a.test.ts:3:20)

Test Suites: 1 failed
`),
    ).toEqual([['sums › adds: expect(received).toBe(expected)', 'test/a.test.ts:3:20']]);
  });

  it('are found in the output of pytest', () => {
    expect(
      found('=== short test summary info ===\nFAILED tests/test_a.py::test_adds - assert 2 == 3\n1 failed\n'),
    ).toEqual([['tests/test_a.py::test_adds: assert 2 == 3', 'tests/test_a.py']]);
  });

  it('are found in JUnit', () => {
    expect(
      found(`<testsuites><testsuite name="s"><testcase name="ok" file="a.js"/>
<testcase name="adds &lt;1&gt;" file="a.js"><failure message="2 &amp; 3">x</failure></testcase></testsuite></testsuites>`),
    ).toEqual([['adds <1>: 2 & 3', 'a.js']]);
  });

  it('are not guessed at, coloured or not', () => {
    expect(found('something went wrong')).toEqual([]);
    expect(found('\u001b[31mFAILED tests/test_a.py::test_adds\u001b[0m\n')).toEqual([
      ['tests/test_a.py::test_adds fails', 'tests/test_a.py'],
    ]);
  });
});
