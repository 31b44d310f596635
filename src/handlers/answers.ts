import { readAnswers } from '../commands/answers.js';
import { isOlder } from '../engine/approval.js';
import { processEvent } from '../runtime/process-event.js';
import type { CommandContext } from './command-context.js';
import { findForOrder } from './find-workflow.js';
import { byComment } from './occurrence.js';
import { answerRefusal, refuse } from './reply.js';

/** `/answer 1:B 2: free text`: answers to the questions of clarify. */
export async function giveAnswers(context: CommandContext): Promise<void> {
  const { bot, event, command } = context;
  const found = await findForOrder(context);
  if (found === null) return;
  const asked = found.clarification?.asked_at;
  if (asked != null && isOlder(event.comment.created_at, asked)) {
    const reason = 'The questions were put after this comment was written.';
    return refuse(bot, event, reason, 'a look at the questions, then `/answer` again');
  }
  const { answers, rest_recommended } = readAnswers(command.args.answers ?? '');
  const { refusal } = await processEvent(bot.runtime, found.workflow_id, async () => ({
    type: 'answers_given',
    ...byComment(bot, event),
    answers,
    rest_recommended,
  }));
  await answerRefusal(bot, event, refusal);
}
