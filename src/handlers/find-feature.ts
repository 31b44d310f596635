import type { KnownFeature } from '../domain/events.js';
import type { WorkflowState } from '../domain/state.js';
import { isOwnBranch, type PullRequestFact } from '../hosts/github/pull-request.js';
import { type Bot, type CommentEvent, fullName } from './bot.js';
import { featureIds, isFeatureName, isNamed, readFeature, readNames } from './features.js';
import { workflowHere } from './find-workflow.js';
import type { Ground } from './ground.js';

/** The feature that a command means, or why that is not clear. */
export type FoundFeature =
  | {
      readonly kind: 'found';
      readonly feature: KnownFeature;
      /** Its last workflow, where there was one. */
      readonly workflow: WorkflowState | null;
    }
  | { readonly kind: 'unclear'; readonly reason: string; readonly expected: string };

/** Workflows of one issue that are looked at; more in a row are not to be expected. */
const MOST_WORKFLOWS = 10;

/** More features than this make no readable list. */
const MOST_LISTED = 10;

interface Candidate {
  readonly id: string;
  readonly workflow: WorkflowState | null;
  readonly pull?: PullRequestFact | null;
}

/**
 * Finds the feature that a command is to work on: the one that it names, that of the pull request's branch, or that of
 * the issue's workflows. Where several fit, the person is asked which, with what to type; nothing is guessed.
 *
 * @param named `003` or `003-payments`, where the command names one
 * @param typed the command for a feature, as it is to be typed
 */
export async function findFeature(
  bot: Bot,
  event: CommentEvent,
  ground: Ground,
  named: string | undefined,
  typed: (featureId: string) => string,
): Promise<FoundFeature> {
  const candidates = await candidatesFor(bot, event, ground, named);
  const [one] = candidates;
  if (candidates.length > 1) {
    const commands = candidates.slice(0, MOST_LISTED).map(({ id }) => `\`${typed(id)}\``);
    return {
      kind: 'unclear',
      reason: 'Several features could be meant.',
      expected: `one of ${commands.join(', ')}`,
    };
  }
  const feature = one === undefined ? null : await readFeature(bot, one.id, ground, one);
  if (one === undefined || feature === null) return none(bot, ground, named ?? one?.id, typed);
  return { kind: 'found', feature, workflow: one.workflow };
}

async function candidatesFor(
  bot: Bot,
  event: CommentEvent,
  ground: Ground,
  named: string | undefined,
): Promise<Candidate[]> {
  if (named !== undefined) return namedCandidates(bot, ground, named);
  return event.issue.is_pull_request ? onPullRequest(bot, event) : onIssue(bot, event.issue.number);
}

async function namedCandidates(bot: Bot, ground: Ground, named: string): Promise<Candidate[]> {
  const digits = /^\d+(?:-\d{6}(?=-|$))?/.exec(named)?.[0] ?? named;
  const ids = featureIds(await readNames(bot, ground, digits)).filter((id) => isNamed(id, named));
  const [id] = ids;
  if (id === undefined || ids.length > 1) return ids.map((one) => ({ id: one, workflow: null }));
  return [{ id, workflow: await load(bot, await bot.host.index.workflowOfFeature(id)) }];
}

/** A pull request of the product names its workflow; one that a person made is told by its branch. */
async function onPullRequest(bot: Bot, event: CommentEvent): Promise<Candidate[]> {
  const workflow = await workflowHere(bot, event);
  if (workflow?.feature_id != null) return [{ id: workflow.feature_id, workflow }];
  const pull = await bot.host.facts.pullRequest(event.issue.number);
  if (pull === null || !isOwnBranch(pull, fullName(bot)) || !isFeatureName(pull.head.ref)) return [];
  const id = pull.head.ref;
  return [{ id, pull, workflow: await load(bot, await bot.host.index.workflowOfFeature(id)) }];
}

/** Workflows that follow each other on an issue mostly have one feature, and then it is that. */
async function onIssue(bot: Bot, issue: number): Promise<Candidate[]> {
  const found = new Map<string, Candidate>();
  for (const workflowId of (await bot.host.index.workflowsOf(issue)).slice(0, MOST_WORKFLOWS)) {
    const workflow = await load(bot, workflowId);
    const id = workflow?.feature_id ?? null;
    if (id !== null && !found.has(id)) found.set(id, { id, workflow });
  }
  return [...found.values()];
}

async function none(
  bot: Bot,
  ground: Ground,
  named: string | undefined,
  typed: (featureId: string) => string,
): Promise<FoundFeature> {
  const known = featureIds(await readNames(bot, ground));
  const reason =
    named === undefined
      ? 'This issue or pull request has no feature yet, and the command names none.'
      : `There is no feature ${named}: neither a branch of that name nor a directory below specs/.`;
  const list = known.slice(-MOST_LISTED).map((id) => `\`${typed(id)}\``);
  const start = '`/speckit spec: <request>` to begin one';
  return { kind: 'unclear', reason, expected: list.length === 0 ? start : `${list.join(', ')}, or ${start}` };
}

/** A state that cannot be read must not keep people from working on its feature. */
async function load(bot: Bot, workflowId: string | null): Promise<WorkflowState | null> {
  if (workflowId === null) return null;
  try {
    return (await bot.runtime.store.load(workflowId))?.state ?? null;
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'StateError') throw error;
    bot.runtime.log(error.message);
    return null;
  }
}
