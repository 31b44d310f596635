/** What `init` prints. */
import type { ConfigProblem } from '../../config/load.js';
import type { Choices } from '../../setup/choices.js';
import type { Need, RepositoryFacts } from '../../setup/needs.js';
import { isChange, type Outcome } from '../../setup/outcome.js';
import type { PlannedFile } from './init-files.js';

export interface InitReport {
  readonly facts: RepositoryFacts;
  readonly choices: Choices;
  readonly planned: readonly PlannedFile[];
  readonly needs: readonly Need[];
  /** Of a configuration that was there. */
  readonly problems: readonly ConfigProblem[];
  /** False in a dry run, and when somebody has said no. */
  readonly isWritten: boolean;
}

const DONE: Readonly<Record<Outcome, string>> = {
  written: 'written',
  unchanged: 'is there already, unchanged',
  upgraded: 'upgraded: nobody had changed it since an earlier `speckit init`',
  overwritten: 'overwritten, edits included',
  kept: 'is there already, with changes of your own; left as it is',
  edited: 'was changed by somebody and lacks something; left as it is',
  newer: 'was written by a newer version of speckit; left as it is',
};
const PLANNED: Partial<Readonly<Record<Outcome, string>>> = {
  written: 'would be written',
  upgraded: 'would be upgraded: nobody has changed it since an earlier `speckit init`',
  overwritten: 'would be overwritten, edits included',
};

/** What was seen, in lines; with what was chosen, where that is settled already. */
export function factsText(facts: RepositoryFacts, choices: Choices | null): string {
  const { languages, commands, specKit, remote, defaultBranch } = facts;
  const shown = languages.slice(0, 4).map(({ name, files }) => `${name} (${files})`);
  const row = (name: string, value: string) => `  ${name.padEnd(15)} ${value}`;
  return [
    `Repository ${remote === null ? facts.root : `${remote.name} (${remote.host})`}`,
    row('default branch', `${defaultBranch.name}${defaultBranch.isCertain ? '' : ' (presumably)'}`),
    row('languages', shown.length === 0 ? 'none found' : shown.join(', ')),
    row('tests', choices?.test ?? commands.test ?? 'no command found'),
    ...(commands.lint === null ? [] : [row('lint', commands.lint)]),
    ...(commands.e2e === null ? [] : [row('end to end', commands.e2e)]),
    row('Spec Kit', specKitText(specKit)),
    ...(choices === null ? [] : [row('agents', agentsText(facts, choices))]),
    '',
  ].join('\n');
}

function agentsText({ backendHint }: RepositoryFacts, { backend }: Choices): string {
  if (backend === null) return 'claude-code, unless another program is named';
  return backendHint?.backend === backend ? `${backend}, because of ${backendHint.source}` : backend;
}

function specKitText({ templates, constitution }: RepositoryFacts['specKit']): string {
  if (templates) return constitution ? 'its templates and constitution are used' : 'its templates are used';
  return constitution ? 'its constitution is used' : 'not installed; the built-in templates are used';
}

/** What happens, or would happen, to each file, with the differences. */
export function filesText(planned: readonly PlannedFile[], isWritten: boolean): string {
  const lines = planned.flatMap(({ path, outcome, diff, lacks }) => [
    `${path}: ${isWritten ? DONE[outcome] : (PLANNED[outcome] ?? DONE[outcome])}`,
    ...(outcome === 'edited' ? [`  It lacks: ${lacks.join('; ')}`] : []),
    ...(diff === '' ? [] : [advice(outcome), indent(diff)]),
  ]);
  return `${lines.join('\n')}\n`;
}

function advice(outcome: Outcome): string {
  if (isChange(outcome)) return '  The difference:';
  if (outcome === 'newer')
    return '  Update this program (npx speckit-orchestrator@latest init). What this version would write:';
  return '  Take over what is missing, or run this with --overwrite to lose the edits. The difference to this version:';
}

function indent(text: string): string {
  return text.trimEnd().replace(/^(?=.)/gm, '    ');
}

/** What is wrong with the configuration, and what a person still has to do. */
export function needsText({ needs, problems }: Pick<InitReport, 'needs' | 'problems'>): string {
  const steps = needs.flatMap(({ what, where, command }, index) => [
    `${index + 1}. ${what}`,
    `   ${where}`,
    ...(command === null ? [] : [`   $ ${command}`]),
  ]);
  const wrong =
    problems.length === 0 ? [] : ['', 'To mend first:', ...problems.map(({ message }) => `  ${message}`)];
  return [...wrong, '', 'Still needed:', ...steps, ''].join('\n');
}

export function toJson(
  { facts, choices, planned, needs, problems, isWritten }: InitReport,
  dryRun: boolean,
): unknown {
  return {
    dry_run: dryRun,
    written: isWritten,
    repository: {
      name: facts.remote?.name ?? null,
      host: facts.remote?.host ?? null,
      default_branch: facts.defaultBranch.name,
      languages: facts.languages,
      commands: facts.commands,
      spec_kit: facts.specKit,
    },
    choices,
    files: planned.map(({ path, outcome, diff, lacks }) => ({
      path,
      outcome,
      ...(diff === '' ? {} : { diff }),
      ...(outcome === 'edited' ? { lacks } : {}),
    })),
    problems,
    needs,
    next_steps: needs.map(({ what, where }) => `${what}. Where: ${where}`),
  };
}
