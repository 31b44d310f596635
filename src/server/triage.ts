import { z } from 'zod';
import { mayBeAnswerWord } from '../commands/answer-word.js';
import { parseComment } from '../commands/parse.js';
import type { Happening } from '../handlers/handle-event.js';
import { readEvent } from '../hosts/github/payload.js';

/** A repository as an installation reaches it. Its name may change, its id does not. */
export interface Reached {
  readonly installation: number;
  readonly id: number;
  /** `owner/name` */
  readonly full_name: string;
  readonly default_branch?: string | undefined;
}

/** What a delivery asks the server to do. */
export type Task =
  | {
      readonly kind: 'event';
      readonly repository: Reached;
      readonly event: Happening;
      /** Set where an earlier try failed. */
      readonly again?: boolean;
    }
  | { readonly kind: 'sweep'; readonly repository: Reached }
  | { readonly kind: 'sweep_installation'; readonly installation: number }
  /** What is remembered of a repository is no longer true; null for all of the installation. */
  | { readonly kind: 'forget'; readonly installation: number; readonly repository: number | null };

export interface Triage {
  readonly tasks: readonly Task[];
  /** Why there is nothing to do; for the log. */
  readonly reason: string;
}

/** Events that the App's manifest subscribes to, and those about installations that every App is told. */
export const EVENTS = [
  'check_run',
  'issue_comment',
  'pull_request',
  'pull_request_review',
  'workflow_run',
  'installation',
  'installation_repositories',
  'repository',
] as const;

const brief = z.object({ id: z.int(), full_name: z.string() });
const installation = z.object({ id: z.int() });
const repository = brief.extend({
  default_branch: z.string().optional(),
  archived: z.boolean().optional(),
  disabled: z.boolean().optional(),
});
const ofRepository = z.object({ action: z.string().optional(), installation, repository });
const ofInstallation = z.object({ action: z.string(), installation, repositories: z.array(brief).nullish() });
const ofSelection = z.object({
  installation,
  repositories_added: z.array(brief).default([]),
  repositories_removed: z.array(brief).default([]),
});
const ofRun = z.object({
  workflow_run: z.object({ path: z.string().nullish(), conclusion: z.string().nullish() }),
});
const ofPull = z.object({
  pull_request: z.object({ head: z.object({ repo: z.object({ id: z.int() }).nullish() }) }),
});
const ofEdit = z.object({
  comment: z.object({ body: z.string().nullish() }),
  changes: z.object({ body: z.object({ from: z.string().nullish() }).nullish() }).nullish(),
});

const STATE_MARKER = 'speckit:state';

/**
 * Decides from a payload alone what there is to do: most deliveries are none of ours, and cost nothing more.
 *
 * @throws PayloadError or ZodError for a payload that is not in GitHub's form
 */
export function triage(name: string, payload: unknown, workflowFile = 'speckit.yml'): Triage {
  switch (name) {
    case 'installation':
      return ofInstallations(payload);
    case 'installation_repositories':
      return ofSelections(payload);
    case 'repository':
      return ofRepositories(payload);
    case 'workflow_run':
      return ofRuns(payload, workflowFile);
    case 'check_run':
    case 'issue_comment':
    case 'pull_request':
    case 'pull_request_review':
      return ofEvents(name, payload);
    default:
      return nothing(`event ${name} is not one that Speckit acts on`);
  }
}

function ofEvents(name: string, payload: unknown): Triage {
  const event = readEvent(name, payload);
  if (event.kind === 'ignored') return nothing(event.reason);
  if (event.kind === 'assignment') return nothing('an assignment is for the Actions workflow');
  const reached = reachedBy(payload);
  if (reached === null) return nothing('the repository is archived or disabled');
  if (event.kind === 'comment' && !isCommand(event.comment)) return nothing('no command');
  if (event.kind === 'comment_changed' && !mayBeDashboard(payload)) return nothing('not the dashboard');
  if (name.startsWith('pull_request') && isFromFork(payload, reached.id))
    return nothing('a pull request of a fork');
  return { tasks: [{ kind: 'event', repository: reached, event }], reason: '' };
}

function isCommand({ body, author_is_bot }: { body: string; author_is_bot: boolean }): boolean {
  return !author_is_bot && (parseComment(body).kind !== 'none' || mayBeAnswerWord(body));
}

function mayBeDashboard(payload: unknown): boolean {
  const { comment, changes } = ofEdit.parse(payload);
  return [comment.body, changes?.body?.from].some((text) => text?.includes(STATE_MARKER) === true);
}

function isFromFork(payload: unknown, id: number): boolean {
  return ofPull.parse(payload).pull_request.head.repo?.id !== id;
}

/**
 * A run of ours that did not succeed has perhaps landed nothing: looked at now, and not only by the timer. One that did has
 * left its check runs to the App.
 */
function ofRuns(payload: unknown, workflowFile: string): Triage {
  const { path, conclusion } = ofRun.parse(payload).workflow_run;
  const isOurs = path?.replace(/@.*$/, '').endsWith(`/${workflowFile}`) === true;
  if (!isOurs) return nothing('a run of another Actions workflow');
  if (conclusion === 'success') return ofEvents('workflow_run', payload);
  if (conclusion == null || ['skipped', 'neutral'].includes(conclusion)) {
    return nothing(`a run with conclusion ${conclusion ?? 'none'}`);
  }
  const reached = reachedBy(payload);
  return reached === null ? nothing('the repository is archived or disabled') : sweeps([reached]);
}

function ofInstallations(payload: unknown): Triage {
  const { action, installation: one, repositories } = ofInstallation.parse(payload);
  switch (action) {
    case 'created':
      return sweeps((repositories ?? []).map((it) => ({ ...it, installation: one.id })));
    case 'unsuspend':
    case 'new_permissions_accepted':
      return { tasks: [forget(one.id), { kind: 'sweep_installation', installation: one.id }], reason: '' };
    case 'deleted':
    case 'suspend':
      return { tasks: [forget(one.id)], reason: '' };
    default:
      return nothing(`installation ${action} is not one that Speckit acts on`);
  }
}

function ofSelections(payload: unknown): Triage {
  const { installation: one, ...changed } = ofSelection.parse(payload);
  const added = changed.repositories_added.map((it) => ({ ...it, installation: one.id }));
  const removed = changed.repositories_removed.map((it) => forget(one.id, it.id));
  return { tasks: [...removed, ...sweeps(added).tasks], reason: '' };
}

/** After a new name or owner, and after a time in the archive, what was missed is looked for under the new name. */
function ofRepositories(payload: unknown): Triage {
  const { action, installation: one, repository: it } = ofRepository.parse(payload);
  const tasks: Task[] = [forget(one.id, it.id)];
  const reached = reachedBy(payload);
  if (reached !== null && ['renamed', 'transferred', 'unarchived'].includes(action ?? '')) {
    tasks.push({ kind: 'sweep', repository: reached });
  }
  return { tasks, reason: '' };
}

/** Null for a repository in which nothing can be written. */
function reachedBy(payload: unknown): Reached | null {
  const { installation: one, repository: it } = ofRepository.parse(payload);
  if (it.archived === true || it.disabled === true) return null;
  const { id, full_name, default_branch } = it;
  return { installation: one.id, id, full_name, default_branch };
}

function sweeps(repositories: readonly Reached[]): Triage {
  return { tasks: repositories.map((it) => ({ kind: 'sweep', repository: it })), reason: 'no repository' };
}

function forget(one: number, id: number | null = null): Task {
  return { kind: 'forget', installation: one, repository: id };
}

function nothing(reason: string): Triage {
  return { tasks: [], reason };
}
