import { describe, expect, it } from '@jest/globals';
import type { Effect, EffectOutcome } from '../../src/domain/effects.js';
import type { WorkflowRequested } from '../../src/domain/events.js';
import type { WorkflowState } from '../../src/domain/state.js';
import { processEvent, type Runtime, runEffects } from '../../src/runtime/process-event.js';
import { anError, answer, requested } from '../engine/support/builders.js';

const REQUESTED: WorkflowRequested = {
  ...requested('simple'),
  key: 'comment:99',
  at: '2026-01-12T10:00:00Z',
  runner: 'run/1/1',
};
const ID = REQUESTED.workflow_id;

interface Bench {
  readonly runtime: Runtime;
  readonly saved: WorkflowState[];
  readonly ran: { readonly kind: Effect['kind']; readonly lookFirst: boolean; readonly revision: number }[];
  readonly shown: number[];
  readonly loads: () => number;
}

interface Trouble {
  /** Called before each write; may write something itself. */
  readonly beforeSave?: (bench: Bench) => void;
  readonly onEffect?: (effect: Effect) => EffectOutcome | Error | undefined;
  readonly dashboardFails?: boolean;
}

/** A runtime in memory whose store counts versions as GitHub's contents API does. */
function bench(trouble: Trouble = {}): Bench {
  const saved: WorkflowState[] = [];
  const ran: Bench['ran'] = [];
  const shown: number[] = [];
  let loads = 0;
  const runtime: Runtime = {
    store: {
      async load() {
        loads += 1;
        const state = saved.at(-1);
        return state === undefined ? null : { state, version: String(saved.length) };
      },
      async save(state, version) {
        trouble.beforeSave?.(self);
        if ((version ?? '0') !== String(saved.length)) return { kind: 'stale' };
        saved.push(state);
        return { kind: 'saved', version: String(saved.length) };
      },
      list: async () => [ID],
    },
    effects: {
      async run(effect, _state, { lookFirst }) {
        ran.push({ kind: effect.kind, lookFirst, revision: saved.at(-1)?.revision ?? 0 });
        const outcome = trouble.onEffect?.(effect) ?? usual(effect);
        if (outcome instanceof Error) throw outcome;
        return outcome;
      },
    },
    dashboard: {
      async show(state) {
        if (trouble.dashboardFails) throw new Error('403');
        shown.push(state.revision);
      },
    },
    clock: { now: () => '2026-01-12T10:00:00Z' },
    runner: 'run/1/1',
    log: () => undefined,
  };
  const self: Bench = { runtime, saved, ran, shown, loads: () => loads };
  return self;
}

function usual(effect: Effect): EffectOutcome {
  const { id } = effect;
  switch (effect.kind) {
    case 'create_dashboard':
      return { id, kind: effect.kind, comment_id: 5 };
    case 'claim_feature':
      return {
        id,
        kind: effect.kind,
        feature_id: '001-x',
        branch: '001-x',
        base: 'main',
        base_sha: 'a'.repeat(40),
      };
    case 'dispatch_assignment':
      return { id, kind: effect.kind, run_id: 9 };
    default:
      return { id, kind: 'failed', message: 'not expected here' };
  }
}

