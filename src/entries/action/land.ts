import { join } from 'node:path';
import { readRefusal } from '../../handlers/refusal-of-reviewers.js';
import { landResult } from '../../jobs/land/land-result.js';
import { holdsWhatWasApproved, landingEvent } from '../../jobs/land/landing-event.js';
import type { LandOutcome } from '../../jobs/land/options.js';
import { traceLanding } from '../../jobs/land/traceability.js';
import { processEvent } from '../../runtime/process-event.js';
import { RESULT_FOLDER } from './agent.js';
import { type Given, givenAssignment } from './assignment.js';
import type { ActionEnvironment } from './environment.js';
import { say } from './say.js';

/** Mode `land`: checks what the agent job handed over, writes it, and takes the workflow on. */
export async function land(environment: ActionEnvironment): Promise<void> {
  const given = await givenAssignment(environment);
  if (given === null) return;
  const { bot, state, assignment } = given;
  const outcome = await landing(given, environment);
  const refused =
    outcome.kind === 'missing' ? await readRefusal(bot, assignment, Number(environment.runId)) : null;
  const { refusal } = await processEvent(bot.runtime, state.workflow_id, async (present) => {
    if (present === null) return null;
    const occurrence = { at: bot.runtime.clock.now(), runner: bot.runtime.runner };
    if (refused !== null) {
      const about = { key: `assignment:${assignment.id}`, assignment_id: assignment.id };
      return { type: 'assignment_lost', ...about, ...occurrence, reason: 'refused', message: refused };
    }
    const event = await landingEvent(outcome, present, assignment, environment.workspace, occurrence);
    return traceLanding(event, present, {
      checkout: environment.workspace,
      links: { serverUrl: environment.serverUrl, repository: environment.repository },
      log: say,
    });
  });
  if (refusal !== null) say(`${assignment.id} changed nothing: ${refusal.message}`);
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
    log: say,
  });
  say(`${assignment.id}: ${outcome.kind}`);
  return outcome;
}
