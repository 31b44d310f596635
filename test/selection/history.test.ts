import { describe, expect, it } from '@jest/globals';
import {
  backendHistory,
  durationSamples,
  emptyHistory,
  evidence,
  recordOutcome,
  responseTime,
  successRate,
} from '../../src/selection/history.js';

const outcome = (id: number, ok = true, rest = {}) => ({
  id: String(id),
  agent_id: 'a',
  task_type: 'implement',
  ok,
  duration_ms: 100,
  ...rest,
});
const record = (count: number, ok: boolean, rest = {}) => {
  let history = emptyHistory();
  for (let i = 0; i < count; i++) history = recordOutcome(history, outcome(i, ok, rest));
  return history;
};

describe('the history of backends', () => {
  it('begins with an assumption that outcomes replace', () => {
    expect(successRate(emptyHistory(), 'a', 'implement')).toBe(0.8);
    expect(successRate(record(1, true), 'a', 'implement')).toBeGreaterThan(0.8);
    expect(successRate(record(1, false), 'a', 'implement')).toBeGreaterThan(0.4);
    expect(successRate(record(40, false), 'a', 'implement')).toBeLessThan(0.05);
    expect(successRate(record(40, true), 'a', 'implement')).toBeGreaterThan(0.97);
  });

  it('keeps types apart, and takes all of them where one is unknown', () => {
    let history = record(20, true);
    for (let i = 20; i < 40; i++)
      history = recordOutcome(history, outcome(i, false, { task_type: 'review' }));
    expect(successRate(history, 'a', 'implement')).toBeGreaterThan(0.9);
    expect(successRate(history, 'a', 'review')).toBeLessThan(0.1);
    expect(successRate(history, 'a', 'plan')).toBeCloseTo(0.5, 1);
    expect(evidence(history, 'a', 'plan')).toBe(0);
    expect(evidence(history, 'a', 'review')).toBeGreaterThan(10);
  });

  it('forgives: what was long ago counts less', () => {
    let history = record(20, false);
    for (let i = 20; i < 60; i++) history = recordOutcome(history, outcome(i, true));
    expect(successRate(history, 'a', 'implement')).toBeGreaterThan(0.75);
  });

  it('counts an outcome that is told twice once, and leaves what it was given alone', () => {
    const before = emptyHistory();
    const once = recordOutcome(before, outcome(1));
    expect(recordOutcome(once, outcome(1))).toBe(once);
    expect(before).toEqual(emptyHistory());
  });

  it('times successes only, by their median', () => {
    expect(responseTime(emptyHistory(), 'a', 'implement')).toBeNull();
    let history = recordOutcome(record(2, true), outcome(5, true, { duration_ms: 900 }));
    history = recordOutcome(history, outcome(6, false, { duration_ms: 1 }));
    history = recordOutcome(history, outcome(7, true, { duration_ms: null }));
    expect(responseTime(history, 'a', 'implement')).toBe(100);
    expect(responseTime(history, 'a', 'plan')).toBe(100);
    expect(durationSamples(history)).toEqual({ implement: [100, 100, 900] });
  });

  it('stays small, and survives being written down', () => {
    const history = record(2_000, true);
    expect(JSON.stringify(history).length).toBeLessThan(8_000);
    expect(backendHistory.parse(JSON.parse(JSON.stringify(history)))).toEqual(history);
    const odd = recordOutcome(
      emptyHistory(),
      outcome(1, true, { agent_id: '__proto__', task_type: 'constructor' }),
    );
    expect(evidence(odd, '__proto__', 'constructor')).toBe(1);
  });
});
