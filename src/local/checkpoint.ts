import type { WorkflowState } from '../domain/state.js';
import { isFinal, isWaiting } from '../domain/state.js';
import { phaseOf } from '../monitoring/progress.js';

/** The executor seed's Checkpoint Structure: a saved state as a program that resumes it wants to see it. */
export interface Checkpoint {
  /** `<workflow-id>@<revision>`: every committed transition is a checkpoint, so there is one after each task. */
  readonly id: string;
  readonly timestamp: string;
  readonly execution: {
    readonly id: string;
    readonly phase: 'initialization' | 'execution' | 'completion';
    readonly status: 'active' | 'paused' | 'failed';
  };
  readonly progress: {
    readonly completed_tasks: readonly string[];
    readonly active_tasks: readonly string[];
    readonly failed_tasks: readonly string[];
    readonly remaining_tasks: readonly string[];
  };
  readonly context: {
    /** By task id, and by agent for those that work as a whole. */
    readonly task_results: Readonly<Record<string, unknown>>;
    readonly global_state: Readonly<Record<string, unknown>>;
  };
  readonly recovery: {
    readonly can_resume: boolean;
    /** An agent, `start` before the first one, `none` when nothing is left. */
    readonly resume_point: string;
    /** Assignments that were under way: what they had not landed is thrown away, and their work is done again. */
    readonly required_cleanup: readonly string[];
  };
}

/** Reads a checkpoint off a saved state. */
export function checkpointOf(state: WorkflowState): Checkpoint {
  const tasks = (...statuses: string[]) =>
    state.tasks.filter((task) => statuses.includes(task.status)).map((task) => task.id);
  const active = state.assignments.filter((one) => one.status === 'dispatched');
  return {
    id: checkpointId(state),
    timestamp: state.updated_at,
    execution: { id: state.workflow_id, phase: phaseOf(state), status: statusOf(state) },
    progress: {
      completed_tasks: tasks('done'),
      active_tasks: tasks('running'),
      failed_tasks: tasks('failed'),
      remaining_tasks: tasks('pending', 'blocked'),
    },
    context: {
      task_results: { ...state.agent_results },
      global_state: {
        workflow_type: state.workflow_type,
        feature_id: state.feature_id,
        branch: state.branch,
        status: state.status,
      },
    },
    recovery: {
      can_resume: !isFinal(state.status),
      resume_point: isFinal(state.status) ? 'none' : (state.resume_from ?? state.current_agent ?? 'start'),
      required_cleanup: active.map((one) => one.id),
    },
  };
}

function checkpointId({ workflow_id, revision }: WorkflowState): string {
  return `${workflow_id}@${revision}`;
}

function statusOf({ status }: WorkflowState): Checkpoint['execution']['status'] {
  if (status === 'failed' || status === 'aborted') return 'failed';
  return isWaiting(status) ? 'paused' : 'active';
}
