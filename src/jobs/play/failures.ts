/** Finds the failing tests in what a test command printed. */
import type { IssueToFix } from '../../domain/contract.js';
import { type FailingTest, type Reader, readablePart } from './failing-test.js';
import * as readers from './failure-readers.js';
import { parseJUnit } from './junit.js';

const MAX_FAILURES = 40;

/** A test that is expected to fail, or was not run. */
const EXCUSED = /(?<!\\)# (TODO|SKIP)\b/i;

/** In this order: what reports most precisely comes first. Perl's runner prints TAP and more. */
const READERS: readonly Reader[] = [
  readers.perl,
  tap,
  nodeSpec,
  jest,
  readers.vitest,
  readers.mocha,
  readers.pytest,
  readers.unittest,
  readers.goTest,
  readers.cargo,
  readers.maven,
  readers.tcltest,
  readers.ctest,
  readers.rspec,
  readers.phpunit,
  junit,
];

/** One blocking issue per failing test that is recognised; none when the output is of an unknown form. */
export function failingTests(output: string): readonly IssueToFix[] {
  const plain = readablePart(output);
  return issuesOfTests(READERS.map((reader) => reader(plain)).find((tests) => tests.length > 0) ?? []);
}

/** Failing tests as blocking issues, each once. */
export function issuesOfTests(tests: readonly FailingTest[]): readonly IssueToFix[] {
  const unique = new Map(tests.map((test) => [`${test.location ?? ''} ${test.name}`, test]));
  return [...unique.values()].slice(0, MAX_FAILURES).map(({ name, message, location }) => ({
    severity: 'HIGH',
    type: 'Test Failure',
    message: message === undefined ? `${name} fails` : `${name}: ${message}`,
    ...(location === undefined ? {} : { location }),
    recommendation: 'Mend the code, or the test where the specification says otherwise.',
  }));
}

/** `not ok 1 - name`, then a YAML block. A suite fails because its parts do, so it is left out. */
function tap(output: string): readonly FailingTest[] {
  const heads = [...output.matchAll(/^([ \t]*)not ok \d+(?: - (.*))?$/gm)];
  return heads.flatMap((head) => {
    const name = (head[2] ?? 'unnamed test').trim();
    if (EXCUSED.test(name)) return [];
    const after = output.slice(head.index + head[0].length, head.index + head[0].length + 6_000);
    const block = /^\s*\n[ \t]*---\n([\s\S]*?)\n[ \t]*\.\.\.(?:\n|$)/.exec(after)?.[1] ?? '';
    if (/failureType: '?subtestsFailed/.test(block)) return [];
    return [{ name, message: yamlText(block, 'error'), location: place(yamlText(block, 'location')) }];
  });
}

/** A scalar, quoted or as a block (`|-`), of the small YAML that TAP producers write. */
function yamlText(block: string, key: string): string | undefined {
  const found = new RegExp(`^([ \\t]*)${key}:[ \\t]*(.*)$`, 'm').exec(block);
  if (found === null) return undefined;
  const [head, indent = '', rest = ''] = found;
  if (!/^[|>]/.test(rest)) return rest.replace(/^(['"])(.*)\1$/, '$2') || undefined;
  const lines: string[] = [];
  for (const line of block.slice(found.index + head.length + 1).split('\n')) {
    if (line.trim() !== '' && !line.startsWith(`${indent} `)) break;
    lines.push(line.trim());
  }
  return lines.join('\n').trim().slice(0, 1_500) || undefined;
}

/** The part after `failing tests:` of node's spec reporter: `test at file:line:column`, `✖ name (1 ms)`, the error. */
function nodeSpec(output: string): readonly FailingTest[] {
  const [, failing] = output.split(/^✖ failing tests:\s*$/m);
  if (failing === undefined) return [];
  return failing.split(/^(?=test at )/m).flatMap((entry) => {
    const head = /^test at (\S+)\n✖ (.+?)(?: \([\d.]+m?s\))?\n([\s\S]*)$/.exec(entry);
    if (head === null || EXCUSED.test(head[2] ?? '')) return [];
    const message = (head[3] ?? '')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('at '))
      .join('\n');
    return [{ name: head[2] ?? '', message: message.slice(0, 1_500) || undefined, location: place(head[1]) }];
  });
}

function jest(output: string): readonly FailingTest[] {
  return [
    ...output.matchAll(
      /^ {2}● (.+)\n\n([\s\S]{0,6000}?)(?=\n {2}● |\n(?:FAIL|PASS|Test Suites:)|$(?![\s\S]))/gm,
    ),
  ].map((found) => ({
    name: found[1] ?? '',
    message: (found[2] ?? '').trim().slice(0, 1_500) || undefined,
    location: /\(([^()\s]+:\d+:\d+)\)/.exec(found[2] ?? '')?.[1],
  }));
}

function junit(output: string): readonly FailingTest[] {
  return parseJUnit(output)
    .filter(({ outcome }) => outcome === 'failed' || outcome === 'error')
    .map(({ name, message, file, className }) => ({
      name,
      message: message ?? undefined,
      location: file ?? className ?? undefined,
    }));
}

/** Paths of the runner say nothing to a reader; the part from the repository's folder on does. */
function place(location: string | undefined): string | undefined {
  return location?.replace(/^file:\/\//, '');
}
