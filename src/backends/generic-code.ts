/** Code and tests of the built-in recording. */

export interface GenericFeature {
  readonly id: string;
  /** `specs/<id>` */
  readonly dir: string;
  readonly title: string;
  readonly request: string;
  /** Of modules that node reads as ESM in this repository. */
  readonly extension: 'js' | 'mjs';
  /** True when the repository's tests are, or may be, run by `node --test`. */
  readonly nodeTest: boolean;
}

export interface Layout {
  readonly outline: string;
  readonly describe: string;
  readonly coverage: string;
  readonly index: string;
  readonly describeTest: string;
  readonly coverageTest: string;
  readonly indexTest: string;
  readonly e2eTest: string;
}

export const REQUIREMENTS = [
  { id: 'FR-001', text: 'The request is kept as data that a program can read.' },
  { id: 'FR-002', text: 'The outline can be shown as text.' },
  { id: 'FR-003', text: 'Requirements that nothing covers yet can be listed.' },
] as const;

/** Where everything goes. All names hold the feature's id, so that nothing that exists is overwritten. */
export function layoutOf({ id, extension, nodeTest }: GenericFeature): Layout {
  const home = `src/features/${id}`;
  // A name that no test runner looks for, where another runner than node's would stumble over the file.
  const test = (name: string) =>
    nodeTest ? `test/${id}-${name}.test.${extension}` : `${home}/checks/${name}.check.${extension}`;
  return {
    outline: `${home}/outline.${extension}`,
    describe: `${home}/describe.${extension}`,
    coverage: `${home}/coverage.${extension}`,
    index: `${home}/index.${extension}`,
    describeTest: test('describe'),
    coverageTest: test('coverage'),
    indexTest: test('index'),
    e2eTest: nodeTest ? `test/e2e/${id}.test.${extension}` : `test/e2e/${id}.check.${extension}`,
  };
}

/** The files of one task, or of the whole feature. A task that tasks.md does not have adds nothing. */
export function codeOf(feature: GenericFeature, task: string | null): Readonly<Record<string, string>> {
  const at = layoutOf(feature);
  const extension = feature.extension;
  const source = (test: string, name: string) =>
    `${'../'.repeat(test.split('/').length - 1)}src/features/${feature.id}/${name}.${extension}`;
  const byTask: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    T001: { [at.outline]: outline(feature) },
    T002: { [at.describe]: DESCRIBE, [at.describeTest]: describeTest(source(at.describeTest, 'describe')) },
    T003: { [at.coverage]: COVERAGE, [at.coverageTest]: coverageTest(source(at.coverageTest, 'coverage')) },
    T004: { [at.index]: index(extension), [at.indexTest]: indexTest(source(at.indexTest, 'index')) },
  };
  return task === null ? Object.assign({}, ...Object.values(byTask)) : (byTask[task] ?? {});
}

/** A test that runs the module in a process of its own. */
export function e2eTestOf(feature: GenericFeature): Readonly<Record<string, string>> {
  const at = layoutOf(feature);
  const text = `import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const module = new URL('../../${at.index}', import.meta.url);

test('a program can print the outline', () => {
  const script = \`import(\${JSON.stringify(module.href)}).then(({ report }) => console.log(report([])))\`;
  const output = execFileSync(process.execPath, ['-e', script], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    encoding: 'utf8',
  });
  assert.match(output, /FR-001/);
  assert.match(output, /3 of 3 requirements are open/);
});
`;
  return { [at.e2eTest]: text };
}

function outline({ title }: GenericFeature): string {
  const data = { title, requirements: REQUIREMENTS };
  return `/** What was asked for. */\nexport const outline = ${JSON.stringify(data, null, 2)};\n`;
}

const DESCRIBE = `/** Shows an outline as text, one line per requirement. */
export function describeOutline({ title, requirements }) {
  return [title, ...requirements.map(({ id, text }) => \`\${id}: \${text}\`)].join('\\n');
}
`;

const COVERAGE = `/** Ids of the requirements that are not among the covered ones, in the order of the outline. */
export function openRequirements({ requirements }, coveredIds) {
  const covered = new Set(coveredIds);
  return requirements.map(({ id }) => id).filter((id) => !covered.has(id));
}
`;

function index(extension: string): string {
  return `import { openRequirements } from './coverage.${extension}';
import { describeOutline } from './describe.${extension}';
import { outline } from './outline.${extension}';

/** The outline, and how much of it is still open. */
export function report(coveredIds) {
  const open = openRequirements(outline, coveredIds);
  return \`\${describeOutline(outline)}\\n\${open.length} of \${outline.requirements.length} requirements are open\`;
}
`;
}

const TEST_HEAD = `import assert from 'node:assert/strict';\nimport { test } from 'node:test';\n`;

function describeTest(path: string): string {
  return `${TEST_HEAD}import { describeOutline } from '${path}';

test('an outline is shown line by line', () => {
  const outline = { title: 'Title', requirements: [{ id: 'FR-001', text: 'First.' }] };
  assert.equal(describeOutline(outline), 'Title\\nFR-001: First.');
});
`;
}

function coverageTest(path: string): string {
  return `${TEST_HEAD}import { openRequirements } from '${path}';

const outline = { requirements: [{ id: 'FR-001' }, { id: 'FR-002' }] };

test('covered requirements are not open', () => {
  assert.deepEqual(openRequirements(outline, ['FR-001']), ['FR-002']);
});

test('an unknown id covers nothing', () => {
  assert.deepEqual(openRequirements(outline, ['FR-999']), ['FR-001', 'FR-002']);
});
`;
}

function indexTest(path: string): string {
  return `${TEST_HEAD}import { report } from '${path}';

test('the report ends with the number of open requirements', () => {
  assert.match(report(['FR-001']), /2 of 3 requirements are open$/);
});
`;
}
