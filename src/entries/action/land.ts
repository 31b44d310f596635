import { join } from 'node:path';
import { landResult } from '../../jobs/land/land-result.js';
import { holdsWhatWasApproved, landingEvent } from '../../jobs/land/landing-event.js';
import type { LandOutcome } from '../../jobs/land/options.js';
import { processEvent } from '../../runtime/process-event.js';
import { RESULT_FOLDER } from './agent.js';
import { type Given, givenAssignment } from './assignment.js';
import type { ActionEnvironment } from './environment.js';

/** Mode `land`: checks what the agent job handed over, writes it, and takes the workflow on. */
export async function land(environment: ActionEnvironment): Promise<void> {
  const given = await givenAssignment(environment);
  if (given === null) return;
  const { bot, state, assignment } = given;
  const outcome = await landing(given, environment);
  const { refusal } = await processEvent(bot.runtime, state.workflow_id, async (present) => {
    if (present === null) return null;
    const occurrence = { at: bot.runtime.clock.now(), runner: bot.runtime.runner };
    return landingEvent(outcome, present, assignment, environment.workspace, occurrence);
  });
  if (refusal !== null) console.log(`${assignment.id} changed nothing: ${refusal.message}`);
}

async function landing(
  { bot, state, assignment }: Given,
  environment: ActionEnvironment,
): Promise<LandOutcome> {
  if (state.branch === null) throw new Error('expected a feature branch in the state, found none');
  const config = await bot.config();
  const outcome = await landResult({
    resultDir: join(environment.temp, RESULT_FOLDER),
    state,
    assignment,
    checkout: environment.workspace,
    branch: state.branch.name,
    unprotected: config.kind === 'valid' ? config.config.permissions.allow_protected_paths : [],
    acceptHead: (commit) => holdsWhatWasApproved(state, assignment, environment.workspace, commit),
    log: (line) => console.log(line),
  });
  console.log(`${assignment.id}: ${outcome.kind}`);
  return outcome;
}
