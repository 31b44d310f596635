/** The files of `init`: what is there, what is to be there, the difference, and the writing. */
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CONFIG_FILE } from '../../config/load.js';
import { CONFIG_TEMPLATE } from '../../config/template.js';
import { readWorkflowFile } from '../../hosts/github/workflow-file.js';
import { type Choices, secretsOf } from '../../setup/choices.js';
import { configText, schemaUrl } from '../../setup/config-text.js';
import { ISSUE_FORM, ISSUE_FORM_FILE } from '../../setup/issue-form.js';
import type { RepositoryFacts } from '../../setup/needs.js';
import { isChange, type Outcome, outcomeOf, type PresentFile } from '../../setup/outcome.js';
import { stamp } from '../../setup/stamp.js';
import { actionOf, WORKFLOW_FILE, workflowText } from '../../setup/workflow-text.js';
import { UsageError } from './exit.js';

export interface PlannedFile extends PresentFile {
  readonly path: string;
  readonly outcome: Outcome;
  /** What changes, or would have to, as a unified diff; empty for new and equal files. */
  readonly diff: string;
}

export interface PlanInput {
  readonly facts: RepositoryFacts;
  readonly choices: Choices;
  /** The Actions workflow of this package. */
  readonly shipped: string;
  /** Of this package. */
  readonly version: string;
  readonly overwrite: boolean;
  readonly issueForm: boolean;
}

/** The text of a file, null where there is none. */
export async function readText(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    if (code !== 'EISDIR' && code !== 'ENOTDIR') throw error;
    throw new UsageError(`expected ${path} to be a file or to be free for one; move away what is there`);
  });
}

/** Decides about every file, and writes none. */
export async function planFiles(input: PlanInput): Promise<readonly PlannedFile[]> {
  const { facts, version, overwrite } = input;
  const planned: PlannedFile[] = [];
  for (const { path, text, earlier, lacks } of wantedFiles(input)) {
    const present = await readText(join(facts.root, path));
    const file = {
      present,
      wanted: stamp(text, version),
      earlier,
      lacks: present === null ? [] : lacks(present),
    };
    const outcome = outcomeOf(file, version, overwrite);
    const isShown = present !== null && outcome !== 'unchanged' && outcome !== 'kept';
    planned.push({
      ...file,
      path,
      outcome,
      diff: isShown ? await difference(facts.root, path, file.wanted) : '',
    });
  }
  return planned;
}

interface WantedFile {
  readonly path: string;
  readonly text: string;
  readonly earlier: readonly string[];
  readonly lacks: (present: string) => readonly string[];
}

function wantedFiles({ facts, choices, shipped, issueForm }: PlanInput): WantedFile[] {
  const secrets = secretsOf(choices);
  const action = choices.action ?? actionOf(shipped);
  if (action === null)
    throw new Error(`expected ${WORKFLOW_FILE} of this package to run its action; install it again`);
  const workflow = workflowText(shipped, { action, secrets });
  const config = configText({ choices, foundTest: facts.commands.test, schemaUrl: schemaUrl(action) });
  return [
    {
      path: WORKFLOW_FILE,
      text: workflow,
      earlier: [shipped],
      lacks: (present) => lackingIn(present, workflow, secrets ?? []),
    },
    { path: CONFIG_FILE, text: config, earlier: [CONFIG_TEMPLATE], lacks: () => [] },
    ...(issueForm ? [{ path: ISSUE_FORM_FILE, text: ISSUE_FORM, earlier: [], lacks: () => [] }] : []),
  ];
}

/** Own runners, limits and additions are welcome; what the bot cannot do without is named. */
function lackingIn(present: string, workflow: string, secrets: readonly string[]): readonly string[] {
  const read = readWorkflowFile(present, workflow);
  if (read === null) return ['everything: it is no Actions workflow'];
  const isPassed = secrets.length === 0 || secrets.some((name) => read.agent_environment[name] !== undefined);
  return [
    ...read.lacks,
    ...read.missing_scopes.map((scope) => `permission ${scope}`),
    ...read.agent_writes.map((scope) => `a job \`agent\` without write access (${scope})`),
    ...(isPassed ? [] : [`${secrets.join(' or ')} in \`env\` of the job \`agent\``]),
  ];
}

/** git's own, so that it reads as everywhere else. */
function difference(root: string, path: string, wanted: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const args = ['diff', '--no-index', '--no-color', '--no-ext-diff', '--ignore-cr-at-eol', '--', path, '-'];
    const child = execFile('git', args, { cwd: root, maxBuffer: 16_000_000 }, (error, stdout) => {
      // 1 says that they differ.
      if (error !== null && error.code !== 1)
        reject(new Error('expected git on the PATH to show differences', { cause: error }));
      else resolve(stdout.replace(/^[\s\S]*?^(?=@@ )/m, `--- a/${path}\n+++ b/${path}\n`));
    });
    child.stdin?.end(wanted);
  });
}

/** Writes what is to change. A file that has become another one meanwhile is left alone, with an error. */
export async function writeFiles(root: string, planned: readonly PlannedFile[]): Promise<void> {
  for (const { path, present, wanted, outcome } of planned) {
    if (!isChange(outcome)) continue;
    const place = join(root, path);
    if ((await readText(place)) !== present)
      throw new Error(`${path} has changed meanwhile; it was left alone. Run this again`);
    await mkdir(dirname(place), { recursive: true });
    // `wx` never overwrites a file that has appeared meanwhile.
    await writeFile(place, wanted, { flag: present === null ? 'wx' : 'w' });
  }
}
