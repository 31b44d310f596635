/** Finds what a test run has written for programs: JUnit reports and coverage files. */
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readRegularText } from '../../backends/regular-file.js';
import { type Coverage, readCoverage } from './coverage.js';
import { parseJUnit } from './junit.js';

export interface Reports {
  readonly tests: readonly (ReturnType<typeof parseJUnit>[number] & { readonly report: string })[];
  readonly coverage: readonly Coverage[];
}

const NOT_SEARCHED = new Set([
  'node_modules',
  '.git',
  '.venv',
  'venv',
  'vendor',
  '.gradle',
  '.m2',
  'site-packages',
]);
const DEEPEST = 7;
const MOST_FOLDERS = 2_000;
const MOST_FILES = 200;
const LARGEST = 20_000_000;

const JUNIT =
  /^(?:TEST-.+|junit.*|.*[-_.]junit|test-results?|test-report|results?|xunit|nosetests|report)\.xml$/i;
const COVERAGE =
  /^(?:lcov\.info|coverage-summary\.json|coverage\.(?:json|xml|out)|cover\.out|cobertura(?:-coverage)?\.xml|clover\.xml|jacoco(?:TestReport)?\.xml)$/i;

/** Reads the reports in a working tree that are not older than `since` (milliseconds): others belong to another run. */
export async function readReports(tree: string, since: number): Promise<Reports> {
  const tests: Reports['tests'][number][] = [];
  const coverage: Coverage[] = [];
  for (const path of await reportsIn(tree, since)) {
    const text = (await readRegularText(join(tree, path))) ?? '';
    const covered = COVERAGE.test(nameOf(path)) ? readCoverage(path, text) : null;
    if (covered !== null) coverage.push(covered);
    else tests.push(...parseJUnit(text).map((test) => ({ ...test, report: path })));
  }
  return { tests, coverage };
}

async function reportsIn(tree: string, since: number): Promise<readonly string[]> {
  const found: string[] = [];
  let folders: readonly string[] = [''];
  let searched = 0;
  for (let depth = 0; depth < DEEPEST && folders.length > 0; depth++) {
    const below: string[] = [];
    for (const folder of folders) {
      if (++searched > MOST_FOLDERS || found.length >= MOST_FILES) return found;
      const entries = await readdir(join(tree, folder), { withFileTypes: true }).catch(() => []);
      for (const entry of entries) {
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
        if (entry.isDirectory() && !NOT_SEARCHED.has(entry.name)) below.push(path);
        const isReport = entry.isFile() && (JUNIT.test(entry.name) || COVERAGE.test(entry.name));
        if (isReport && (await isOfThisRun(join(tree, path), since))) found.push(path);
      }
    }
    folders = below;
  }
  return found;
}

async function isOfThisRun(path: string, since: number): Promise<boolean> {
  const facts = await lstat(path).catch(() => null);
  return facts !== null && facts.mtimeMs >= since && facts.size <= LARGEST;
}

function nameOf(path: string): string {
  return path.split('/').at(-1) ?? path;
}
