import type { Effect, EffectOutcome } from '../domain/effects.js';
import type { WorkflowEvent } from '../domain/events.js';
import type { WorkflowState } from '../domain/state.js';
import type { Refusal } from '../engine/refusal.js';
import { transition } from '../engine/transition.js';
import { withAudit } from './audit.js';
import { observe } from './observe.js';
import type { Clock, Dashboard, EffectRunner, StateStore, Versioned } from './ports.js';
import type { Telemetry } from './telemetry.js';

/** Everything that a host brings to run workflows. */
export interface Runtime {
  readonly store: StateStore;
  readonly effects: EffectRunner;
  readonly dashboard: Dashboard;
  readonly clock: Clock;
  /** Names this process as the holder of effects, as `run/<id>/<attempt>`. */
  readonly runner: string;
  readonly log: (message: string) => void;
  readonly telemetry?: Telemetry;
  /** Waits; where it is absent, what is due soon is left to whoever wakes the workflow next. */
  readonly pause?: (milliseconds: number) => Promise<void>;
}

export interface Processed {
  readonly state: WorkflowState | null;
  readonly refusal: Refusal | null;
}

/**
 * Makes the event from the state that it will meet. It is asked again after a lost race, so that the facts inside are
 * never older than the state they are applied to. Null: there is nothing to do.
 */
export type EventSource = (state: WorkflowState | null) => Promise<WorkflowEvent | null>;

/** How often a lost race is run again before giving up; the sweep then finds the work. */
const RACES = 12;

/** A retry that is due within so long is waited for, so many times in a row. */
const LONGEST_WAIT_MS = 20_000;
const WAITS = 5;

/** How many outcomes are recorded with one state write. */
const OUTCOMES_PER_WRITE = 10;

/**
 * Takes a workflow one event further: load, transition, commit, run the effects that were decided, record what they made
 * (which may decide more), and show it. Effects are committed before they run (rule S2).
 */
export async function processEvent(
  runtime: Runtime,
  workflowId: string,
  source: EventSource,
): Promise<Processed> {
  const first = await commit(runtime, workflowId, source);
  if (!first.changed) return { state: first.state, refusal: first.refusal };
  const state = await runEffects(runtime, first.state, first.effects, {
    lookFirst: false,
    version: first.version,
  });
  await showDashboard(runtime, state);
  return { state: await awaitRetries(runtime, state), refusal: null };
}

/**
 * Retries that are due within a moment are waited for: a schedule comes every few minutes at best, and the delay after a
 * first failure is a second. What is due later, or becomes due too often, is left to the schedule.
 */
async function awaitRetries(runtime: Runtime, state: WorkflowState): Promise<WorkflowState> {
  const { clock, pause, runner } = runtime;
  let latest = state;
  for (let round = 0; pause !== undefined && round < WAITS && latest.status === 'running'; round += 1) {
    const due = Math.min(...latest.timers.map((timer) => Date.parse(timer.due_at)));
    const left = due - Date.parse(clock.now());
    if (!(left <= LONGEST_WAIT_MS)) break;
    await pause(Math.max(0, left));
    const at = new Date(Math.max(due, Date.parse(clock.now()))).toISOString();
    const key = `time:${runner}:${at}`;
    const passed = await commit(runtime, latest.workflow_id, async () => ({
      type: 'time_passed',
      key,
      at,
      runner,
    }));
    if (!passed.changed) return passed.state ?? latest;
    const { effects, version } = passed;
    latest = await runEffects(runtime, passed.state, effects, { lookFirst: false, version });
    await showDashboard(runtime, latest);
  }
  return latest;
}

