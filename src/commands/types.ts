import type { CoreWorkflowType } from '../domain/workflows.js';

/** Every command that a comment can hold. */
export const COMMAND_NAMES = [
  'start',
  'clarify',
  'analyze',
  'implement',
  'review',
  'fix-e2e',
  'issues',
  'resume',
  'pause',
  'abort',
  'proceed',
  'status',
  'show',
  'answer',
  'confirm',
  'doctor',
  'help',
] as const;
export type CommandName = (typeof COMMAND_NAMES)[number];

/** What `start` can be asked to run; `auto` lets the classifier recommend. */
export type WorkflowChoice = 'auto' | CoreWorkflowType | 'spec' | 'plan' | 'e2e';

/** Artifacts that a person can ask to see, where the feature has them. */
export const SHOWN_ARTIFACTS = [
  'spec',
  'plan',
  'tasks',
  'research',
  'checklist',
  'data-model',
  'quickstart',
] as const;

/**
 * A command as understood. `workflow` and `request` come with `start` only; `args` holds what the other commands take:
 * `artifact`, `file`, `feature` (`003` or `003-payments`), `workflow_id`, `sha`, `answers` (see `readAnswers`), `reason`,
 * `choice`. `start` has `feature` where its whole request names one.
 */
export interface Command {
  readonly name: CommandName;
  readonly workflow?: WorkflowChoice;
  readonly request?: string;
  readonly args: Readonly<Record<string, string>>;
}

/** What a comment turned out to be. A refusal is meant for us but cannot be followed: it gets one clear answer. */
export type Parsed =
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'none' }
  | Refusal;

export interface Refusal {
  readonly kind: 'refusal';
  /** What was received and why it cannot be followed. Holds no unescaped text of the comment. */
  readonly reason: string;
  /** What to type instead. */
  readonly expected: string;
}
