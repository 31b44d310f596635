import { setTimeout as wait } from 'node:timers/promises';
import { milliseconds } from '../config/workflow-settings.js';
import { isFinal, isWaiting, type WorkflowState } from '../domain/state.js';
import { processEvent, runEffects } from '../runtime/process-event.js';
import { type JobTools, runAssignment } from './assignment-job.js';
import { takeDriver } from './driver-lock.js';
import { holderIsAlive } from './process.js';

/** How often a driver looks whether another process has paused or aborted the workflow. */
const LOOK_MS = 2_000;

/**
 * Drives a workflow until it waits for a person or has ended: plays what is dispatched, and wakes what waits for its time.
 * What a process that died has left is finished first.
 */
export async function drive(tools: JobTools, workflowId: string): Promise<WorkflowState> {
  const release = await takeDriver(tools.repository.stateDir, workflowId);
  try {
    await finishLost(tools, workflowId);
    return await loop(tools, workflowId);
  } finally {
    await release();
  }
}

async function loop(tools: JobTools, workflowId: string): Promise<WorkflowState> {
  const active = new Map<string, Promise<void>>();
  for (;;) {
    const state = await load(tools, workflowId);
    for (const one of state.assignments) {
      if (one.status !== 'dispatched' || active.has(one.id)) continue;
      const job = runAssignment(tools, state, one).finally(() => active.delete(one.id));
      active.set(one.id, job);
    }
    if (active.size === 0 && (isFinal(state.status) || isWaiting(state.status))) return state;
    if (active.size === 0 && state.timers.length === 0) throw new Error(stuck(state));
    await nextEvent(tools, state, [...active.values()]);
    await reportOverdue(tools, state);
  }
}

/**
 * Reports jobs whose time is up, so that their work is tried again. What such a job still answers then is not current any
 * more and changes nothing (rule S3).
 */
async function reportOverdue({ runtime, config }: JobTools, state: WorkflowState): Promise<void> {
  const { clock, runner } = runtime;
  const interval = milliseconds(config.monitoring.health_check_interval);
  for (const { id, status, deadline_at } of state.assignments) {
    const late = Date.parse(clock.now()) - Date.parse(deadline_at);
    if (status !== 'dispatched' || late < interval) continue;
    await processEvent(runtime, state.workflow_id, async () => ({
      type: 'assignment_lost',
      key: `lost:${id}`,
      at: clock.now(),
      runner,
      assignment_id: id,
      reason: 'timeout',
      message: `No result by ${deadline_at}.`,
    }));
  }
}

/** Whatever comes first: a job ends, a retry is due, or it is time to look for another process's command. */
async function nextEvent(
  tools: JobTools,
  state: WorkflowState,
  jobs: readonly Promise<void>[],
): Promise<void> {
  const { clock, runner } = tools.runtime;
  const due = state.timers.map((timer) => Date.parse(timer.due_at) - Date.parse(clock.now()));
  const pause = Math.max(0, Math.min(LOOK_MS, ...due));
  const stop = new AbortController();
  try {
    await Promise.race([...jobs, wait(pause, undefined, { signal: stop.signal }).catch(() => undefined)]);
  } finally {
    stop.abort();
  }
  if (!state.timers.some((timer) => timer.due_at <= clock.now())) return;
  const at = clock.now();
  await processEvent(tools.runtime, state.workflow_id, async () => ({
    type: 'time_passed',
    key: `time:${runner}:${at}`,
    at,
    runner,
  }));
}

/**
 * What a process that is gone has left. Its effects are done again, each looking for its earlier result first; its jobs
 * are put back to be started anew, which is nobody's failure and uses up no retry.
 */
async function finishLost({ runtime, dispatchedHere }: JobTools, workflowId: string): Promise<void> {
  const { clock, runner } = runtime;
  const occurrence = (key: string) => ({ key: `${key}:${runner}`, at: clock.now(), runner });
  const state = await load({ runtime }, workflowId);
  const unstarted = new Set(
    state.outbox.flatMap((effect) => (effect.kind === 'dispatch_assignment' ? [effect.assignment_id] : [])),
  );
  const begun = state.assignments.some(
    ({ id, status }) => status === 'dispatched' && !unstarted.has(id) && !dispatchedHere.has(id),
  );
  if (begun) {
    for (const command of ['pause', 'resume'] as const) {
      await processEvent(runtime, workflowId, async () => ({
        type: 'command_given',
        ...occurrence(command),
        command,
        by: 'speckit',
      }));
    }
  }
  const left = (await load({ runtime }, workflowId)).outbox.filter(
    ({ leased_by }) => !holderIsAlive(leased_by),
  );
  if (left.length === 0) return;
  const taken = await processEvent(runtime, workflowId, async () => ({
    type: 'effects_taken_over',
    ...occurrence('takeover'),
    effect_ids: left.map((effect) => effect.id),
  }));
  if (taken.state !== null) await runEffects(runtime, taken.state, left, { lookFirst: true });
}

async function load({ runtime }: Pick<JobTools, 'runtime'>, workflowId: string): Promise<WorkflowState> {
  const loaded = await runtime.store.load(workflowId);
  if (loaded === null) throw new Error(`expected the state of workflow ${workflowId}, found none`);
  return loaded.state;
}

function stuck(state: WorkflowState): string {
  return `expected workflow ${state.workflow_id} to go on or to wait for somebody, but nothing is to be done at ${state.current_agent ?? 'its start'}: this is a defect, please report it with the saved state`;
}
