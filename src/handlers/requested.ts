import { classify } from '../commands/classify.js';
import { sanitise } from '../commands/sanitise.js';
import { workflowSettings } from '../config/workflow-settings.js';
import { featureSlug } from '../documents/slug.js';
import { asPreflight } from '../domain/diagnosis.js';
import type { WorkflowRequested } from '../domain/events.js';
import { readHistory } from '../runtime/history.js';
import { fullName } from './bot.js';
import { checkGround } from './check-ground.js';
import type { CommandContext } from './command-context.js';
import { type Names, plannedBranch, readNames, similarFeatures } from './features.js';
import { type Ground, readGroundIfAny } from './ground.js';
import { commentKey, occurrence } from './occurrence.js';
import { repositoryFacts } from './repository-facts.js';
import type { Opening } from './start.js';

/** What the state keeps of the issue's body; agents read no more of it. */
const BODY_CHARACTERS = 20_000;

/** The event that opens a workflow: the request with every fact that the engine needs, read just now. */
export async function requested(context: CommandContext, opening: Opening): Promise<WorkflowRequested> {
  const { bot, event, config } = context;
  const { feature, thread } = opening;
  const request = sanitise(opening.request);
  const ground = opening.ground ?? (await readGroundIfAny(bot));
  const names = feature !== null || ground === null ? null : await readNames(bot, ground);
  const slug =
    feature === null ? featureSlug(request) : feature.feature_id.replace(/^(?:\d{8}-\d{6}|\d+)-/, '');
  return {
    type: 'workflow_requested',
    ...occurrence(bot, commentKey(event.comment.id)),
    workflow_id: opening.workflow_id,
    workflow_type: opening.type,
    request,
    slug,
    feature,
    similar: names === null ? [] : similarFeatures(names, slug),
    target_file: context.command.args.file ?? null,
    origin: {
      repository: fullName(bot),
      issue: thread.issue,
      issue_title: sanitise(thread.title).slice(0, 1_000),
      issue_body: sanitise(thread.body).slice(0, BODY_CHARACTERS),
      comment_id: event.comment.id,
      requester: event.comment.author,
    },
    settings: workflowSettings(config, bot.backend),
    history: await readHistory(bot.host.history),
    preflight: (
      await checkGround(bot, {
        config,
        repository: event.repository,
        ground,
        branch: feature?.branch ?? branchOf(names, slug),
        // The claim of the thread was written a moment ago, by this very token.
        hasWritten: true,
      })
    ).map(asPreflight),
    complexity: feature === null ? await complexityOf(request, thread, ground) : null,
  };
}

function branchOf(names: Names | null, slug: string): string {
  return names === null ? `001-${slug}` : plannedBranch(names, slug);
}

/** The score of a request for a new feature. */
async function complexityOf(
  request: string,
  thread: { readonly title: string; readonly body: string },
  ground: Ground | null,
): Promise<WorkflowRequested['complexity']> {
  const analysis = classify({
    request,
    issueText: `${thread.title}\n\n${thread.body}`,
    ...(ground === null ? {} : { repository: await repositoryFacts(ground) }),
  });
  return {
    total_score: analysis.total,
    recommended: analysis.workflow,
    factors: analysis.factors,
    e2e: analysis.e2e.reason,
  };
}
