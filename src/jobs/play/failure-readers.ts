/** Failing tests in the output of runners beyond JavaScript's: each reader finds nothing in another runner's output. */
import { type FailingTest, type Reader, shortened } from './failing-test.js';

/** `FAILED tests/test_a.py::test_adds - message`, of pytest's short summary; the place is in the section above it. */
export const pytest: Reader = (output) => {
  return [...output.matchAll(/^(?:FAILED|ERROR) ([^\s:(]+(?:::\S+)?)(?: - (.*))?$/gm)].map((found) => {
    const [path = '', ...names] = (found[1] ?? '').split('::');
    const section = names.length === 0 ? '' : (sectionOf(output, names.join('.')) ?? '');
    const line = new RegExp(`^${escaped(path)}:(\\d+): `, 'm').exec(section)?.[1];
    return {
      name: found[1] ?? '',
      message: found[2],
      location: line === undefined ? path : `${path}:${line}`,
    };
  });
};

/** The part of pytest's output below `____ name ____`. */
function sectionOf(output: string, name: string): string | null {
  const head = new RegExp(`^_{3,} ${escaped(name)} _{3,}$`, 'm').exec(output);
  if (head === null) return null;
  const rest = output.slice(head.index + head[0].length);
  return rest.split(/^(?:_{3,} .+ _{3,}|={3,}.*)$/m, 1)[0] ?? '';
}

/** `FAIL: test_adds (test_calc.TestCalc.test_adds)`, a traceback, `AssertionError: 2 != 3`. */
export const unittest: Reader = (output) => {
  const heads =
    /^={30,}\n(?:FAIL|ERROR): (\S+)(?: \(([^)]*)\))?.*\n(?:.*\n)??-{30,}\n([\s\S]{0,6000}?)(?=^(?:={30,}|-{30,})$|$(?![\s\S]))/gm;
  return [...output.matchAll(heads)].map((found) => {
    const trace = found[3] ?? '';
    const places = [...trace.matchAll(/^ {2}File "([^"]+)", line (\d+)/gm)];
    // The innermost frame of the repository's own: paths of the runner and of its library are absolute.
    const own = places.findLast(([, path = '']) => !path.startsWith('/')) ?? places.at(-1);
    const message = trace
      .trim()
      .split('\n')
      .findLast((line) => /^[\w.]+(?:Error|Exception|Failure)\b|^\w+: /.test(line));
    return {
      name: nameOfUnittest(found[1] ?? '', found[2]),
      message: shortened(message),
      location: own === undefined ? undefined : `${own[1]}:${own[2]}`,
    };
  });
};

function nameOfUnittest(method: string, place: string | undefined): string {
  if (place === undefined) return method;
  return place.endsWith(`.${method}`) ? place : `${place}.${method}`;
}

/** `--- FAIL: TestAdds (0.00s)` and, below or above it, `    calc_test.go:9: message`. */
export const goTest: Reader = (output) => {
  const lines = output.split('\n');
  const found = lines.flatMap((line, i): FailingTest[] => {
    const name = /^\s*--- FAIL: (\S+) \([\d.]+s\)$/.exec(line)?.[1];
    if (name === undefined) return [];
    const said = lines.slice(i + 1, i + 40).findIndex((each) => /^\s*--- |^(?:FAIL|ok|PASS)\b/.test(each));
    const below = lines.slice(i + 1, said < 0 ? i + 40 : i + 1 + said).join('\n');
    const place = /^[ \t]+([\w./-]+\.go:\d+): ?([\s\S]*)/m.exec(below);
    return [{ name, message: shortened(place?.[2]), location: place?.[1] }];
  });
  // A test fails with its subtests.
  return found.filter(({ name }) => !found.some((other) => other.name.startsWith(`${name}/`)));
};

/** `---- tests::adds stdout ----`, then `thread 'tests::adds' panicked at src/lib.rs:9:5:` and the message. */
export const cargo: Reader = (output) =>
  [
    ...output.matchAll(
      /^---- (\S+)(?: - .*)? stdout ----\n([\s\S]{0,6000}?)(?=^---- \S+.* stdout ----$|^failures:$|$(?![\s\S]))/gm,
    ),
  ].map((found) => {
    const panic =
      /panicked at (?:'[^\n]*', )?([^\s:]+:\d+(?::\d+)?):?\n?([\s\S]{0,6000}?)(?=\nnote: |$(?![\s\S]))/.exec(
        found[2] ?? '',
      );
    return {
      name: found[1] ?? '',
      message: shortened(panic?.[2] ?? found[2]),
      location: panic?.[1],
    };
  });

