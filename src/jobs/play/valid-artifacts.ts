/** Sends artifacts that code refuses back to their author, once. */
import { join } from 'node:path';
import type { Finding } from '../../analysis/finding.js';
import type { FeedbackContext } from '../../domain/contract.js';
import { artifactFindings, describeFindings } from './artifacts.js';
import type { Question } from './ask.js';
import { featureDirOf } from './contexts.js';
import type { PlayOptions } from './options.js';
import { addUsage, failure, type Played } from './response.js';

/**
 * Plays an agent and checks what it has written. Artifacts that are not valid go back to it once, with the findings; if
 * the second ones are not valid either, the answer is a ValidationError that holds them, and no file is kept.
 */
export async function playForArtifacts(
  question: Question,
  options: PlayOptions,
  play: (question: Question, options: PlayOptions) => Promise<Played>,
): Promise<Played> {
  const started = performance.now();
  const first = await play(question, options);
  const wrong = await findingsOf(first, options);
  if (wrong.length === 0) return first;
  options.log(`${question.agent}: what it has written is sent back: ${describeFindings(wrong)}`);
  const timeoutMs = Math.round(question.timeoutMs - (performance.now() - started));
  if (timeoutMs <= 0) return refused(first, wrong, options);
  const again = { ...question, timeoutMs, feedback: feedbackOf(question, wrong) };
  const second = await play(again, options);
  const both = {
    ...second,
    usage: addUsage(first.usage, second.usage),
    log: `${first.log}\n${second.log}`,
  };
  const stillWrong = await findingsOf(second, options);
  return stillWrong.length === 0 ? both : refused(both, stillWrong, options);
}

async function findingsOf(
  { response }: Played,
  { state, workingTree }: PlayOptions,
): Promise<readonly Finding[]> {
  const directory = featureDirOf(state);
  if (response.status === 'error' || directory === null) return [];
  return artifactFindings(response.agent, join(workingTree, directory));
}

function feedbackOf({ feedback }: Question, findings: readonly Finding[]): FeedbackContext {
  return {
    feedback_from: 'speckit-artifacts',
    iteration: feedback?.iteration ?? 1,
    max_iterations: Math.max(feedback?.max_iterations ?? 1, feedback?.iteration ?? 1),
    issues_to_fix: [...findings, ...(feedback?.issues_to_fix ?? [])],
  };
}

/** An error that the machinery gives: files of an agent's own error would be kept. */
function refused(played: Played, findings: readonly Finding[], { clock }: PlayOptions): Played {
  const { agent, result } = played.response;
  const response = failure(agent, clock.now(), {
    type: 'ValidationError',
    message: `expected valid artifacts of ${agent}, received: ${describeFindings(findings)}`,
    issues: findings,
    result,
  });
  return { ...played, response, answeredBy: 'machinery' };
}
