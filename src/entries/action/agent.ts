import { join } from 'node:path';
import { createBackend } from '../../backends/index.js';
import type { Config } from '../../config/schema.js';
import type { Bot } from '../../handlers/bot.js';
import { partsOf, playAssignment } from '../../jobs/play/play-assignment.js';
import { failure, NO_USAGE } from '../../jobs/play/response.js';
import { openResultFolder } from '../../jobs/play/result-folder.js';
import { verifyGate } from '../../jobs/play/verify-gate.js';
import { type Given, givenAssignment } from './assignment.js';
import type { ActionEnvironment } from './environment.js';
import { say } from './say.js';

/** Where the agent job leaves what `land` picks up. */
export const RESULT_FOLDER = 'speckit-result';

/** Mode `agent`: plays an assignment with a read-only token and leaves the result as files. */
export async function playAgents(environment: ActionEnvironment): Promise<void> {
  const given = await givenAssignment(environment);
  if (given === null) return;
  const resultDir = join(environment.temp, RESULT_FOLDER);
  try {
    await play(given, environment, resultDir);
  } catch (error) {
    // What kept the agents from being asked at all is an answer too: people read it on the issue, not in a log.
    await handOverFailure(given, resultDir, error instanceof Error ? error.message : String(error));
    throw error;
  }
}

async function play(
  { bot, state, assignment }: Given,
  environment: ActionEnvironment,
  resultDir: string,
): Promise<void> {
  await verifyGate(state, assignment, environment.workspace);
  const config = await validConfig(bot);
  await playAssignment({
    state,
    assignment,
    workingTree: environment.workspace,
    resultDir,
    quality: config.quality,
    unprotected: config.permissions.allow_protected_paths,
    secretNames: Object.values(config.backends).flatMap(namedSecrets),
    backendFor: (name) => createBackend(name, config.backends),
    clock: bot.runtime.clock,
    log: say,
  });
}

/** Variables that the configuration names as keys of a backend. */
function namedSecrets(backend: unknown): readonly string[] {
  if (typeof backend !== 'object' || backend === null || !('secret_env' in backend)) return [];
  return Array.isArray(backend.secret_env) ? backend.secret_env.map(String) : [];
}

async function handOverFailure(
  { bot, state, assignment }: Given,
  resultDir: string,
  message: string,
): Promise<void> {
  const [first] = partsOf(assignment);
  if (first === undefined) return;
  const folder = await openResultFolder(resultDir, state, assignment);
  const response = failure(first.agent, bot.runtime.clock.now(), { type: 'UnrecoverableError', message });
  await folder.add({ ...first, response, usage: NO_USAGE }, Buffer.alloc(0), message);
}

async function validConfig(bot: Bot): Promise<Config> {
  const outcome = await bot.config();
  if (outcome.kind === 'valid') return outcome.config;
  throw new Error(outcome.problems.map((problem) => problem.message).join('\n'));
}
