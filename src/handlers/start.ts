import { classify } from '../commands/classify.js';
import { sanitise } from '../commands/sanitise.js';
import type { Config } from '../config/schema.js';
import { featureSlug } from '../documents/slug.js';
import type { WorkflowRequested } from '../domain/events.js';
import { isFinal, type PreflightCheck, type Settings } from '../domain/state.js';
import { WORKFLOW_TYPES, type WorkflowType } from '../domain/workflows.js';
import { workflowIdFor } from '../runtime/ids.js';
import { processEvent } from '../runtime/process-event.js';
import { fullName } from './bot.js';
import type { CommandContext } from './comment.js';
import { answer } from './reply.js';
import { runHasEnded } from './run-status.js';

/** What the state keeps of the issue's body; agents read no more of it. */
const BODY_CHARACTERS = 20_000;

/** `/speckit <workflow>: <request>`: claims the issue, checks the ground and opens the workflow. */
export async function startWorkflow(context: CommandContext): Promise<void> {
  const { bot, event, command } = context;
  const request = sanitise(command.request ?? '');
  const type = WORKFLOW_TYPES.find((one) => one === command.workflow);
  if (type === undefined) return recommend(context, request);
  if (event.issue.is_pull_request) {
    return answer(bot, event, {
      kind: 'refused',
      reason: 'A workflow starts on an issue; this is a pull request.',
      expected: 'the same comment on the issue that describes the feature',
    });
  }
  const workflowId = workflowIdFor(fullName(bot), event.comment.id);
  const claim = await bot.host.index.claim(
    event.issue.number,
    workflowId,
    (holder, runner) => hasEnded(context, holder, runner),
    bot.runtime.runner,
  );
  if (!claim.claimed) {
    const holder = await bot.runtime.store.load(claim.holder);
    return answer(bot, event, {
      kind: 'busy',
      workflow_id: claim.holder,
      holder_request: holder?.state.user_request ?? '',
    });
  }
  await processEvent(bot.runtime, workflowId, async (state) =>
    state === null ? requested(context, workflowId, type, request) : null,
  );
}

/** A claim without a state is one that is being made just now, unless its run has ended: then it crashed in between. */
async function hasEnded(
  { bot }: CommandContext,
  workflowId: string,
  runner: string | null,
): Promise<boolean> {
  const loaded = await bot.runtime.store.load(workflowId);
  return loaded === null ? runHasEnded(bot, runner ?? '') : isFinal(loaded.state.status);
}

async function requested(
  context: CommandContext,
  workflowId: string,
  type: WorkflowType,
  request: string,
): Promise<WorkflowRequested> {
  const { bot, event, config } = context;
  const settings = settingsOf(config, bot.backend);
  const preflight = [...(await bot.host.preflight.check()), checkBackend(config, settings)];
  const analysis = classify({ request, issueText: event.issue.body ?? '' });
  return {
    type: 'workflow_requested',
    key: `comment:${event.comment.id}`,
    at: bot.runtime.clock.now(),
    runner: bot.runtime.runner,
    workflow_id: workflowId,
    workflow_type: type,
    request,
    slug: featureSlug(request),
    origin: {
      repository: fullName(bot),
      issue: event.issue.number,
      issue_title: sanitise(event.issue.title).slice(0, 1_000),
      issue_body: sanitise(event.issue.body ?? '').slice(0, BODY_CHARACTERS),
      comment_id: event.comment.id,
      requester: event.comment.author,
    },
    settings,
    preflight,
    complexity: { total_score: analysis.total, recommended: analysis.workflow },
  };
}

/** Without a program to play the agents nothing can be made, so nothing is claimed either. */
function checkBackend(config: Config, settings: Settings): PreflightCheck {
  const wanted = new Set([settings.default_backend, ...Object.values(settings.backends)]);
  if (!wanted.has('command') || config.backends.command.run !== undefined) {
    return { check: 'backend', level: 'PASS', message: `agents are played by ${[...wanted].join(', ')}` };
  }
  const message =
    'no program is named that plays the agents: set backends.command.run in .github/speckit.yml, or backends.default to recorded to try it out';
  return { check: 'backend', level: 'ERROR', message };
}

/** The part of the configuration that the engine needs. */
function settingsOf(config: Config, backend: string | null): Settings {
  const { execution, loop_limits, permissions, backends } = config;
  return {
    max_parallel_tasks: execution.max_parallel_tasks,
    agent_timeout_seconds: config.agent_timeout_minutes * 60,
    task_timeout_seconds: execution.task_timeout_seconds,
    retry_initial_delay_ms: execution.retry_policy.initial_delay_ms,
    loop_limits: { ...loop_limits },
    required_approvals: permissions.required_approvals,
    minimum_permission: permissions.minimum_permission,
    exclude_requester: permissions.exclude_requester,
    default_backend: backends.default ?? backend ?? 'command',
    backends: { ...backends.per_agent },
  };
}

/** Without a workflow in the command: says which one fits, and what to type. */
function recommend({ bot, event, command }: CommandContext, request: string): Promise<void> {
  if (command.workflow !== 'auto') {
    return answer(bot, event, {
      kind: 'refused',
      reason: `\`/speckit ${command.workflow}:\` is not available in this version.`,
      expected: `one of the five workflows: ${WORKFLOW_TYPES.map((one) => `\`/speckit ${one}: <request>\``).join(', ')}`,
    });
  }
  const analysis = classify({ request, issueText: event.issue.body ?? '' });
  return answer(bot, event, { kind: 'analysis', request, analysis, ask: false });
}
