import { join } from 'node:path';
import type { WorkflowEvent } from '../../domain/events.js';
import type { Assignment, WorkflowState } from '../../domain/state.js';
import { isGated } from '../../engine/gate.js';
import { gitIn } from '../../jobs/land/git.js';
import { gitTreeReader } from '../../jobs/land/git-tree.js';
import { type LandOutcome, landResult } from '../../jobs/land/land-result.js';
import { fetchHead } from '../../jobs/land/remote.js';
import { readBranchContent } from '../../runtime/branch-content.js';
import { type EventSource, processEvent } from '../../runtime/process-event.js';
import { RESULT_FOLDER } from './agent.js';
import { type Given, givenAssignment } from './assignment.js';
import type { ActionEnvironment } from './environment.js';

/** Mode `land`: checks what the agent job handed over, writes it, and takes the workflow on. */
export async function land(environment: ActionEnvironment): Promise<void> {
  const given = await givenAssignment(environment);
  if (given === null) return;
  const { bot, state, assignment } = given;
  const outcome = await landing(given, environment);
  const source: EventSource = async (present) =>
    present === null ? null : eventOf(outcome, present, { ...given, checkout: environment.workspace });
  const { refusal } = await processEvent(bot.runtime, state.workflow_id, source);
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

/** Rule G1: nothing is landed on top of artifacts that nobody has approved. */
async function holdsWhatWasApproved(
  state: WorkflowState,
  assignment: Assignment,
  checkout: string,
  commit: string,
): Promise<boolean> {
  if (!isGated(state, assignment.agents[0]) || state.feature_dir === null) return true;
  const content = await readBranchContent(gitTreeReader(checkout, commit), state.feature_dir);
  return content.digest === state.content_digest;
}

/** Facts about the branch are read here, after the state that they will meet, so that they are never older. */
async function eventOf(
  outcome: LandOutcome,
  state: WorkflowState,
  { bot, assignment, checkout }: Given & { readonly checkout: string },
): Promise<WorkflowEvent | null> {
  const occurrence = { at: bot.runtime.clock.now(), runner: bot.runtime.runner };
  const about = { ...occurrence, key: `assignment:${assignment.id}`, assignment_id: assignment.id };
  switch (outcome.kind) {
    case 'landed':
      return {
        type: 'assignment_finished',
        ...about,
        responses: outcome.responses,
        usage: outcome.usage,
        landed: outcome.wrote ? await contentNow(state, checkout) : null,
      };
    case 'conflict':
      return {
        type: 'assignment_conflicted',
        ...about,
        head: outcome.head,
        files: outcome.files,
        ...(await withContent(state, checkout)),
      };
    case 'invalid':
      return { type: 'assignment_lost', ...about, reason: 'no_result', message: outcome.message };
    case 'missing':
      return { type: 'assignment_lost', ...about, reason: 'no_result', message: 'The job left no result.' };
    case 'head_refused': {
      const content = await contentNow(state, checkout);
      return content === null
        ? null
        : {
            type: 'branch_moved',
            ...occurrence,
            key: `branch:${content.head}:${bot.runtime.runner}`,
            content,
          };
    }
  }
}

async function withContent(state: WorkflowState, checkout: string) {
  const content = await contentNow(state, checkout);
  return content === null ? {} : { content };
}

async function contentNow(state: WorkflowState, checkout: string) {
  if (state.branch === null || state.feature_dir === null) return null;
  const head = await fetchHead(gitIn(checkout), state.branch.name);
  return head === null ? null : readBranchContent(gitTreeReader(checkout, head), state.feature_dir);
}
