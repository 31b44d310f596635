import { processEvent } from '../runtime/process-event.js';
import { readReviews } from './approve.js';
import type { CommandContext } from './comment.js';
import { findWorkflow } from './find-workflow.js';
import { answer } from './reply.js';

/** `/abort`, `/pause`, `/resume`. */
export async function commandWorkflow(
  context: CommandContext,
  command: 'abort' | 'pause' | 'resume',
): Promise<void> {
  const { bot, event } = context;
  const found = await findWorkflow(bot, event);
  if (found === null) return;
  const { state, refusal } = await processEvent(bot.runtime, found.workflow_id, async () => ({
    type: 'command_given',
    key: `comment:${event.comment.id}`,
    at: bot.runtime.clock.now(),
    runner: bot.runtime.runner,
    command,
    by: event.comment.author,
  }));
  // A review given during the pause counts at once.
  if (command === 'resume' && refusal === null && state !== null) await readReviews(bot, state);
  if (refusal === null || refusal.reason === 'duplicate') return;
  await answer(bot, event, { kind: 'event_refused', reason: refusal.message, expected: refusal.expected });
}
