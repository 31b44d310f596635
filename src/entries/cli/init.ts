import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { CONFIG_FILE, parseConfig } from '../../config/load.js';
import { needsOf } from '../../setup/needs.js';
import { isChange } from '../../setup/outcome.js';
import { actionOf, WORKFLOW_FILE } from '../../setup/workflow-text.js';
import { EXIT, type SetExitCode, UsageError } from './exit.js';
import { type ChoiceOptions, choose } from './init-choices.js';
import { readRepositoryFacts } from './init-facts.js';
import { planFiles, readText, writeFiles } from './init-files.js';
import { factsText, filesText, type InitReport, needsText, toJson } from './init-text.js';
import { type CliIo, printJson } from './io.js';
import { packageRoot } from './package-root.js';

interface InitOptions extends ChoiceOptions {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly overwrite?: boolean;
  readonly issueForm: boolean;
}

const NOTE = `
Without a terminal nobody is asked. Exit code 1: a file or the configuration needs a person.`;

/** `speckit init`: writes the Actions workflow, the configuration and an issue form into the current repository. */
export function addInit(program: Command, io: CliIo, setExitCode: SetExitCode): void {
  program
    .command('init')
    .description(
      'write the Actions workflow, the configuration and an issue form into the current repository',
    )
    .option('-y, --yes', 'ask nothing: take what the repository makes likely')
    .option('--dry-run', 'only say what would be written')
    .option('--json', 'ask nothing, and print the result as JSON')
    .option('--backend <name>', 'the program that plays the agents')
    .option('--model <provider/name>', 'the model, for the backend opencode')
    .option('--run <command>', 'the program, for the backend command')
    .option('--test <command>', 'the command that tests the repository, instead of the one found')
    .option('--action <owner/speckit-orchestrator@ref>', 'the action of the workflow, for a copy of your own')
    .option('--overwrite', 'replace an Actions workflow that somebody has changed and that lacks something')
    .option('--no-issue-form', 'write no issue form')
    .addHelpText('after', NOTE)
    .action(async (options: InitOptions) => {
      const report = await run(options, io);
      if (options.json === true) printJson(io, toJson(report, options.dryRun === true));
      if (needsPerson(report)) setExitCode(EXIT.problems);
    });
}

async function run(options: InitOptions, io: CliIo): Promise<InitReport> {
  const root = repositoryRoot(io.cwd);
  const isQuiet = options.json === true;
  const ask = options.yes === true || isQuiet || options.dryRun === true ? undefined : io.ask;
  const say = (text: string) => (isQuiet ? undefined : io.stdout(text));
  const facts = await readRepositoryFacts(root);
  const present = await readText(join(root, CONFIG_FILE));
  const parsed = present === null ? null : parseConfig(present);
  const workflow = await readText(join(root, WORKFLOW_FILE));
  const earlier = { config: parsed?.config ?? null, action: workflow === null ? null : actionOf(workflow) };
  // A person sees what was found before they answer; for others one look at all of it is enough.
  if (ask !== undefined) say(`${factsText(facts, null)}\n`);
  const choices = await choose(facts, options, earlier, ask);
  const planned = await planFiles({
    facts,
    choices,
    shipped: await readFile(join(packageRoot(), WORKFLOW_FILE), 'utf8'),
    version: await packageVersion(),
    overwrite: options.overwrite === true,
    issueForm: options.issueForm,
  });
  if (ask === undefined) say(`${factsText(facts, choices)}\n`);

  const isShown = ask !== undefined && planned.some(({ outcome }) => isChange(outcome));
  if (isShown) say(filesText(planned, false));
  const isWritten = options.dryRun !== true && (!isShown || (await agrees(ask)));
  if (isWritten) await writeFiles(root, planned);
  const changed = planned.filter(({ outcome }) => isChange(outcome)).map(({ path }) => path);
  const isReplaced = isWritten && changed.includes(CONFIG_FILE);
  const report: InitReport = {
    facts,
    choices,
    planned,
    needs: needsOf(facts, choices, changed),
    problems: isReplaced ? [] : (parsed?.problems ?? []),
    isWritten,
  };
  // Who has just read the differences need not read them again.
  say(filesText(isShown ? planned.map((file) => ({ ...file, diff: '' })) : planned, isWritten));
  say(needsText(report));
  return report;
}

async function agrees(ask: (question: string) => Promise<string | null>): Promise<boolean> {
  const answer = await ask('Write this? [Y/n] ');
  return answer !== null && /^\s*(?:y(?:es)?)?\s*$/i.test(answer);
}

function needsPerson({ planned, problems }: InitReport): boolean {
  return problems.length > 0 || planned.some(({ outcome }) => outcome === 'edited' || outcome === 'newer');
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

async function packageVersion(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(join(packageRoot(), 'package.json'), 'utf8'));
  return (manifest as { readonly version: string }).version;
}
