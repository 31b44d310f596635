import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Backend } from '../backends/backend.js';
import type { Config } from '../config/schema.js';
import type { Assignment, WorkflowState } from '../domain/state.js';
import { landResult } from '../jobs/land/land-result.js';
import { holdsWhatWasApproved, landingEvent } from '../jobs/land/landing-event.js';
import { traceLanding } from '../jobs/land/traceability.js';
import { playAssignment } from '../jobs/play/play-assignment.js';
import { verifyGate } from '../jobs/play/verify-gate.js';
import { type EventSource, processEvent, type Runtime } from '../runtime/process-event.js';
import { cloneAt } from './clone.js';
import type { InTurn } from './in-turn.js';
import type { LocalRepository } from './repository.js';
import type { AgentSelector } from './selector.js';

export interface JobTools {
  readonly repository: LocalRepository;
  readonly runtime: Runtime;
  readonly config: Config;
  readonly backendFor: (name: string) => Backend;
  /** Assignments that this process has dispatched; whatever else is out belongs to one that is gone. */
  readonly dispatchedHere: ReadonlySet<string>;
  readonly selectAgent?: AgentSelector;
  /** Two pushes at once to a branch that is checked out would mix up the files there. */
  readonly landInTurn: InTurn;
}

/**
 * Plays and lands one assignment, as two Actions jobs do on GitHub. The agent works in a clone of its own whose origin is
 * the person's repository; what it made comes back through the same checks, as commits on the feature branch.
 */
export async function runAssignment(
  tools: JobTools,
  state: WorkflowState,
  assignment: Assignment,
): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), 'speckit-local-'));
  const source = await work(tools, state, assignment, scratch).catch(
    (error: unknown): EventSource => lost(tools.runtime, assignment, error),
  );
  try {
    await processEvent(tools.runtime, state.workflow_id, source);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function work(
  { repository, runtime, config, backendFor, selectAgent, landInTurn }: JobTools,
  state: WorkflowState,
  dispatched: Assignment,
  scratch: string,
): Promise<EventSource> {
  const assignment = { ...dispatched, backend: selected(selectAgent, state, dispatched) };
  const { branch } = state;
  if (branch === null) throw new Error('expected a feature branch in the state, found none');
  const { folder: checkout } = await cloneAt(repository.root, assignment.base, join(scratch, 'clone'));
  await verifyGate(state, assignment, checkout);
  const resultDir = join(scratch, 'result');
  const unprotected = config.permissions.allow_protected_paths;
  const { clock, log } = runtime;
  await playAssignment({
    state,
    assignment,
    workingTree: checkout,
    resultDir,
    quality: config.quality,
    unprotected,
    backendFor,
    clock,
    log,
  });
  const landing = () =>
    landResult({
      resultDir,
      state,
      assignment,
      checkout,
      branch: branch.name,
      unprotected,
      acceptHead: (commit) => holdsWhatWasApproved(state, assignment, checkout, commit),
      log,
    });
  const outcome = await landInTurn(landing);
  return async (present) => {
    const occurrence = { at: clock.now(), runner: runtime.runner };
    if (present === null) return null;
    const event = await landingEvent(outcome, present, assignment, checkout, occurrence);
    return landInTurn(() => traceLanding(event, present, { checkout, log }));
  };
}

/** Chains of tasks are played by one backend: that of their first. */
function selected(select: AgentSelector | undefined, state: WorkflowState, assignment: Assignment): string {
  const { agents, tasks, attempt, backend } = assignment;
  const id = tasks[0] ?? agents[0];
  const description = state.tasks.find((task) => task.id === id)?.description ?? state.user_request;
  return select?.({ id, agent: agents[0], description, attempt }) ?? backend;
}

function lost({ clock, runner, log }: Runtime, assignment: Assignment, error: unknown): EventSource {
  const message = error instanceof Error ? error.message : String(error);
  log(`${assignment.id}: ${message}`);
  return async () => ({
    type: 'assignment_lost',
    key: `assignment:${assignment.id}`,
    at: clock.now(),
    runner,
    assignment_id: assignment.id,
    reason: 'no_result',
    message,
  });
}
