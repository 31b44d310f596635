import type { KnownFeature } from '../domain/events.js';
import type { WorkflowState } from '../domain/state.js';
import { CORE_WORKFLOW_TYPES, type WorkflowType } from '../domain/workflows.js';
import { processEvent } from '../runtime/process-event.js';
import { approveByComment } from './approve.js';
import type { CommandContext } from './command-context.js';
import { isNamed, readFeature } from './features.js';
import { findForOrder } from './find-workflow.js';
import { readGround } from './ground.js';
import { byComment } from './occurrence.js';
import { answerRefusal, refuse } from './reply.js';

/** `/confirm [choice]` answers whichever question the workflow has put: which workflow, which feature, or the gate. */
export async function confirm(context: CommandContext): Promise<void> {
  const found = await findForOrder(context);
  if (found === null) return;
  switch (found.status) {
    case 'awaiting_workflow_selection':
      return chooseWorkflow(context, found);
    case 'awaiting_branch_choice':
      return chooseBranch(context, found);
    default:
      return approve(context, found);
  }
}

async function chooseWorkflow({ bot, event, command }: CommandContext, found: WorkflowState): Promise<void> {
  const { choice = 'yes' } = command.args;
  const named = CORE_WORKFLOW_TYPES.find((type) => type === choice);
  const recommended = found.workflow_selection.recommended_workflow;
  if (named === undefined && choice !== 'no' && (choice !== 'yes' || recommended === null)) {
    const reason = `\`/confirm ${choice}\` does not say which workflow it is to be.`;
    return refuse(bot, event, reason, CORE_WORKFLOW_TYPES.map((type) => `\`/confirm ${type}\``).join(', '));
  }
  const workflow_type: WorkflowType | null = named ?? (choice === 'no' ? null : recommended);
  const { refusal } = await processEvent(bot.runtime, found.workflow_id, async () => ({
    type: 'workflow_chosen',
    ...byComment(bot, event),
    workflow_type,
  }));
  await answerRefusal(bot, event, refusal);
}

async function chooseBranch(context: CommandContext, found: WorkflowState): Promise<void> {
  const { bot, event, command } = context;
  const existing = (found.branch_choice?.existing ?? []).map((one) => one.feature_id);
  const { choice, feature: named } = command.args;
  const fitting = named === undefined ? existing : existing.filter((id) => isNamed(id, named));
  const [id] = fitting;
  if (choice !== 'new' && (choice !== 'reuse' || id === undefined || fitting.length > 1)) {
    const reuse = existing.map((one) => `\`/confirm reuse ${one}\``);
    const reason = 'It is not clear which feature is meant.';
    return refuse(bot, event, reason, `one of ${[...reuse, '`/confirm new`'].join(', ')}`);
  }
  let feature: KnownFeature | null = null;
  if (choice === 'reuse' && id !== undefined) {
    feature = await readFeature(bot, id, await readGround(bot));
    if (feature === null) {
      const reason = `The feature ${id} is gone: there is neither a branch of that name nor specs/${id}/.`;
      return refuse(bot, event, reason, '`/confirm new`, or another feature of the list');
    }
  }
  const { refusal } = await processEvent(bot.runtime, found.workflow_id, async () => ({
    type: 'branch_chosen',
    ...byComment(bot, event),
    feature,
  }));
  await answerRefusal(bot, event, refusal);
}

/** At the checkpoint, and where nothing waits: the engine says what it waits for instead. */
async function approve(context: CommandContext, found: WorkflowState): Promise<void> {
  const { choice = 'yes' } = context.command.args;
  if (choice === 'yes') return approveByComment({ ...context, found });
  const waits = found.status === 'awaiting_implementation_approval';
  const reason = waits
    ? `\`/confirm ${choice}\` is no answer to the checkpoint.`
    : `No choice is open: the workflow is ${found.status}.`;
  const expected = waits ? '`/proceed`, `/pause` or `/abort`' : '`/status`, which says what is waited for';
  await refuse(context.bot, context.event, reason, expected);
}
