import type { Effect } from '../domain/effects.js';
import type { BranchContent } from '../domain/events.js';
import { type Assignment, isFinal, isKeptByEnvironment, type WorkflowState } from '../domain/state.js';
import { GithubError, isForGood } from '../hosts/github/github-error.js';
import { processEvent, runEffects, showDashboard } from '../runtime/process-event.js';
import type { Bot } from './bot.js';
import { readFeatureBranch } from './branch.js';
import { occurrence } from './occurrence.js';
import { readReviews } from './read-reviews.js';
import { readRefusal } from './refusal-of-reviewers.js';
import { restoreState } from './restore-state.js';
import { runHasEnded } from './run-status.js';

/** A run that holds an effect longer than this is taken for lost even if its status cannot be read. */
const LEASE_MS = 60 * 60 * 1000;

/**
 * Finds what stalled in one workflow, and drives it on: lost effects, lost runs, retries that are due, reviews.
 *
 * @returns the version of the state in which nothing is left to do and to show; null while there is
 */
export async function sweepWorkflow(bot: Bot, id: string): Promise<string | null> {
  const found = await bot.runtime.store.load(id);
  if (found === null) return null;
  const restored = await restoreState(bot, found);
  const loaded = restored ? await bot.runtime.store.load(id) : found;
  if (loaded === null) return null;
  const { state } = loaded;
  await finishLostEffects(bot, state);
  if (!isFinal(state.status)) await driveOn(bot, state);
  const latest = await bot.runtime.store.load(id);
  if (latest === null || !(await isAllShown(bot, latest.state))) return null;
  return isFinal(latest.state.status) && latest.state.outbox.length === 0 ? latest.version : null;
}

async function driveOn(bot: Bot, state: WorkflowState): Promise<void> {
  await reportLostAssignments(bot, state);
  await processEvent(bot.runtime, state.workflow_id, async () => ({
    type: 'time_passed',
    ...occurrence(bot, `time:${bot.runtime.runner}`),
  }));
  await readReviews(bot, state);
}

/** What people see may not have been written when it was due: nobody waits for it. What cannot be shown counts as shown. */
async function isAllShown(bot: Bot, state: WorkflowState): Promise<boolean> {
  try {
    return await bot.host.dashboard.complete(state);
  } catch (error) {
    bot.runtime.log(
      `what is missing could not be shown: ${error instanceof Error ? error.message : String(error)}`,
    );
    return error instanceof GithubError && isForGood(error);
  }
}

/** Effects whose run ended before it recorded them: looked for first, then done. */
async function finishLostEffects(bot: Bot, state: WorkflowState): Promise<void> {
  const lost: Effect[] = [];
  for (const effect of state.outbox) {
    if (await holderHasEnded(bot, effect)) lost.push(effect);
  }
  if (lost.length === 0) return;
  const ids = lost.map((effect) => effect.id);
  bot.runtime.log(`taking over ${ids.join(', ')}`);
  const taken = await processEvent(bot.runtime, state.workflow_id, async () => ({
    type: 'effects_taken_over',
    effect_ids: ids,
    ...occurrence(bot, `takeover:${bot.runtime.runner}:${ids.join(',')}`),
  }));
  if (taken.state === null || taken.refusal !== null) return;
  const latest = await runEffects(bot.runtime, taken.state, lost, { lookFirst: true });
  await showDashboard(bot.runtime, latest);
}

async function holderHasEnded(bot: Bot, effect: Effect): Promise<boolean> {
  if (effect.leased_by === bot.runtime.runner) return false;
  const age = Date.parse(bot.runtime.clock.now()) - Date.parse(effect.emitted_at);
  return age > LEASE_MS || (await runHasEnded(bot, effect.leased_by));
}

/** Assignments whose run has ended without a landing, or whose time is up. */
async function reportLostAssignments(bot: Bot, state: WorkflowState): Promise<void> {
  for (const assignment of state.assignments.filter((one) => one.status === 'dispatched')) {
    if (await isKeptBack(bot, state, assignment)) continue;
    const loss = await lossOf(bot, assignment);
    if (loss === null) continue;
    await processEvent(bot.runtime, state.workflow_id, async () => ({
      type: 'assignment_lost',
      assignment_id: assignment.id,
      ...loss,
      ...(await whatHasLanded(bot, state)),
      ...occurrence(bot, `lost:${assignment.id}`),
    }));
  }
}

/** The run may have pushed before it was lost. Where the branch cannot be read, its work is given out again all the same. */
async function whatHasLanded(bot: Bot, state: WorkflowState): Promise<{ content?: BranchContent }> {
  try {
    const content = await readFeatureBranch(bot, state);
    return content === null ? {} : { content };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    bot.runtime.log(`the branch ${state.branch?.name ?? ''} could not be read: ${why}`);
    return {};
  }
}

/**
 * A run that GitHub keeps waiting for the reviewers of its environment is neither lost nor late, for as long as GitHub
 * itself lets it wait (30 days). Once it may begin, its time begins with it.
 */
async function isKeptBack(bot: Bot, state: WorkflowState, assignment: Assignment): Promise<boolean> {
  const { id, environment, let_in_at, run_id } = assignment;
  if (environment === undefined || let_in_at !== undefined || run_id === null) return false;
  const run = await bot.host.facts.runStatus(run_id);
  if (run === null || run.finished) return false;
  if (run.status !== 'in_progress') return true;
  await processEvent(bot.runtime, state.workflow_id, async () => ({
    type: 'assignment_let_in',
    assignment_id: id,
    ...occurrence(bot, `let-in:${id}`),
  }));
  return true;
}

type Loss = { readonly reason: 'timeout' | 'lost_run' | 'refused'; readonly message: string };

async function lossOf(bot: Bot, assignment: Assignment): Promise<Loss | null> {
  // First of all: how long the reviewers took is no fault of the work.
  const refusal =
    isKeptByEnvironment(assignment) && assignment.run_id !== null
      ? await readRefusal(bot, assignment, assignment.run_id)
      : null;
  if (refusal !== null) return { reason: 'refused', message: refusal };
  if (Date.parse(assignment.deadline_at) <= Date.parse(bot.runtime.clock.now())) {
    return { reason: 'timeout', message: `No result by ${assignment.deadline_at}.` };
  }
  if (assignment.run_id === null) return null;
  const run = await bot.host.facts.runStatus(assignment.run_id);
  if (run !== null && !run.finished) return null;
  if (run?.conclusion === 'failure' && run.attempt === 1) {
    // The agent's work may be done and only its landing have failed: then the artifact is there still.
    bot.runtime.log(`run ${run.id} failed before it told its result: its failed jobs are run again`);
    await bot.host.rerunFailedJobs(run.id);
    return null;
  }
  return {
    reason: 'lost_run',
    message: `Run ${assignment.run_id} ended (${run?.conclusion ?? 'it is gone'}) without a result.`,
  };
}
