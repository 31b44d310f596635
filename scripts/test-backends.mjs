// Installs the real coding agents and runs them against a scripted model on loopback:
//   node scripts/test-backends.mjs claude-code codex     (all of them when none is named)
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

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
const folder = mkdtempSync(join(tmpdir(), 'speckit-test-backends-'));
const table = join(folder, 'table.jsonl');
const { status } = spawnSync(
  process.execPath,
  [
    '--experimental-vm-modules',
    '--no-warnings',
    join(root, 'node_modules/jest/bin/jest.js'),
    'test/backends/real',
    '--verbose',
    ...options,
  ],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, SPECKIT_TEST_BACKENDS: names.join(' '), SPECKIT_TEST_BACKENDS_TABLE: table },
  },
);
printTable();
rmSync(folder, { recursive: true, force: true });
process.exit(status ?? 1);

function printTable() {
  let rows = [];
  try {
    rows = readFileSync(table, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  } catch {
    console.error('No program has run.');
    return;
  }
  const situations = [...new Set(rows.map(([, situation]) => situation))];
  const results = new Map(rows.map(([name, situation, result]) => [`${name}\n${situation}`, result]));
  const lines = [
    ['situation', ...names],
    ['---', ...names.map(() => '---')],
    ...situations.map((situation) => [
      situation,
      ...names.map((name) => results.get(`${name}\n${situation}`) ?? ''),
    ]),
  ];
  console.log(`\n${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}`);
}