/** `[ERROR]   CalcTest.adds:12 expected: <3> but was: <4>`, of Maven's summary. */
export const maven: Reader = (output) => {
  const [, summary] = output.split(/^\[ERROR\] (?:Failures|Errors):[ \t]*$/m);
  if (summary === undefined) return [];
  const text = output.slice(output.length - summary.length);
  return [...text.matchAll(/^\[ERROR\] {3,}([\w$.]+)\.([\w$]+):(?:\S*->)*(\d+) ?(.*)$/gm)].map((found) => ({
    name: `${found[1]}.${found[2]}`,
    message: shortened(found[4]),
    location: `${found[1]?.split(/[.$]/).at(-1)}.java:${found[3]}`,
  }));
};

/** `#   Failed test 'adds'`, `#   at t/calc.t line 7.`, then what was got. */
export const perl: Reader = (output) =>
  [
    ...output.matchAll(
      /^#[ \t]+Failed test(?: '(.*)')?[ \t]*\n?#?[ \t]*(?:in|at) (\S+)(?: at)? line (\d+)\.?\n((?:#[ \t].*\n?){0,40})/gm,
    ),
  ].map((found) => ({
    name: found[1] ?? `test on line ${found[3]}`,
    message: shortened(
      (found[4] ?? '')
        .split('\n')
        .map((line) => line.replace(/^#\s*/, ''))
        .filter((line) => line !== '' && !line.startsWith('Looks like you'))
        .join('\n'),
    ),
    location: `${found[2]}:${found[3]}`,
  }));

/** `==== adds-1.1 adds numbers FAILED`, the contents, `---- Result was:`. */
export const tcltest: Reader = (output) =>
  [...output.matchAll(/^==== (\S+) (.*?)\s*FAILED$([\s\S]{0,6000}?)^==== \1 FAILED$/gm)].map((found) => ({
    name: `${found[1]} ${found[2]}`.trim(),
    message: shortened(/^---- (?:Result was|Test generated error)[\s\S]*/m.exec(found[3] ?? '')?.[0]),
    location: new RegExp(`^(\\S+\\.(?:test|tcl):\\d+)[^\\n]*${escaped(found[1] ?? '')}`, 'm').exec(
      output,
    )?.[1],
  }));

/** `The following tests FAILED:`, `  1 - name (Failed)`, of CTest. */
export const ctest: Reader = (output) => {
  const [, list] = output.split(/^The following tests FAILED:[ \t]*$/m);
  return [...(list ?? '').matchAll(/^[ \t]+\d+ - (\S+) \(([^)]+)\)/gm)].map((found) => ({
    name: found[1] ?? '',
    message: found[2],
  }));
};

/** `rspec ./spec/calc_spec.rb:5 # Calc adds`, of RSpec's list. */
export const rspec: Reader = (output) =>
  [...output.matchAll(/^rspec (?:\.\/)?(\S+:\d+) # (.+)$/gm)].map((found) => ({
    name: found[2] ?? '',
    location: found[1],
  }));

/** `1) CalcTest::testAdds`, the message, `/path/CalcTest.php:9`, of PHPUnit. */
export const phpunit: Reader = (output) =>
  [...output.matchAll(/^\d+\) (\w[\w\\]*::\w+.*)\n([\s\S]{0,6000}?)\n\n(\S+\.php:\d+)$/gm)].map((found) => ({
    name: found[1] ?? '',
    message: shortened(found[2]),
    location: found[3],
  }));

/** ` FAIL  test/a.test.ts > sums > adds`, the message, ` ❯ test/a.test.ts:3:5`, of Vitest. */
export const vitest: Reader = (output) =>
  [
    ...output.matchAll(
      /^[ \t]*FAIL {2}(\S+) > (.+)\n([\s\S]{0,6000}?)(?=^[ \t]*FAIL {2}|^⎯{3,}|$(?![\s\S]))/gm,
    ),
  ].map((found) => ({
    name: found[2] ?? '',
    message: shortened((found[3] ?? '').split(/^[ \t]*❯ /m, 1)[0]),
    location: /^[ \t]*❯ (?:\S+ )?(\S+:\d+:\d+)/m.exec(found[3] ?? '')?.[1] ?? found[1],
  }));

/** `  1) sums adds:`, the error, `at Context.<anonymous> (test/a.js:3:5)`, of Mocha. */
export const mocha: Reader = (output) => {
  const [, failing] = output.split(/^[ \t]+\d+ failing[ \t]*$/m);
  return [
    ...(failing ?? '').matchAll(
      /^ {2}\d+\) (.+(?:\n {7,}.+)*):\n\n?([\s\S]{0,6000}?)(?=^ {2}\d+\) |$(?![\s\S]))/gm,
    ),
  ].map((found) => ({
    name: (found[1] ?? '').replace(/\s+/g, ' '),
    message: shortened((found[2] ?? '').split(/^[ \t]+at /m, 1)[0]),
    location: /\(([^()\s]+:\d+:\d+)\)/.exec(found[2] ?? '')?.[1],
  }));
};

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