describe('S2: an event, its state and its effects', () => {
  it('writes the state with its effects before any of them runs, and what they made afterwards', async () => {
    const { runtime, saved, ran, shown } = bench();
    const { state } = await processEvent(runtime, ID, async () => REQUESTED);
    expect(saved[0]?.outbox.map((one) => one.kind)).toEqual(['create_dashboard', 'claim_feature']);
    expect(ran.map((one) => one.kind)).toEqual(['create_dashboard', 'claim_feature', 'dispatch_assignment']);
    expect(ran.every((one) => one.revision >= 1 && !one.lookFirst)).toBe(true);
    expect(state?.outbox).toEqual([]);
    expect(state).toMatchObject({ feature_id: '001-x', dashboard: { comment_id: 5 } });
    expect(shown).toEqual([saved.at(-1)?.revision]);
  });

  it('is redone from the fresh state after a lost race, with facts that are asked again', async () => {
    const first = bench();
    await processEvent(first.runtime, ID, async () => REQUESTED);
    let raced = false;
    const second = bench({
      beforeSave: ({ saved }) => {
        const latest = saved.at(-1);
        if (raced || latest === undefined) return;
        raced = true;
        saved.push({ ...latest, revision: latest.revision + 1, status_reason: 'by somebody else' });
      },
    });
    second.saved.push(...first.saved);
    const seen: (string | null | undefined)[] = [];
    const { state } = await processEvent(second.runtime, ID, async (present) => {
      seen.push(present?.status_reason);
      return {
        type: 'command_given',
        key: 'c',
        at: REQUESTED.at,
        runner: 'run/1/1',
        command: 'pause',
        by: 'ada',
      };
    });
    expect(seen).toEqual([null, 'by somebody else']);
    expect(state?.status).toBe('paused');
  });

  it('keeps an effect pending when it is unknown whether it happened, and looks first the next time', async () => {
    let lost = true;
    const { runtime, ran } = bench({
      onEffect: (effect) => (effect.kind === 'claim_feature' && lost ? new Error('timeout') : undefined),
    });
    const { state } = await processEvent(runtime, ID, async () => REQUESTED);
    expect(state?.outbox.map((one) => one.kind)).toEqual(['claim_feature']);
    lost = false;
    const after = state === null ? null : await runEffects(runtime, state, state.outbox, { lookFirst: true });
    expect(after).toMatchObject({ outbox: [], feature_id: '001-x' });
    expect(ran.filter((one) => one.lookFirst).map((one) => one.kind)).toEqual(['claim_feature']);
  });

  it('changes nothing when it comes again', async () => {
    const { runtime, saved, ran } = bench();
    await processEvent(runtime, ID, async () => REQUESTED);
    const [writes, effects] = [saved.length, ran.length];
    const again = await processEvent(runtime, ID, async () => REQUESTED);
    expect(again.refusal?.reason).toBe('duplicate');
    expect([saved.length, ran.length]).toEqual([writes, effects]);
  });

  it('is not undone by a dashboard that cannot be written', async () => {
    const { runtime } = bench({ dashboardFails: true });
    expect((await processEvent(runtime, ID, async () => REQUESTED)).state?.feature_id).toBe('001-x');
  });

  it('reads the state once and then trusts the version that it wrote itself', async () => {
    const { runtime, loads, saved } = bench();
    await processEvent(runtime, ID, async () => REQUESTED);
    expect(saved).toHaveLength(3);
    expect(loads()).toBe(1);
  });

  it('waits for a retry that is due in a moment, and leaves what is due later to the schedule', async () => {
    const failing = bench();
    const { state } = await processEvent(failing.runtime, ID, async () => REQUESTED);
    const [assignment] = state?.assignments ?? [];
    const error = { ...anError('ExternalServiceError') };
    const paused: number[] = [];
    const seen: string[] = [];
    const answered = async () => ({
      type: 'assignment_finished' as const,
      key: 'assignment:1',
      at: '2026-01-12T10:00:00Z',
      runner: 'run/1/1',
      assignment_id: assignment?.id ?? '',
      responses: [answer('specify', error)],
      usage: [],
      landed: null,
    });
    const watching: Runtime = {
      ...failing.runtime,
      pause: async (milliseconds) => void paused.push(milliseconds),
      telemetry: { observe: ({ event }) => void seen.push(event) },
    };
    const done = await processEvent(watching, ID, answered);
    expect(paused).toEqual([1_000]);
    expect(seen).toEqual(['assignment_finished', 'time_passed', 'effects_settled']);
    expect(done.state?.assignments.map((one) => one.status)).toEqual(['finished', 'dispatched']);
  });

  it('goes on where what watches it fails', async () => {
    const watched: Runtime = {
      ...bench().runtime,
      telemetry: {
        observe: () => {
          throw new Error('no endpoint');
        },
      },
    };
    const { state } = await processEvent(watched, ID, async () => REQUESTED);
    expect(state?.status).toBe('running');
  });
});
