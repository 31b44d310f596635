/** Plays one agent or task, and takes the files that it may hand over. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { refuseChange } from '../../agents/path-policy.js';
import { type AgentDefinition, agentDefinition } from '../../agents/registry.js';
import type { SecretScanner } from '../../commands/secret-values.js';
import type { AgentResponse } from '../../domain/contract.js';
import type { Usage } from '../../domain/events.js';
import { GitError } from '../land/git.js';
import { findSecretIn } from '../land/scan-changes.js';
import { playAnalyze } from './analyze-agent.js';
import { ask, type Question } from './ask.js';
import type { Capture } from './capture.js';
import { featureDirOf, workflowContextOf } from './contexts.js';
import { playBuilder } from './e2e-builder.js';
import { playFixer } from './e2e-fixer.js';
import { playTasksToIssues } from './issues-list.js';
import type { PlayOptions } from './options.js';
import type { PartName } from './play-assignment.js';
import { refusal } from './refusal.js';
import { failure, NO_USAGE, type Played } from './response.js';
import type { PlayedPart } from './schema.js';
import { playSpecWriter } from './spec-writer.js';
import { playTest } from './test-gate.js';
import { playForArtifacts } from './valid-artifacts.js';
import { playForCode } from './written-code.js';

export interface PartInput {
  readonly options: PlayOptions;
  readonly capture: Capture;
  /** Tree that the earlier parts have left. */
  readonly before: string;
  readonly earlier: readonly PlayedPart[];
  readonly secrets: SecretScanner;
}

export interface PartOutput {
  readonly response: AgentResponse;
  readonly usage: Usage;
  readonly log: string;
  /** Empty when nothing was changed or nothing may be kept. */
  readonly patch: Buffer;
  readonly tree: string;
}

/** Plays a part. Whatever goes wrong becomes an answer of status `error` without files. */
export async function playPart(name: PartName, input: PartInput): Promise<PartOutput> {
  try {
    await makeFeatureDir(input.options);
    const played = await answerOf(name, input);
    return await take(name, played, input);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // Git cannot take a working tree that holds, say, a half-made repository of the agent's own: the agent can mend that.
    const type = error instanceof GitError ? 'ValidationError' : 'UnrecoverableError';
    const response = failure(name.agent, input.options.clock.now(), { type, message });
    return { response, usage: NO_USAGE, log: message, patch: Buffer.alloc(0), tree: input.before };
  }
}

/** Some programs write a file only where its folder exists, and agents that plan may not run `mkdir`. */
async function makeFeatureDir({ state, workingTree }: PlayOptions): Promise<void> {
  const featureDir = featureDirOf(state);
  if (featureDir !== null) await mkdir(join(workingTree, featureDir), { recursive: true });
}

async function answerOf({ agent, task }: PartName, input: PartInput): Promise<Played> {
  const { options, capture, earlier } = input;
  const { state, assignment, clock } = options;
  const refuse = (failed: Parameters<typeof failure>[2]): Played => ({
    response: failure(agent, clock.now(), failed),
    usage: NO_USAGE,
    log: '',
    answeredBy: 'machinery',
  });
  if (state.feature_dir === null && agentDefinition(agent).needsFeature) {
    return refuse({
      type: 'PrerequisiteError',
      message: `expected a feature directory for ${agent}, found none`,
    });
  }
  const timeoutMs = timeLeft(task, options);
  if (timeoutMs <= 0) {
    return refuse({
      type: 'TimeoutError',
      message: `expected to begin ${agent} before the assignment's deadline ${assignment.deadline_at}`,
    });
  }
  const question: Question = {
    agent,
    task,
    timeoutMs,
    context: workflowContextOf(state, earlier),
    // Feedback is for the agent whose work was sent back, which the assignment begins with.
    feedback: agent === assignment.agents[0] ? assignment.feedback : null,
  };
  switch (agent) {
    case 'test':
      return playTest(options, timeoutMs);
    case 'taskstoissues':
      return playTasksToIssues(state, clock.now());
    case 'specify':
    case 'clarify':
      return playForArtifacts(question, options, playSpecWriter);
    case 'research':
    case 'plan':
    case 'checklist':
    case 'tasks':
      return playForArtifacts(question, options, ask);
    case 'analyze':
      return playAnalyze(question, options);
    case 'implement':
      return playForCode(question, options, () => hasWrittenCode(input));
    case 'e2e-test-builder':
      return playBuilder(question, options);
    case 'e2e-test-fixer':
      return playFixer(question, options, capture);
    default:
      return ask(question, options);
  }
}

