import type { Command } from '../commands/types.js';
import type { KnownFeature } from '../domain/events.js';
import { isFinal, type WorkflowState } from '../domain/state.js';
import {
  TARGETED_WORKFLOW_TYPES,
  type TargetedWorkflowType,
  WORKFLOW_TYPES,
  type WorkflowType,
} from '../domain/workflows.js';
import { readMarker, WORKFLOW_MARKER } from '../hosts/github/markers.js';
import { workflowIdFor } from '../runtime/ids.js';
import { processEvent } from '../runtime/process-event.js';
import type { CommandContext } from './command-context.js';
import { type FoundFeature, findFeature } from './find-feature.js';
import { type Ground, readGround } from './ground.js';
import { answer, refuse } from './reply.js';
import { requested } from './requested.js';
import { runHasEnded } from './run-status.js';

/** Where people talk about a workflow, and where its dashboard is: an issue, or a pull request that a person made. */
interface Thread {
  readonly issue: number;
  readonly title: string;
  readonly body: string;
}

/** What a workflow is to be opened for. */
export interface Opening {
  readonly workflow_id: string;
  /** Null: a person is asked which. */
  readonly type: WorkflowType | null;
  readonly request: string;
  readonly thread: Thread;
  /** Null for a new one. */
  readonly feature: KnownFeature | null;
  /** The default branch, where it was read already. */
  readonly ground?: Ground;
}

/** True for commands that open a workflow. */
export function opensWorkflow({ name }: Command): boolean {
  return name === 'start' || targetedType(name) !== undefined;
}

/** Any command that opens a workflow: finds the feature that it is about, or begins a new one. */
export async function startWorkflow(context: CommandContext): Promise<void> {
  const { command } = context;
  const targeted = targetedType(command.name);
  if (targeted !== undefined) return workOnFeature(context, targeted);
  const type = WORKFLOW_TYPES.find((one) => one === command.workflow) ?? null;
  const named = command.args.feature;
  if (named !== undefined && type !== null && targetedType(type) !== undefined)
    return workOnFeature(context, type);
  return beginFeature(context, type);
}

function targetedType(name: string): TargetedWorkflowType | undefined {
  return TARGETED_WORKFLOW_TYPES.find((type) => type === name);
}

/** `/speckit implement`, `/speckit plan: 003-payments`: a workflow on a feature that exists. */
async function workOnFeature(context: CommandContext, type: WorkflowType): Promise<void> {
  const { bot, event, command } = context;
  const ground = await readGround(bot);
  const found = await findFeature(bot, event, ground, command.args.feature, (id) => typed(command, type, id));
  if (found.kind === 'unclear') return refuse(bot, event, found.reason, found.expected);
  if (!(await hasNamedFile(context, found.feature))) {
    const { feature_id, branch } = found.feature;
    const reason = `There is no file ${command.args.file} on branch ${branch}.`;
    const all = `/speckit ${type} ${feature_id}`;
    return refuse(bot, event, reason, `\`${all} <file>\` with a file of that branch, or \`${all}\` for all`);
  }
  await open(context, {
    type,
    request: found.workflow?.user_request ?? event.issue.title,
    thread: await threadOf(context, found),
    feature: found.feature,
    ground,
  });
}

/** Tests of a file that is not there would all pass. */
async function hasNamedFile({ bot, command }: CommandContext, { content }: KnownFeature): Promise<boolean> {
  const file = command.args.file?.replace(/^\.\//, '');
  if (file === undefined) return true;
  const files = await (await bot.host.facts.branchTree(content.head)).list();
  return files.some(({ path }) => path === file);
}

/** The command once more, for one feature. */
function typed(command: Command, type: WorkflowType, featureId: string): string {
  const file = command.args.file === undefined ? '' : ` ${command.args.file}`;
  return `/speckit ${type} ${featureId}${file}`;
}

/**
 * On a pull request of the product people talk on the issue that it came from; any other one is its own thread, unless
 * the work on its feature began elsewhere.
 */
async function threadOf(
  { bot, event }: CommandContext,
  { workflow }: Extract<FoundFeature, { kind: 'found' }>,
): Promise<Thread> {
  const { issue } = event;
  if (!issue.is_pull_request || workflow === null) return threadHere(issue);
  const isOurs = readMarker(issue.body, WORKFLOW_MARKER) !== null;
  if (!isOurs && (await bot.host.index.workflowsOf(issue.number)).length > 0) return threadHere(issue);
  return {
    issue: workflow.origin.issue,
    title: workflow.origin.issue_title,
    body: workflow.origin.issue_body,
  };
}

function threadHere(issue: { number: number; title: string; body: string }): Thread {
  return { issue: issue.number, title: issue.title, body: issue.body };
}

async function beginFeature(context: CommandContext, type: WorkflowType | null): Promise<void> {
  const { bot, event, command } = context;
  if (event.issue.is_pull_request) {
    return answer(bot, event, {
      kind: 'refused',
      reason: 'A new feature starts on an issue; this is a pull request.',
      expected:
        'the same comment on the issue that describes the feature; here, a command on the feature at hand, such as `/speckit review`',
    });
  }
  const request = command.request ?? '';
  await open(context, { type, request, thread: threadHere(event.issue), feature: null });
}

/** Claims the thread, checks the ground and opens the workflow. */
async function open(context: CommandContext, opening: Omit<Opening, 'workflow_id'>): Promise<void> {
  const { bot, event } = context;
  const workflow_id = workflowIdFor(event.comment.id);
  // A repeated delivery must not take the thread back from a workflow that came later.
  if ((await bot.runtime.store.load(workflow_id)) !== null) return;
  const claim = await bot.host.index.claim(
    opening.thread.issue,
    workflow_id,
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
  await processEvent(bot.runtime, workflow_id, async (state: WorkflowState | null) =>
    state === null ? requested(context, { ...opening, workflow_id }) : null,
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
