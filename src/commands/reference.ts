import { WORKFLOWS, type WorkflowType } from '../domain/workflows.js';
import { wordsThatMean } from './answer-word.js';
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
  /** For forms that start a workflow: which, `auto` where a person chooses. */
  readonly workflow?: WorkflowChoice | WorkflowType;
  /** What means the same, as a whole comment, while the workflow waits for it. */
  readonly words: readonly string[];
  /** Real comments; a test parses each. */
  readonly examples: readonly string[];
}

/** Every form of every command, in the order in which people meet them. */
export const COMMANDS: readonly CommandForm[] = [
  starts(
    'auto',
    '/speckit <request>',
    'analyses the request, recommends a workflow and asks you to confirm',
    ['/speckit Add user authentication with OAuth2', '/speckit auto: Add user authentication with OAuth2'],
  ),
  starts('simple', '/speckit simple: <request>', 'specification, then code', [
    '/speckit simple: Add logging utility',
  ]),
  starts('standard', '/speckit standard: <request>', 'specification, plan and tasks, then code', [
    '/speckit standard: Export reports as CSV',
  ]),
  starts('standard-e2e', '/speckit standard-e2e: <request>', 'as standard, with review and E2E tests', [
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
  starts('spec', '/speckit spec: <request or feature>', 'the specification only', [
    '/speckit spec: WebSocket service',
    '/speckit spec: 003-websocket-service',
  ]),
  starts('plan', '/speckit plan: <request or feature>', 'all planning', [
    '/speckit plan: Notification arch',
    '/speckit plan 003-notification-arch',
  ]),
  targets('clarify', '/speckit clarify [feature]', 'asks the open questions of the specification', [
    '/speckit clarify',
    '/speckit clarify 003-payments',
  ]),
  targets('analyze', '/speckit analyze [feature]', 'checks spec, plan and tasks against each other', [
    '/speckit analyze',
    '/speckit analyze specs/003-payments',
  ]),
  targets('implement', '/speckit implement [feature]', 'implements what is planned', [
    '/speckit implement',
    '/speckit implement 003',
  ]),
  targets('review', '/speckit review [feature]', 'cleans up the implementation', [
    '/speckit review',
    '/speckit review 003-payments',
  ]),
  starts('e2e', '/speckit e2e: <request or feature>', 'builds E2E tests and mends what they find', [
    '/speckit e2e: Add health monitoring',
    '/speckit e2e: 003-health-monitoring',
  ]),
  targets('fix-e2e', '/speckit fix-e2e [feature] [file]', 'mends failing E2E tests, or those of one file', [
    '/speckit fix-e2e',
    '/speckit fix-e2e tests/e2e/test_X.py',
    '/speckit fix-e2e 003-payments tests/e2e/test_pay.py',
  ]),
  targets('issues', '/speckit issues [feature]', 'makes an issue of every task (also `/speckit github`)', [
    '/speckit issues',
    '/speckit github',
    '/speckit issues 003-payments',
  ]),
  acts(
    'confirm',
    '/confirm [workflow]',
    'takes the recommended workflow, or another; `no` shows all',
    wordsThatMean('confirm', 'selection'),
    ['/confirm', '/confirm full', '/confirm no'],
  ),
  acts(
    'confirm',
    '/confirm new|reuse [feature]',
    'where a feature of the name exists: another, or that one',
    wordsThatMean('confirm', 'branch'),
    ['/confirm new', '/confirm reuse', '/confirm reuse 003-payments'],
  ),
  acts(
    'answer',
    '/answer 1:B 2: free text',
    'answers questions of clarify, by letter or in your words',
    [],
    ['/answer 1:B 2: free text', '/answer\n1: B\n2: free text'],
  ),
  acts(
    'answer',
    '/answer recommended',
    'takes what clarify recommends; also `1:B rest: recommended`',
    [],
    ['/answer recommended', '/answer 1:B rest: recommended'],
  ),
  acts(
    'show',
    '/show spec|plan|tasks|…',
    'shows an artifact (also research, checklist, data-model, quickstart; also `/speckit review spec`)',
    wordsThatMean('show', 'checkpoint'),
    ['/show spec', '/speckit review plan', '/show tasks', '/show data-model'],
  ),
  acts(
    'proceed',
    '/proceed [sha]',
    'approves the plan as it was presented last, or only that commit of it',
    wordsThatMean('proceed', 'checkpoint'),
    ['/proceed', '/proceed 1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b'],
  ),
  acts(
    'pause',
    '/pause',
    'saves the state and stops until you resume',
    wordsThatMean('pause', 'checkpoint'),
    ['/pause', '/speckit pause'],
  ),
  acts(
    'resume',
    '/resume [workflow-id]',
    'goes on after a pause, puts an open question again, looks for lost runs',
    [],
    ['/resume', '/speckit resume', '/resume 0b8f5a34-6c1e-4f7e-9d15-2f6f8a1c3e77'],
  ),
  acts(
    'abort',
    '/abort',
    'cancels the workflow and keeps its artifacts',
    wordsThatMean('abort', 'checkpoint'),
    ['/abort', '/speckit abort'],
  ),
  acts(
    'status',
    '/status [workflow-id]',
    'says where the workflow stands',
    [],
    ['/status', '/speckit status'],
  ),
  acts(
    'doctor',
    '/speckit doctor',
    'says what is missing for workflows to run here, and what to do about it; starts nothing',
    [],
    ['/speckit doctor', '/speckit doctor.'],
  ),
  acts('help', '/help', 'shows this list', [], ['/help', '/speckit help']),
];

/** Every command as Markdown tables, for `/help` and for the README. */
export function referenceTable(): string {
  const starting = COMMANDS.filter(({ workflow }) => workflow !== undefined).map(
    ({ syntax, does, workflow }) =>
      `| ${code(syntax)} | ${does} | ${sequence(workflow)} | ${checkpoint(workflow)} |`,
  );
  const steering = COMMANDS.filter(({ workflow }) => workflow === undefined).map(
    ({ syntax, does, words, who }) =>
      `| ${code(syntax)} | ${does} | ${words.map(code).join(' ')} | ${who === 'approvers' ? 'approvers' : 'write access'} |`,
  );
  return [
    'Start a workflow (needs write access). A feature is `003`, `003-payments` or `specs/003-payments`; without one it is the feature of the issue or pull request.',
    '',
    '| Command | Does | Agents | Checkpoint |',
    '| --- | --- | --- | --- |',
    ...starting,
    '',
    'Answer and steer. Bare words, alone in a comment, count only while the workflow of that thread waits for them.',
    '',
    '| Command | Does | Bare words | Who may |',
    '| --- | --- | --- | --- |',
    ...steering,
  ].join('\n');
}

function code(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``;
}

function sequence(workflow: CommandForm['workflow']): string {
  if (workflow === undefined || workflow === 'auto') return 'those of the workflow that you confirm';
  return WORKFLOWS[workflow].map((step) => (step === 'checkpoint' ? '🛑' : step)).join(' → ');
}

/** The seed's column: whether a person approves before anything is implemented. */
function checkpoint(workflow: CommandForm['workflow']): string {
  if (workflow === 'implement') return '🛑 Yes (always)';
  if (workflow === undefined || workflow === 'auto') return '🛑 before any implementation';
  return WORKFLOWS[workflow].includes('checkpoint') ? '🛑 Yes' : 'No';
}

function starts(
  workflow: WorkflowChoice,
  syntax: string,
  does: string,
  examples: readonly string[],
): CommandForm {
  return { name: 'start', workflow, syntax, does, who: 'writers', words: [], examples };
}

function targets(
  name: CommandName & WorkflowType,
  syntax: string,
  does: string,
  examples: readonly string[],
): CommandForm {
  return { name, workflow: name, syntax, does, who: 'writers', words: [], examples };
}

function acts(
  name: CommandName,
  syntax: string,
  does: string,
  words: readonly string[],
  examples: readonly string[],
): CommandForm {
  const who = name === 'proceed' ? 'approvers' : 'writers';
  return { name, syntax, does, who, words, examples };
}
