import type { Assignment, WorkflowState } from '../domain/state.js';

/** The assignment with this id if it is still out: only then does what is told about it count (rule S3). */
export function currentAssignment(state: WorkflowState, id: string): Assignment | null {
  return state.assignments.find((one) => one.id === id && one.status === 'dispatched') ?? null;
}

/** How the timeline names an assignment. */
export function nameOf({ agents, tasks }: Assignment): string {
  return tasks.length > 0 ? `${agents[0]} ${tasks.join(', ')}` : agents.join(', ');
}
