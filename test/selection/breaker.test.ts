import { describe, expect, it } from '@jest/globals';
import {
  allow,
  type BreakerState,
  beginProbe,
  breakerState,
  CLOSED,
  DEFAULT_BREAKER_POLICY,
  recordBreaker,
} from '../../src/selection/breaker.js';

const at = (second: number) => new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString();
const end = (breaker: BreakerState, ok: boolean, second: number, assignment = 'x') =>
  recordBreaker(breaker, { assignment, ok, at: at(second) });
const fail = (times: number, breaker: BreakerState = CLOSED) => {
  let state = breaker;
  for (let i = 0; i < times; i++) state = end(state, false, 0);
  return state;
};

describe('a circuit breaker', () => {
  it('opens after three failures in a row, not after three in all', () => {
    expect(fail(2)).toEqual({ status: 'closed', failures: 2 });
    expect(fail(2, end(fail(2), true, 0))).toEqual({ status: 'closed', failures: 2 });
    expect(fail(3)).toEqual({ status: 'open', trips: 1, opened_at: at(0), retry_at: at(60) });
  });

  it('lets nothing through while open, then a single probe', () => {
    const open = fail(3);
    expect(allow(CLOSED, at(0))).toEqual({ kind: 'pass' });
    expect(allow(open, at(59))).toEqual({ kind: 'blocked', until: at(60) });
    expect(allow(open, at(60))).toEqual({ kind: 'probe' });
    const probing = beginProbe(open, 'p', at(60));
    expect(allow(probing, at(61))).toEqual({ kind: 'blocked', until: at(60 + 1_800) });
    expect(beginProbe(probing, 'q', at(61))).toBe(probing);
    expect(beginProbe(open, 'q', at(59))).toBe(open);
    expect(beginProbe(CLOSED, 'q', at(59))).toBe(CLOSED);
  });

  it('closes when the probe succeeds and stays open twice as long when it fails, to a limit', () => {
    let breaker = fail(3);
    const waits: number[] = [];
    for (let i = 0; i < 8; i++) {
      if (breaker.status !== 'open') throw new Error('expected it to be open');
      waits.push((Date.parse(breaker.retry_at) - Date.parse(breaker.opened_at)) / 1000);
      const due = (Date.parse(breaker.retry_at) - Date.parse(at(0))) / 1000;
      const probing = beginProbe(breaker, 'p', at(due));
      expect(end(probing, true, due + 5, 'p')).toEqual(CLOSED);
      breaker = end(probing, false, due + 5, 'p');
    }
    expect(waits).toEqual([60, 120, 240, 480, 960, 1_800, 1_800, 1_800]);
  });

  it('ignores what was dispatched before it opened', () => {
    const open = fail(3);
    expect(end(open, true, 10, 'old')).toBe(open);
    expect(end(open, false, 10, 'old')).toBe(open);
    const probing = beginProbe(open, 'p', at(60));
    expect(end(probing, true, 61, 'old')).toBe(probing);
    expect(end(probing, false, 61, 'old')).toBe(probing);
  });

  it('sends another probe when one is lost', () => {
    const probing = beginProbe(fail(3), 'p', at(60));
    expect(allow(probing, at(60 + 1_800))).toEqual({ kind: 'probe' });
    const again = beginProbe(probing, 'q', at(60 + 1_800));
    expect(again).toMatchObject({ status: 'half_open', probe: 'q', trips: 1 });
    expect(end(again, true, 60 + 1_900, 'p')).toBe(again);
    expect(end(again, true, 60 + 1_900, 'q')).toEqual(CLOSED);
  });

  it('is plain data', () => {
    for (const state of [CLOSED, fail(3), beginProbe(fail(3), 'p', at(60))])
      expect(breakerState.parse(JSON.parse(JSON.stringify(state)))).toEqual(state);
    const endless: BreakerState = {
      status: 'half_open',
      trips: 5_000,
      opened_at: at(0),
      probe: 'p',
      probe_until: at(9),
    };
    const policy = { ...DEFAULT_BREAKER_POLICY, cooldown_ms: 1 };
    expect(recordBreaker(endless, { assignment: 'p', ok: false, at: at(1) }, policy)).toMatchObject({
      trips: 5_001,
      retry_at: at(1 + 1_800),
    });
  });
});
