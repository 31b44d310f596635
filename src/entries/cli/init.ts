import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { CONFIG_FILE } from '../../config/load.js';
import { CONFIG_TEMPLATE } from '../../config/template.js';
import { EXIT, UsageError } from './exit.js';
import { type CliIo, printJson } from './io.js';
import { packageRoot } from './package-root.js';
import type { SetExitCode } from './program.js';

/** Place of the Actions workflow in a repository, and in this package. */
const WORKFLOW_FILE = '.github/workflows/speckit.yml';

const NEXT_STEPS = [
  'Say in .github/speckit.yml which program plays the agents (backends.default: command with backends.command.run, or recorded to try it out).',
  'Commit these files to the default branch and push: Actions reads comments with the workflow file of that branch.',
  'Only if that program needs a secret: gh secret set <NAME>, name it under backends.command.env, and set it in the `env` of the job `agent` of the Actions workflow.',
  'Let Actions open pull requests: Settings > Actions > General > Workflow permissions > "Allow GitHub Actions to create and approve pull requests".',
  'Comment on an issue: /speckit <what to build>',
] as const;

type Outcome = 'written' | 'unchanged' | 'differs';

interface Planned {
  readonly path: string;
  readonly content: string;
  readonly outcome: Outcome;
}

/** `speckit init`: writes the Actions workflow and a commented configuration into the current repository. */
export function addInit(program: Command, io: CliIo, setExitCode: SetExitCode): void {
  program
    .command('init')
    .description('write the Actions workflow and the configuration into the current repository')
    .option('--dry-run', 'only say what would be written')
    .option('--json', 'print the result as JSON')
    .action(async (options: { dryRun?: boolean; json?: boolean }) => {
      const root = repositoryRoot(io.cwd);
      const planned = await plan(root);
      if (options.dryRun !== true) await write(root, planned);
      if (options.json === true) printJson(io, toJson(planned, options.dryRun === true));
      else io.stdout(toText(planned, options.dryRun === true));
      if (planned.some(({ outcome }) => outcome === 'differs')) setExitCode(EXIT.problems);
    });
}

function repositoryRoot(start: string): string {
  let directory = start;
  while (!existsSync(join(directory, '.git'))) {
    const parent = dirname(directory);
    if (parent === directory)
      throw new UsageError(`${start} is not in a git repository; expected to be run in one`);
    directory = parent;
  }
  return directory;
}

async function plan(root: string): Promise<Planned[]> {
  const workflow = await readFile(join(packageRoot(), WORKFLOW_FILE), 'utf8');
  return Promise.all(
    [
      { path: WORKFLOW_FILE, content: workflow },
      { path: CONFIG_FILE, content: CONFIG_TEMPLATE },
    ].map(async (file) => ({ ...file, outcome: await outcomeOf(join(root, file.path), file.content) })),
  );
}

async function outcomeOf(path: string, content: string): Promise<Outcome> {
  if (!existsSync(path)) return 'written';
  // A checkout may have changed the line ends.
  const present = (await readFile(path, 'utf8')).replaceAll('\r\n', '\n');
  return present === content ? 'unchanged' : 'differs';
}

async function write(root: string, planned: readonly Planned[]): Promise<void> {
  for (const { path, content, outcome } of planned) {
    if (outcome !== 'written') continue;
    await mkdir(dirname(join(root, path)), { recursive: true });
    // `wx` never overwrites a file that has appeared meanwhile.
    await writeFile(join(root, path), content, { flag: 'wx' });
  }
}

function toJson(planned: readonly Planned[], dryRun: boolean): unknown {
  return {
    dry_run: dryRun,
    files: planned.map(({ path, outcome }) => ({ path, outcome })),
    next_steps: NEXT_STEPS,
  };
}

function toText(planned: readonly Planned[], dryRun: boolean): string {
  const said: Readonly<Record<Outcome, string>> = {
    written: dryRun ? 'would be written' : 'written',
    unchanged: 'is there already, unchanged',
    differs:
      'is there already and differs; it was left alone. To get the shipped one, remove it and run this again',
  };
  const files = planned.map(({ path, outcome }) => `${path}: ${said[outcome]}`);
  return [...files, '', 'Next:', ...NEXT_STEPS.map((step, index) => `${index + 1}. ${step}`), ''].join('\n');
}
