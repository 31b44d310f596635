// Installs the real coding agents and runs them against a scripted model on loopback:
//   node scripts/test-backends.mjs claude-code codex     (all of them when none is named)
// What they come to has to be what docs/backends.md says; UPDATE_BACKENDS=1 writes it there.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { differences, readTable, renderTable, tableOf, updatePage } from './lib/backends-table.mjs';

const KNOWN = ['claude-code', 'codex', 'gemini', 'copilot', 'opencode'];
const options = process.argv.slice(2).filter((word) => word.startsWith('-'));
const words = process.argv.slice(2).filter((word) => !word.startsWith('-'));
const names = words.length === 0 ? KNOWN : words;
const unknown = names.filter((name) => !KNOWN.includes(name));
if (unknown.length > 0) {
  console.error(`expected names of coding agents (${KNOWN.join(', ')}), received ${unknown.join(', ')}`);
  process.exit(2);
}

const root = fileURLToPath(new URL('..', import.meta.url));
const PAGE = join(root, 'docs/backends.md');
// The command line is tried as people run it, so it has to be that of these sources.
const built = spawnSync(
  process.execPath,
  [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'],
  {
    cwd: root,
    stdio: 'inherit',
  },
);
if (built.status !== 0) {
  console.error('expected the sources to build, received the errors above; mend them first');
  process.exit(1);
}
// Before the tests, which would install it once per file at the same time, and each say that it failed.
const { installProgram } = await import(new URL('../build/src/backends/install.js', import.meta.url).href);
const { PROGRAMS } = await import(new URL('../build/src/backends/programs/index.js', import.meta.url).href);
for (const name of names) {
  const started = Date.now();
  try {
    await installProgram(PROGRAMS[name].package, process.env);
    console.log(
      `${name} ${PROGRAMS[name].package.version} is there (${Math.round((Date.now() - started) / 1000)} s)`,
    );
  } catch (error) {
    console.error(`${name} could not be installed, so that nothing was tested: ${error.message}`);
    console.error('Its package comes from the npm registry: see that it can be reached, and run this again.');
    process.exit(1);
  }
}

const folder = mkdtempSync(join(tmpdir(), 'speckit-test-backends-'));
const file = join(folder, 'table.jsonl');
const { status } = spawnSync(
  process.execPath,
  [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    join(root, 'node_modules/jest/bin/jest.js'),
    'test/backends/real',
    '--verbose',
    ...options,
  ],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, SPECKIT_TEST_BACKENDS: names.join(' '), SPECKIT_TEST_BACKENDS_TABLE: file },
  },
);
const agrees = compare(readRows());
rmSync(folder, { recursive: true, force: true });
process.exit(status === 0 && agrees ? 0 : 1);

function readRows() {
  try {
    return readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  } catch {
    // Nothing was written: no program could be installed, as the tests say.
    return [];
  }
}

/** What people read in the documentation has to be what happens. */
function compare(rows) {
  if (rows.length === 0) {
    console.error('\nNo program has run: see above why it could not be installed or started.');
    return false;
  }
  const seen = tableOf(rows);
  console.log(`\n${renderTable(seen, names)}`);
  if (process.env.UPDATE_BACKENDS === '1' && status === 0 && options.length === 0) {
    writeFileSync(PAGE, updatePage(readFileSync(PAGE, 'utf8'), seen, names, KNOWN));
    return true;
  }
  // With a part of the tests (`-t`), or after a failure, cells are missing that say nothing.
  if (options.length > 0 || status !== 0) return true;
  const wrong = differences(seen, readTable(readFileSync(PAGE, 'utf8')) ?? new Map(), names);
  if (wrong.length === 0) return true;
  console.error(`\nexpected what docs/backends.md says, received:\n${wrong.join('\n')}`);
  console.error(
    "Mend the program's adapter, or run this again with UPDATE_BACKENDS=1 when the page is to change.",
  );
  return false;
}
