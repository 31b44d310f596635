/**
 * The action. Most events are none of ours, so this first file decides that with nothing loaded but the command grammar;
 * the rest is imported when it is needed.
 */
import { mayBeAnswerWord } from '../../commands/answer-word.js';
import { logLine } from '../../commands/log-line.js';
import { parseComment } from '../../commands/parse.js';
import { type ActionEnvironment, readEnvironment } from './environment.js';

/** Runs one step and returns its exit code. */
export async function main(env: Readonly<Record<string, string | undefined>>): Promise<number> {
  try {
    const environment = readEnvironment(env);
    if (!concernsUs(environment)) {
      console.log('This comment holds no command for Speckit.');
      return 0;
    }
    await run(environment);
    return 0;
  } catch (error) {
    // Loaded only here: it takes longer to load than everything else that a comment of no concern needs.
    const { setFailed } = await import('@actions/core');
    setFailed(logLine(error instanceof Error ? error.message : String(error)));
    if (error instanceof Error && error.stack !== undefined) console.error(logLine(error.stack));
    return 1;
  }
}

async function run(environment: ActionEnvironment): Promise<void> {
  switch (environment.mode) {
    case 'orchestrate': {
      const { orchestrate } = await import('./orchestrate.js');
      return watched(environment, orchestrate);
    }
    case 'wake':
      return (await import('./orchestrate.js')).wake(environment);
    case 'agent':
      // While agents run and afterwards nothing is loaded any more: they may write where the action's own files lie.
      await import('@actions/core');
      return (await import('./agent.js')).playAgents(environment);
    case 'land': {
      const { land } = await import('./land.js');
      return watched(environment, land);
    }
    default:
      throw new Error(`expected mode to be orchestrate, agent, land or wake, received "${environment.mode}"`);
  }
}

/** Those jobs take workflows further: what they do is logged, summed up and measured. */
async function watched(
  environment: ActionEnvironment,
  work: (environment: ActionEnvironment) => Promise<void>,
): Promise<void> {
  const { startWatch } = await import('./watch.js');
  const watch = await startWatch();
  try {
    await work({ ...environment, telemetry: watch.telemetry });
  } finally {
    await watch.end();
  }
}

/** A new comment without a command of ours, or a word that may answer a question, ends here without a single request. */
function concernsUs({ mode, eventName, payload }: ActionEnvironment): boolean {
  if (mode !== 'orchestrate' || eventName !== 'issue_comment') return true;
  const { action, comment } = payload as { action?: unknown; comment?: { body?: unknown } };
  if (action !== 'created') return true;
  if (typeof comment?.body !== 'string') return false;
  return parseComment(comment.body).kind !== 'none' || mayBeAnswerWord(comment.body);
}