/** The dashboard decides nothing: if it cannot be written now, the next event or the sweep writes it. */
export async function showDashboard(runtime: Runtime, state: WorkflowState): Promise<void> {
  try {
    await runtime.dashboard.show(state);
  } catch (error) {
    runtime.log(
      `the dashboard could not be updated: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/**
 * Runs effects, records what they made, and runs what was decided from that, until nothing is left.
 *
 * @param version of the state where it was just written, which spares reading it again
 * @param lookFirst for effects that an earlier run may have done already; what is decided here has never been tried
 * @returns the latest state
 */
export async function runEffects(
  runtime: Runtime,
  state: WorkflowState,
  effects: readonly Effect[],
  { lookFirst, version }: { readonly lookFirst: boolean; readonly version?: string },
): Promise<WorkflowState> {
  let latest = state;
  let known = version;
  const queue = effects.map((effect) => ({ effect, lookFirst }));
  while (queue.length > 0) {
    const outcomes: EffectOutcome[] = [];
    for (const one of queue.splice(0, OUTCOMES_PER_WRITE)) {
      const outcome = await attempt(runtime, latest, one.effect, one.lookFirst);
      if (outcome !== null) outcomes.push(outcome);
    }
    if (outcomes.length === 0) continue;
    const settled = await settle(runtime, latest, known, outcomes);
    if (settled.state !== null) latest = settled.state;
    known = settled.changed ? settled.version : undefined;
    queue.push(...settled.effects.map((effect) => ({ effect, lookFirst: false })));
  }
  return latest;
}

/** Null where it is unknown whether the effect happened: it stays in the outbox, and a sweep looks before it tries again. */
async function attempt(
  runtime: Runtime,
  state: WorkflowState,
  effect: Effect,
  lookFirst: boolean,
): Promise<EffectOutcome | null> {
  try {
    return await runtime.effects.run(effect, state, { lookFirst });
  } catch (error) {
    runtime.log(`effect ${effect.id} is unclear and stays pending: ${String(error)}`);
    return null;
  }
}

async function settle(
  runtime: Runtime,
  state: WorkflowState,
  version: string | undefined,
  outcomes: readonly EffectOutcome[],
) {
  const key = `settled:${outcomes.map((one) => one.id.split(':')[1]).join(',')}`;
  const event = async (): Promise<WorkflowEvent> => ({
    type: 'effects_settled',
    key,
    at: runtime.clock.now(),
    runner: runtime.runner,
    outcomes,
  });
  return commit(runtime, state.workflow_id, event, version === undefined ? null : { state, version });
}

type Committed =
  | {
      readonly changed: false;
      readonly state: WorkflowState | null;
      readonly refusal: Refusal | null;
      readonly effects: [];
    }
  | {
      readonly changed: true;
      readonly state: WorkflowState;
      readonly version: string;
      readonly refusal: null;
      readonly effects: readonly Effect[];
    };

/** A state that was taken from an older version carries that news from now on, with the next event that changes it. */
function tellOfRecovery(runtime: Runtime, { state, version, recovered }: Versioned): WorkflowState {
  if (recovered === undefined) return state;
  runtime.log(
    `the state of ${state.workflow_id} was damaged (${recovered.reason}); taken from ${recovered.from}`,
  );
  const event: WorkflowEvent = {
    type: 'state_recovered',
    key: `recovered:${version}`,
    at: runtime.clock.now(),
    runner: runtime.runner,
    ...recovered,
  };
  const told = transition(state, event).state;
  return told === null || told === state ? state : withAudit(state, told, event);
}

/** @param known the state as this process wrote it last: tried first, and read anew only if somebody else wrote since */
async function commit(
  runtime: Runtime,
  workflowId: string,
  source: EventSource,
  known: Versioned | null = null,
): Promise<Committed> {
  const started = Date.parse(runtime.clock.now());
  for (let race = 1; race <= RACES; race++) {
    const loaded = race === 1 && known !== null ? known : await runtime.store.load(workflowId);
    const before = loaded === null ? null : tellOfRecovery(runtime, loaded);
    const event = await source(before);
    if (event === null) return { changed: false, state: before, refusal: null, effects: [] };
    const { state: decided, effects, refusal } = transition(before, event);
    const state = decided === null || decided === before ? decided : withAudit(before, decided, event);
    if (refusal !== null)
      runtime.log(`${event.type} changed nothing: ${refusal.message} Expected ${refusal.expected}.`);
    const watch = () =>
      observe(runtime, started, { event, workflow: workflowId, before, after: state, effects, refusal });
    if (state === null || state === before) {
      if (refusal !== null) watch();
      return { changed: false, state: before, refusal, effects: [] };
    }
    // What takes the place of a broken version says so: nothing is built on that.
    const recovering = loaded?.recovered === undefined ? '' : 'state_recovered, ';
    const message = `${recovering}${event.type} (${state.status})`;
    const saved = await runtime.store.save(state, loaded?.version ?? null, message);
    if (saved.kind === 'saved') {
      watch();
      return { changed: true, state, version: saved.version, refusal: null, effects };
    }
    runtime.log(`${event.type}: somebody else wrote first, doing it again on the fresh state (${race})`);
  }
  throw new Error(
    `expected to write the state of workflow ${workflowId} within ${RACES} tries, but others kept writing; the schedule will try again`,
  );
}
