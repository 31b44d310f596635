/** Code that an agent says it has written, looked for in the working tree. */
import type { AgentResponse, FeedbackContext } from '../../domain/contract.js';
import { ask, type Question } from './ask.js';
import type { PlayOptions } from './options.js';
import { addUsage, failure, type Played } from './response.js';

/**
 * Plays an agent that has to write code. A success without a changed file is sent back once, because it is how a model
 * tells that it was not allowed to write, or forgot to; it is accepted when the answer says why nothing is to be done,
 * and a ValidationError otherwise: the repository's tests, which pass without the feature, would call it done.
 *
 * @param hasChanged whether the working tree differs from when the agent began
 */
export async function playForCode(
  question: Question,
  options: PlayOptions,
  hasChanged: () => Promise<boolean>,
): Promise<Played> {
  const started = performance.now();
  const first = await ask(question, options);
  const missing = await missingIn(first, hasChanged);
  if (missing === null) return first;
  options.log(`${question.agent}: asked again, because ${missing}`);
  const timeoutMs = Math.round(question.timeoutMs - (performance.now() - started));
  if (timeoutMs <= 0) return refused(first, missing, options);
  const second = await ask({ ...question, timeoutMs, feedback: feedbackOf(question, missing) }, options);
  const both = {
    ...second,
    usage: addUsage(first.usage, second.usage),
    log: `${first.log}\n${second.log}`,
  };
  const stillMissing = await missingIn(second, hasChanged);
  return stillMissing === null ? both : refused(both, stillMissing, options);
}

/** What a success lacks; null for other answers, and for one that has changed something or says why it need not. */
async function missingIn({ response }: Played, hasChanged: () => Promise<boolean>): Promise<string | null> {
  if (response.status === 'error' || (await hasChanged())) return null;
  const claimed = claimedBy(response);
  if (claimed.length > 0) return `it names ${claimed.slice(0, 5).join(', ')} as changed, and no file differs`;
  const { nothing_to_do: reason } = response.result;
  if (typeof reason === 'string' && reason.trim() !== '') return null;
  return 'it answered success, and no file differs';
}

function claimedBy({ result }: AgentResponse): readonly string[] {
  return Array.isArray(result.files_changed) ? result.files_changed.map(String) : [];
}

function feedbackOf({ feedback }: Question, missing: string): FeedbackContext {
  return {
    feedback_from: 'speckit-artifacts',
    iteration: feedback?.iteration ?? 1,
    max_iterations: Math.max(feedback?.max_iterations ?? 1, feedback?.iteration ?? 1),
    issues_to_fix: [
      {
        severity: 'CRITICAL',
        type: 'Nothing Written',
        message: `expected changed files of the last answer: ${missing}`,
        recommendation:
          'Write the files now. If the work is in the repository already and nothing has to change, answer success with an empty result.files_changed and say in result.nothing_to_do where it is. If you may not write, answer "error".',
      },
      ...(feedback?.issues_to_fix ?? []),
    ],
  };
}

function refused(played: Played, missing: string, { clock }: PlayOptions): Played {
  const { agent, result } = played.response;
  const response = failure(agent, clock.now(), {
    type: 'ValidationError',
    message: `expected files of ${agent}, received none: ${missing}`,
    result,
  });
  return { ...played, response, answeredBy: 'machinery' };
}
