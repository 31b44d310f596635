import type { BranchContent } from '../domain/events.js';
import { isFinal, type TaskState } from '../domain/state.js';
import type { AgentName } from '../domain/workflows.js';
import type { Draft } from './draft.js';
import { isGated } from './gate.js';
import { supersedeAll } from './supersede.js';
import { withBlocked } from './task-recovery.js';

/** What the dashboard and the checkpoint show from now on. */
export function present(draft: Draft, content: BranchContent): void {
  const { branch, implementation_approved } = draft.state;
  if (branch === null) return;
  draft.set({
    branch: { ...branch, head: content.head },
    content_digest: content.digest,
    presented_at: draft.event.at,
    artifacts_ready: { ...content.artifacts },
    // What is implemented is not there to be created any more: people see what they have approved.
    scope: implementation_approved ? draft.state.scope : content.scope,
    tasks: implementation_approved ? takeTicks(draft.state.tasks, content) : plannedTasks(content),
    ...(implementation_approved ? {} : { plan: undefined }),
  });
}

/** The tasks as tasks.md holds them: a person may have edited or ticked them. */
export function plannedTasks(content: BranchContent): TaskState[] {
  return content.tasks.map(({ done, ...task }) => ({ ...task, status: done ? 'done' : 'pending' }));
}

/** Clears every approval; the reason is kept for people to read. */
export function voidApprovals(draft: Draft, reason: string): void {
  const { approvals, voided_approvals } = draft.state;
  const voided = approvals.map((one) => ({ by: one.by, at: draft.event.at, reason, head: one.head }));
  draft.set({
    approvals: [],
    approved_digest: null,
    implementation_approved: false,
    voided_approvals: [...voided_approvals, ...voided],
  });
  draft.tell('speckit', `${reason}: approval of the new content is needed`);
}

/** Goes back before the gate: planning agents are to run again, and what they write needs an approval of its own. */
export function reopenPlanning(draft: Draft, reason: string): void {
  supersedeAll(draft);
  voidApprovals(draft, reason);
  draft.set({ completed_agents: planningAgents(draft), planning_complete: false });
}

/**
 * The approved artifacts are not what they were, and not by the product's own landing (rule G1): nothing of what was
 * approved goes on, and approval is asked for again. What comes after the gate is then looked at anew.
 */
export function artifactsChanged(draft: Draft, content: BranchContent): void {
  const { status } = draft.state;
  if (isFinal(status)) return;
  supersedeAll(draft);
  voidApprovals(draft, `the approved artifacts were changed in ${content.head.slice(0, 7)}`);
  draft.set({
    completed_agents: planningAgents(draft),
    scope: content.scope,
    tasks: plannedTasks(content),
    plan: undefined,
    resume_from: 'implement',
  });
  // A paused workflow stays paused; resuming it leads to the checkpoint.
  if (status !== 'running') return;
  draft.turn('awaiting_implementation_approval', 'The approved artifacts were changed after the approval.');
  draft.set({ current_agent: null, checkpoint_reached_at: draft.event.at });
  draft.emit({ kind: 'post_comment', topic: 'approval_voided' });
}

function planningAgents({ state }: Draft): AgentName[] {
  return state.completed_agents.filter((agent) => !isGated(state, agent));
}

/** A task that a person ticked is done, unless a job is at work on it: then its answer counts. */
function takeTicks(tasks: TaskState[], content: BranchContent): TaskState[] {
  const open = tasks.filter((task) => task.status !== 'running' && task.status !== 'done');
  const ids = new Set(open.map((task) => task.id));
  const ticked = new Set(content.tasks.flatMap((task) => (task.done && ids.has(task.id) ? [task.id] : [])));
  if (ticked.size === 0) return tasks;
  const taken = tasks.map((task): TaskState => {
    if (!ticked.has(task.id) || !ids.has(task.id)) return task;
    const { lacks: _, ...rest } = task;
    return { ...rest, status: 'done' };
  });
  return taken.some((task) => task.status === 'blocked') ? withBlocked(taken) : taken;
}
