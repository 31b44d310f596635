import type {
  AssignmentConflicted,
  AssignmentFinished,
  AssignmentLost,
  BranchMoved,
} from '../../domain/events.js';
import type { Assignment, WorkflowState } from '../../domain/state.js';
import { isGated } from '../../engine/gate.js';
import { readBranchContent } from '../../runtime/branch-content.js';
import { gitIn } from './git.js';
import { gitTreeReader } from './git-tree.js';
import type { LandOutcome } from './options.js';
import { fetchHead } from './remote.js';

/** Who tells of a landing, and when. */
interface Occurrence {
  readonly at: string;
  readonly runner: string;
}

/**
 * What the engine is told of a landing. Facts about the branch are read here, after the state that they will meet, so that
 * they are never older.
 *
 * @param checkout clone whose `origin` holds the feature branch
 */
export async function landingEvent(
  outcome: LandOutcome,
  state: WorkflowState,
  assignment: Assignment,
  checkout: string,
  occurrence: Occurrence,
): Promise<AssignmentFinished | AssignmentConflicted | AssignmentLost | BranchMoved | null> {
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
    case 'conflict': {
      const content = await contentNow(state, checkout);
      return {
        type: 'assignment_conflicted',
        ...about,
        head: outcome.head,
        files: outcome.files,
        ...(content === null ? {} : { content }),
      };
    }
    case 'invalid':
      return { type: 'assignment_lost', ...about, reason: 'no_result', message: outcome.message };
    case 'missing': {
      // Its first landing may have been ended after the push, and the result be gone since.
      const content = await contentNow(state, checkout);
      const message = 'The job left no result.';
      return {
        type: 'assignment_lost',
        ...about,
        reason: 'no_result',
        message,
        ...(content === null ? {} : { content }),
      };
    }
    case 'head_refused': {
      const content = await contentNow(state, checkout);
      if (content === null) return null;
      const key = `branch:${content.head}:${occurrence.runner}`;
      return { type: 'branch_moved', ...occurrence, key, content };
    }
  }
}

/** Rule G1: nothing is landed on top of artifacts that nobody has approved. */
export async function holdsWhatWasApproved(
  state: WorkflowState,
  assignment: Assignment,
  checkout: string,
  commit: string,
): Promise<boolean> {
  if (!isGated(state, assignment.agents[0]) || state.feature_dir === null) return true;
  const content = await readBranchContent(gitTreeReader(checkout, commit), state.feature_dir);
  return content.digest === state.content_digest;
}

async function contentNow(state: WorkflowState, checkout: string) {
  if (state.branch === null || state.feature_dir === null) return null;
  const head = await fetchHead(gitIn(checkout), state.branch.name);
  return head === null ? null : readBranchContent(gitTreeReader(checkout, head), state.feature_dir);
}
