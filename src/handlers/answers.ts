import { readAnswers } from '../commands/answers.js';
import { processEvent } from '../runtime/process-event.js';
import type { CommandContext } from './command-context.js';
import { findWorkflow } from './find-workflow.js';
import { byComment } from './occurrence.js';
import { answerRefusal } from './reply.js';

/** `/answer 1:B 2: free text`: answers to the questions of clarify. */
export async function giveAnswers(context: CommandContext): Promise<void> {
  const { bot, event, command } = context;
  const found = context.found ?? (await findWorkflow(bot, event));
  if (found === null) return;
  const { answers, rest_recommended } = readAnswers(command.args.answers ?? '');
  const { refusal } = await processEvent(bot.runtime, found.workflow_id, async () => ({
    type: 'answers_given',
    ...byComment(bot, event),
    answers,
    rest_recommended,
  }));
  await answerRefusal(bot, event, refusal);
}
