import { join } from 'node:path';
import { createBackend } from '../../backends/index.js';
import type { Config } from '../../config/schema.js';
import type { WorkflowState } from '../../domain/state.js';
import { gateIsOpen, isGated } from '../../engine/gate.js';
import type { Bot } from '../../handlers/bot.js';
import { gitTreeReader } from '../../jobs/land/git-tree.js';
import { partsOf, playAssignment } from '../../jobs/play/play-assignment.js';
import { failure, NO_USAGE } from '../../jobs/play/response.js';
import { openResultFolder } from '../../jobs/play/result-folder.js';
import { readBranchContent } from '../../runtime/branch-content.js';
import { type Given, givenAssignment } from './assignment.js';
import type { ActionEnvironment } from './environment.js';

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

async function play(given: Given, environment: ActionEnvironment, resultDir: string): Promise<void> {
  const { bot, state, assignment } = given;
  await verifyGate(given, environment.workspace);
  const config = await validConfig(bot);
  await playAssignment({
    state,
    assignment,
    workingTree: environment.workspace,
    resultDir,
    quality: config.quality,
    unprotected: config.permissions.allow_protected_paths,
    backendFor: (name) => createBackend(name, config.backends),
    clock: bot.runtime.clock,
    log: (line) => console.log(line),
  });
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

/** Rule G1: the job itself looks again whether what it is about to implement is what was approved. */
async function verifyGate({ state, assignment }: Given, workspace: string): Promise<void> {
  if (!assignment.agents.some((agent) => isGated(state, agent))) return;
  if (!gateIsOpen(state))
    throw new Error('expected a valid approval in the state, found none: nothing is implemented');
  await verifyContent(state, workspace, assignment.base);
}

async function verifyContent(state: WorkflowState, workspace: string, base: string): Promise<void> {
  if (state.feature_dir === null) throw new Error('expected a feature in the state, found none');
  const content = await readBranchContent(gitTreeReader(workspace, base), state.feature_dir);
  if (content.digest === state.content_digest || content.digest === state.approved_digest) return;
  throw new Error(
    `expected the approved artifacts (${state.approved_digest}) at ${base}, found ${content.digest}: nothing is implemented. Approve the present content.`,
  );
}

async function validConfig(bot: Bot): Promise<Config> {
  const outcome = await bot.config();
  if (outcome.kind === 'valid') return outcome.config;
  throw new Error(outcome.problems.map((problem) => problem.message).join('\n'));
}
