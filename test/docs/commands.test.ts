import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { main } from '../../src/entries/cli/main.js';
import { createProgram } from '../../src/entries/cli/program.js';
import { commandsPage } from './commands-page.js';

const ROOT = join(import.meta.dirname, '../..');
const PAGE = join(ROOT, 'docs/commands.md');
const git = (cwd: string, ...args: string[]) => promisify(execFile)('git', args, { cwd });

it('docs/commands.md is what grammar and program say (UPDATE_README=1 writes it)', async () => {
  const io = { cwd: ROOT, stdout: () => undefined, stderr: () => undefined, stdin: async () => '' };
  const page = commandsPage(createProgram(io, () => undefined));
  if (process.env.UPDATE_README === '1') await writeFile(PAGE, page);
  expect(await readFile(PAGE, 'utf8')).toBe(page);
});

/** These need no network, no agent and no workflow, and end by themselves. */
const OFFLINE = /^(?:parse|classify|graph|dry-run|doctor|completion|init --dry-run|[\w-]+ --help)\b/;

const TASKS = `# Tasks: Payments

## Phase 1: Setup

- [ ] T001 Create the project in src/index.ts

## Phase 2: User Story 1

- [ ] T002 [P] [US1] Pay in src/pay.ts (depends on T001)
- [x] T003 [P] [US1] Refund in src/refund.ts (depends on T001)
`;

/** Each line of a shell block that calls the program, without its comment. */
async function documented(): Promise<string[]> {
  const pages = (await readdir(join(ROOT, 'docs'), { recursive: true })).map((name) => `docs/${name}`);
  const texts = ['README.md', 'CONTRIBUTING.md', ...pages]
    .filter((page) => page.endsWith('.md'))
    .map((page) => readFile(join(ROOT, page), 'utf8'));
  const blocks = (await Promise.all(texts)).flatMap((text) => [...text.matchAll(/```sh\n([\s\S]*?)```/g)]);
  const lines = blocks.flatMap(([, block = '']) => block.split('\n'));
  return [...new Set(lines.flatMap((line) => /^npx speckit (.+?)(?:\s+#.*)?$/.exec(line)?.[1] ?? []))];
}

describe('the commands in the documentation', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'speckit-docs-'));
    const shop = join(folder, 'shop');
    await cp(join(ROOT, 'sandbox/sample'), shop, { recursive: true });
    for (const feature of ['001-payments', '003-payments']) {
      await mkdir(join(shop, 'specs', feature), { recursive: true });
      await writeFile(join(shop, 'specs', feature, 'tasks.md'), TASKS);
    }
    await git(shop, 'init', '--quiet', '--initial-branch=main');
    await git(shop, 'add', '--all');
    await git(shop, '-c', 'user.name=Ada', '-c', 'user.email=a@example.test', 'commit', '--quiet', '-m', 'x');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('run, where they can be run offline', async () => {
    const typed = (await documented()).filter((line) => OFFLINE.test(line));
    expect(typed.length).toBeGreaterThan(12);
    for (const line of typed) {
      const out: string[] = [];
      const err: string[] = [];
      const words = [...line.replace(/\s[<>]\s.*$/, '').matchAll(/"([^"]*)"|(\S+)/g)];
      const code = await main(
        words.map(([, quoted, bare]) => quoted ?? bare ?? ''),
        {
          cwd: join(folder, 'shop'),
          stdout: (text) => out.push(text),
          stderr: (text) => err.push(text),
          stdin: async () => '/proceed',
        },
      );
      expect({ line, code, err: err.join('') }).toEqual({ line, code: 0, err: '' });
      expect(out.join('').length).toBeGreaterThan(10);
      if (line.includes('--json')) expect(() => JSON.parse(out.join('')) as unknown).not.toThrow();
    }
  }, 60_000);
});
