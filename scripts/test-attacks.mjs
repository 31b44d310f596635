// Runs every attack against the bot as it is shipped, in the sandbox, and prints what came of each:
//   node scripts/test-attacks.mjs [gate text patches ...] [-t name]
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** How many attacks of each kind there must be when all of them run. */
const LEAST = { gate: 12, text: 12, patches: 10, state: 8, tokens: 8, webhooks: 5, resources: 5 };
const LEAST_IN_ALL = 60;

const root = fileURLToPath(new URL('..', import.meta.url));
const words = process.argv.slice(2);
const option = words.findIndex((word) => word.startsWith('-'));
const options = option === -1 ? [] : words.slice(option);
const kinds = option === -1 ? words : words.slice(0, option);
const folder = mkdtempSync(join(tmpdir(), 'speckit-attacks-'));
const table = join(folder, 'table.jsonl');
// The action is bundled from the sources, as a release is, beside the files that it is shipped with.
const action = join(folder, 'action');
run([join(root, 'scripts/bundle.mjs'), join(action, 'dist')]);
for (const name of ['action.yml', 'package.json', '.github/workflows/speckit.yml'])
  cpSync(join(root, name), join(action, name));

const status = run(
  [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    join(root, 'node_modules/jest/bin/jest.js'),
    '--config',
    join(root, 'test/attacks/jest.config.js'),
    '--runInBand',
    ...kinds.map((kind) => `test/attacks/${kind}`),
    ...options,
  ],
  { SPECKIT_ATTACKS_TABLE: table, SPECKIT_ATTACKS_ACTION: action },
);
const rows = readRows();
print(rows);
const missing = kinds.length === 0 && options.length === 0 ? missingIn(rows) : [];
for (const line of missing) console.error(line);
rmSync(folder, { recursive: true, force: true });
process.exit(status !== 0 || missing.length > 0 || rows.some((row) => !row.held) ? 1 : 0);

function run(args, env = {}) {
  const done = spawnSync(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  });
  return done.status ?? 1;
}

function readRows() {
  try {
    return readFileSync(table, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  } catch {
    return [];
  }
}

function print(rows) {
  const cell = (text) => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ');
  console.log('\n| # | on | attack | what is tried | expected | proved by | held |');
  console.log('| --- | --- | --- | --- | --- | --- | --- |');
  for (const [index, { kind, name, tried, expected, proof, held }] of rows.entries()) {
    const cells = [index + 1, kind, name, tried, expected, proof, held ? 'yes' : 'NO'];
    console.log(`| ${cells.map(cell).join(' | ')} |`);
  }
  const lost = rows.filter((row) => !row.held);
  console.log(`\n${rows.length} attacks, ${rows.length - lost.length} held, ${lost.length} not`);
}

function missingIn(rows) {
  const few = Object.entries(LEAST).flatMap(([kind, least]) => {
    const count = rows.filter((row) => row.kind === kind).length;
    return count < least ? [`expected at least ${least} attacks on ${kind}, received ${count}`] : [];
  });
  return rows.length < LEAST_IN_ALL
    ? [...few, `expected at least ${LEAST_IN_ALL} attacks, received ${rows.length}`]
    : few;
}