/** Ticks and other changes of what was approved are left out afterwards, so they do not count. */
async function hasWrittenCode({ capture, before }: PartInput): Promise<boolean> {
  const changed = await capture.changes(before, await capture.snapshot());
  return changed.some(({ path }) => !path.startsWith('specs/'));
}

/** The agent's or task's own limit, and never beyond the assignment's deadline. */
function timeLeft(task: string | null, { state, assignment, clock }: PlayOptions): number {
  const { agent_timeout_seconds: agent, task_timeout_seconds: one } = state.settings;
  const left = Date.parse(assignment.deadline_at) - Date.parse(clock.now());
  return Math.min(1000 * (task === null ? agent : one), left);
}

async function take(name: PartName, played: Played, input: PartInput): Promise<PartOutput> {
  const { options, capture, before } = input;
  const definition = agentDefinition(name.agent);
  const dropped = await leaveOut(definition, input);
  const problem = mayKeep(played) ? await problemOf(definition, played, input) : null;
  const response = problem ?? played.response;
  const log = [played.log, ...dropped.map((path) => `left out: ${path}`)].join('\n');
  if (problem !== null || !mayKeep(played)) {
    await capture.restore(before);
    return { response, usage: played.usage, log, patch: Buffer.alloc(0), tree: before };
  }
  const tree = await capture.snapshot();
  options.log(`${name.agent}: ${(await capture.changes(before, tree)).length} files changed`);
  return { response, usage: played.usage, log, patch: await capture.patch(before, tree), tree };
}

/** Files of a failed task could break the tasks beside it; those of a failed machine mean nothing. */
function mayKeep({ response, answeredBy }: Played): boolean {
  if (agentDefinition(response.agent).mayWrite.allow.length === 0) return false;
  if (response.status === 'success') return true;
  return answeredBy === 'agent' && response.agent !== 'implement';
}

/**
 * Those who build do not change what was approved. Agent programs tick tasks.md all the same; the product ticks when work
 * lands, so these changes are put back instead of refusing the work for them.
 */
async function leaveOut(
  definition: AgentDefinition,
  { capture, before }: PartInput,
): Promise<readonly string[]> {
  if (!definition.mayWrite.deny.includes('specs/**')) return [];
  const changed = await capture.changes(before, await capture.snapshot());
  const paths = changed.map(({ path }) => path).filter((path) => path.startsWith('specs/'));
  if (paths.length > 0) await capture.restore(before, paths);
  return paths;
}

/** The answer that replaces the agent's own when its files are not acceptable. */
async function problemOf(
  definition: AgentDefinition,
  { response }: Played,
  { options, capture, before, secrets }: PartInput,
): Promise<AgentResponse | null> {
  const { state, clock, unprotected } = options;
  const featureDir = featureDirOf(state);
  const policy = { definition, featureDir, response, unprotected: unprotected ?? [] };
  const changed = await capture.changes(before, await capture.snapshot());
  const refused = changed.flatMap((change) => {
    const reason = refuseChange(change, policy);
    return reason === null ? [] : [refusal(change.path, reason)];
  });
  if (refused.length === 0) {
    const leaking = await findSecretIn(changed, (id) => capture.content(id), secrets);
    if (leaking === null) return null;
    refused.push(refusal(leaking, 'it holds a secret, or what has the form of one'));
  }
  const message = `expected ${definition.name} to change only what it may, received ${refused.length} other changes, first ${refused[0]?.message}`;
  return failure(definition.name, clock.now(), { type: 'ValidationError', message, issues: refused });
}
