import { budgetsOf } from '../config/workflow-settings.js';
import { processEvent } from '../runtime/process-event.js';
import type { CommandContext } from './command-context.js';
import { findForOrder } from './find-workflow.js';
import { byComment } from './occurrence.js';
import { readReviews } from './read-reviews.js';
import { answer, answerRefusal } from './reply.js';
import { sweepWorkflow } from './sweep-workflow.js';

/** `/abort`, `/pause`, `/resume [workflow-id]`. */
export async function commandWorkflow(
  context: CommandContext,
  command: 'abort' | 'pause' | 'resume',
): Promise<void> {
  const { bot, event } = context;
  const found = await findForOrder(context, context.command.args.workflow_id);
  if (found === null) return;
  if (command === 'resume' && found.status === 'running') return driveOn(context, found.workflow_id);
  const { state, refusal } = await processEvent(bot.runtime, found.workflow_id, async () => ({
    type: 'command_given',
    ...byComment(bot, event),
    command,
    ...(command === 'resume' ? { budgets: budgetsOf(context.config) } : {}),
  }));
  // A review given meanwhile counts at once.
  if (command === 'resume' && refusal === null && state !== null) await readReviews(bot, state);
  await answerRefusal(bot, event, refusal);
}

/** A running workflow has nothing to resume but what was lost: it is looked for now instead of by schedule. */
async function driveOn({ bot, event }: CommandContext, workflowId: string): Promise<void> {
  await sweepWorkflow(bot, workflowId);
  const loaded = await bot.runtime.store.load(workflowId);
  if (loaded !== null) await answer(bot, event, { kind: 'status', state: loaded.state });
}
