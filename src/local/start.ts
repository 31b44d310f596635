import { randomUUID } from 'node:crypto';
import { classify } from '../commands/classify.js';
import { sanitise } from '../commands/sanitise.js';
import { parseTrigger } from '../commands/trigger.js';
import type { Command } from '../commands/types.js';
import { workflowSettings } from '../config/workflow-settings.js';
import { featureSlug } from '../documents/slug.js';
import { asPreflight } from '../domain/diagnosis.js';
import type { KnownFeature, WorkflowRequested } from '../domain/events.js';
import type { WorkflowState } from '../domain/state.js';
import { type TargetedWorkflowType, WORKFLOW_TYPES, type WorkflowType } from '../domain/workflows.js';
import { readHistory } from '../runtime/history.js';
import { processEvent } from '../runtime/process-event.js';
import { findFeature, similarFeatures } from './features.js';
import { localHistory } from './history.js';
import type { LocalHost } from './local-host.js';
import { checkLocally } from './preflight.js';
import { LocalError, personOf } from './repository.js';
import { untickTasks } from './untick.js';

/** Commands that start a workflow on a feature that exists. */
const TARGETED: Readonly<Partial<Record<Command['name'], TargetedWorkflowType>>> = {
  clarify: 'clarify',
  analyze: 'analyze',
  implement: 'implement',
  review: 'review',
  'fix-e2e': 'fix-e2e',
  issues: 'issues',
};

/** What is typed for commands that are about no workflow. */
const ALONE: Readonly<Partial<Record<Command['name'], string>>> = {
  doctor: 'speckit doctor',
  help: 'speckit --help',
};

/** What a trigger asks for. */
interface Wanted {
  /** Null has the request analysed and a workflow recommended. */
  readonly type: WorkflowType | null;
  readonly request: string;
  readonly feature: KnownFeature | null;
  readonly file: string | null;
}

/**
 * Opens a workflow from a trigger as people type it after `/speckit` (`simple: Add a log`, `implement`, or only a request).
 * Nothing is played yet: `drive` does that.
 *
 * @throws LocalError when the trigger cannot be understood or followed
 */
export async function startLocally(host: LocalHost, trigger: string): Promise<WorkflowState> {
  return open(host, await understand(host, trigger));
}

/** Implements a workflow's feature once more, all of its tasks included, finished or not. */
export async function startAgain(host: LocalHost, earlier: WorkflowState): Promise<WorkflowState> {
  if (earlier.feature_id === null) throw new LocalError(`workflow ${earlier.workflow_id} has no feature yet`);
  await untickTasks(host, await findFeature(host.repository, earlier.feature_id));
  const feature = await findFeature(host.repository, earlier.feature_id);
  return open(host, { type: 'implement', request: earlier.user_request, feature, file: null });
}

async function open(host: LocalHost, wanted: Wanted): Promise<WorkflowState> {
  const event = await requested(host, wanted);
  const { state, refusal } = await processEvent(host.runtime, event.workflow_id, async () => event);
  if (state !== null && refusal === null) return state;
  throw new LocalError(`the workflow could not be started: ${refusal?.message ?? 'no state was made'}`);
}

async function understand({ repository }: LocalHost, trigger: string): Promise<Wanted> {
  const parsed = parseTrigger(trigger);
  if (parsed.kind !== 'command') {
    const said =
      parsed.kind === 'refusal' ? parsed : { reason: 'Nothing was asked for.', expected: 'a request' };
    throw new LocalError(`${said.reason} Expected ${said.expected}`);
  }
  const { command } = parsed;
  if (command.name === 'start') {
    const type = WORKFLOW_TYPES.find((one) => one === command.workflow) ?? null;
    return { type, request: sanitise(command.request ?? ''), feature: null, file: null };
  }
  const type = TARGETED[command.name];
  if (type === undefined) {
    const typed = ALONE[command.name] ?? `speckit ${command.name} <workflow-id>`;
    throw new LocalError(`"${command.name}" starts no workflow: type \`${typed}\``);
  }
  const feature = await findFeature(repository, command.args.feature);
  const request = `${type} ${feature.feature_id}`;
  return { type, request, feature, file: command.args.file ?? null };
}

async function requested(host: LocalHost, wanted: Wanted): Promise<WorkflowRequested> {
  const { repository, config, runtime, backend } = host;
  const { type, request, feature, file } = wanted;
  const workflow_id = randomUUID();
  const slug = feature === null ? featureSlug(request) : feature.feature_id.replace(/^\d+-/, '');
  const analysis = classify({ request });
  return {
    type: 'workflow_requested',
    key: `run:${workflow_id}`,
    at: runtime.clock.now(),
    runner: runtime.runner,
    workflow_id,
    workflow_type: type,
    request,
    slug,
    feature,
    similar: feature === null ? await similarFeatures(repository, slug) : [],
    target_file: file,
    origin: {
      repository: repository.root.split('/').slice(-2).join('/'),
      issue: 0,
      issue_title: request.split('\n', 1)[0] ?? '',
      issue_body: '',
      comment_id: 0,
      requester: await personOf(repository),
    },
    settings: {
      ...workflowSettings(config, backend),
      ...(host.selection === undefined ? {} : { selection: host.selection }),
    },
    history: await readHistory(localHistory(repository.stateDir)),
    preflight: (await checkLocally(repository, config)).map(asPreflight),
    complexity: {
      total_score: analysis.total,
      recommended: analysis.workflow,
      factors: analysis.factors,
      e2e: analysis.e2e.reason,
    },
  };
}
