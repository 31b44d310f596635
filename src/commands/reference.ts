import type { CommandName, WorkflowChoice } from './types.js';

/**
 * Who may give a command: people with the configured permission (write or higher); or, of those, people who may approve
 * (where the configuration excludes the requester).
 */
type Permitted = 'writers' | 'approvers';

/** One form of a command, as help and documentation show it. */
export interface CommandForm {
  readonly syntax: string;
  readonly does: string;
  readonly who: Permitted;
  readonly name: CommandName;
  /** For forms that start a workflow. */
  readonly workflow?: WorkflowChoice;
  /** False for what is understood, but answered with "not available in this version". */
  readonly available: boolean;
  /** Real comments; a test parses each. */
  readonly examples: readonly string[];
}

/** Forms that the grammar understands and nothing follows yet. */
const NOT_YET: ReadonlySet<CommandName | WorkflowChoice> = new Set([
  'spec',
  'plan',
  'e2e',
  'clarify',
  'analyze',
  'implement',
  'review',
  'fix-e2e',
  'issues',
  'answer',
  'confirm',
]);

/** Every form of every command, in the order in which people meet them. */
export const COMMANDS: readonly CommandForm[] = [
  starts('auto', '/speckit <request>', 'analyses the request and says which workflow fits', [
    '/speckit Add user authentication with OAuth2',
    '/speckit auto: Add user authentication with OAuth2',
  ]),
  starts('simple', '/speckit simple: <request>', 'specify, your approval, implement, test', [
    '/speckit simple: Add logging utility',
  ]),
  starts('standard', '/speckit standard: <request>', 'specify to tasks, your approval, implement, test', [
    '/speckit standard: Export reports as CSV',
  ]),
  starts('standard-e2e', '/speckit standard-e2e: <request>', 'as standard, then review and E2E tests', [
    '/speckit standard-e2e: Live order tracking',
    '/speckit standard + e2e: Live order tracking',
  ]),
  starts('full', '/speckit full: <request>', 'as standard + E2E, with checklist, analysis and task issues', [
    '/speckit full: Payment processing with Stripe',
  ]),
  starts('full-research', '/speckit full-research: <request>', 'as full, with research before the plan', [
    '/speckit full-research: Replace the message broker',
    '/speckit full + research: Replace the message broker',
  ]),
  starts('spec', '/speckit spec: <request>', 'specify and clarify only', [
    '/speckit spec: WebSocket service',
  ]),
  starts('plan', '/speckit plan: <request>', 'all planning, no implementation', [
    '/speckit plan: Notification arch',
  ]),
  starts('e2e', '/speckit e2e: <request>', 'builds E2E tests and fixes what they find', [
    '/speckit e2e: Add health monitoring',
  ]),
  acts('clarify', '/speckit clarify', 'asks the open questions of the specification', ['/speckit clarify']),
  acts('analyze', '/speckit analyze', 'checks spec, plan and tasks against each other', ['/speckit analyze']),
  acts('implement', '/speckit implement', 'your approval, then implement, test, review', [
    '/speckit implement',
  ]),
  acts('review', '/speckit review', 'cleans up the implementation', ['/speckit review']),
  acts('fix-e2e', '/speckit fix-e2e [file]', 'fixes failing E2E tests, or those of one file', [
    '/speckit fix-e2e',
    '/speckit fix-e2e tests/e2e/test_X.py',
  ]),
  acts('issues', '/speckit issues', 'makes an issue of every task (also `/speckit github`)', [
    '/speckit issues',
    '/speckit github',
  ]),
  acts('answer', '/answer 1:B 2: free text', 'answers questions of clarify', [
    '/answer 1:B 2: free text',
    '/answer\n1: B\n2: free text',
  ]),
  acts('confirm', '/confirm [workflow]', 'takes the recommended workflow, or another', [
    '/confirm',
    '/confirm full',
  ]),
  acts('show', '/show spec|plan|tasks', 'shows an artifact (also `/speckit review spec`)', [
    '/show spec',
    '/speckit review plan',
    '/show tasks',
  ]),
  acts('proceed', '/proceed [sha]', 'approves the plan as it was presented last, or only that commit of it', [
    '/proceed',
    '/proceed 1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b',
  ]),
  acts('pause', '/pause', 'saves the state and stops until you resume', ['/pause', '/speckit pause']),
  acts('resume', '/resume', 'goes on after a pause, also one in which the bot asks for help', [
    '/resume',
    '/speckit resume',
  ]),
  acts('abort', '/abort', 'cancels the workflow and keeps its artifacts', ['/abort', '/speckit abort']),
  acts('status', '/status', 'says where the workflow stands', ['/status', '/speckit status']),
  acts('help', '/help', 'shows this list', ['/help', '/speckit help']),
];

/** What works today as a Markdown table, for `/help` and for the README. */
export function referenceTable(): string {
  const rows = COMMANDS.filter(({ available }) => available).map(
    ({ syntax, does, who }) =>
      `| \`${syntax.replaceAll('|', '\\|')}\` | ${does} | ${who === 'approvers' ? 'approvers' : 'write access'} |`,
  );
  return ['| Command | Does | Who may |', '| --- | --- | --- |', ...rows].join('\n');
}

function starts(
  workflow: WorkflowChoice,
  syntax: string,
  does: string,
  examples: readonly string[],
): CommandForm {
  return {
    name: 'start',
    workflow,
    syntax,
    does,
    who: 'writers',
    available: !NOT_YET.has(workflow),
    examples,
  };
}

function acts(name: CommandName, syntax: string, does: string, examples: readonly string[]): CommandForm {
  const who = name === 'proceed' ? 'approvers' : 'writers';
  return { name, syntax, does, who, available: !NOT_YET.has(name), examples };
}
