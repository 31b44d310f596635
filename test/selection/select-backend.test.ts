import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type BreakerState, beginProbe } from '../../src/selection/breaker.js';
import type { Candidate, SelectableTask } from '../../src/selection/candidates.js';
import { type BackendHistory, emptyHistory, recordOutcome } from '../../src/selection/history.js';
import { selectBackend } from '../../src/selection/select-backend.js';
import type { SelectionContext } from '../../src/selection/selection.js';

const NOW = '2026-01-01T00:10:00.000Z';
const OPEN: BreakerState = {
  status: 'open',
  trips: 1,
  opened_at: '2026-01-01T00:09:30.000Z',
  retry_at: '2026-01-01T00:10:30.000Z',
};
const task: SelectableTask = { id: 'T001', task_type: 'implement', required_capabilities: ['coding'] };
const able = (id: string, rest: Partial<Candidate> = {}): Candidate => ({
  id,
  capabilities: ['coding'],
  ...rest,
});
const ABC = [able('a'), able('b'), able('c')];

function select(candidates: readonly Candidate[], rest: Partial<SelectionContext> = {}, about = task) {
  return selectBackend(about, candidates, { now: NOW, history: emptyHistory(), ...rest });
}

function order(candidates: readonly Candidate[], rest: Partial<SelectionContext> = {}, about = task) {
  const found = select(candidates, rest, about);
  return found.kind === 'selected' ? found.scores.map((one) => one.agent_id) : found.kind;
}

function historyOf(...outcomes: [agent: string, ok: boolean, ms: number, times: number][]): BackendHistory {
  let history = emptyHistory();
  let id = 0;
  for (const [agent_id, ok, duration_ms, times] of outcomes) {
    for (let i = 0; i < times; i++)
      history = recordOutcome(history, { id: `${id++}`, agent_id, task_type: 'implement', ok, duration_ms });
  }
  return history;
}

describe('selectBackend', () => {
  it('answers as the seed does: one, a confidence, and two fallbacks', () => {
    const found = select([...ABC, able('d')]);
    expect(found).toMatchObject({
      kind: 'selected',
      agent_id: 'a',
      fallback_agents: ['b', 'c'],
      probe: false,
    });
  });

  it('weighs the four parts as the seed does', () => {
    const history = historyOf(['a', true, 1_000, 1]);
    const found = select([able('a', { active: 1, max_parallel: 4 })], { history });
    if (found.kind !== 'selected') throw new Error('expected a selection');
    const [one] = found.scores;
    // One success on top of three expected ones at 0.8, twice over: overall, then for the type.
    const overall = (1 + 3 * 0.8) / 4;
    const rate = (1 + 3 * overall) / 4;
    expect(one?.parts).toEqual({
      specialization_match: 0.75,
      past_success_rate: rate,
      current_availability: 0.75,
      response_time: 1,
    });
    expect(one?.score).toBeCloseTo(0.4 * 0.75 + 0.3 * rate + 0.2 * 0.75 + 0.1, 8);
  });

  it('keeps ties in the order given', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(['a', 'b', 'c', 'd', 'e', 'f'], { minLength: 1 }), (ids) => {
        expect(order(ids.map((id) => able(id)))).toEqual(ids);
      }),
    );
  });

  it.each([
    ['made for the task', [able('a'), able('b', { specialities: ['coding'] })], {}],
    ['successful', ABC, { history: historyOf(['a', false, 9, 3], ['b', true, 9, 3], ['c', false, 9, 1]) }],
    ['idle', [able('a', { active: 2 }), able('b')], {}],
    ['fast', ABC, { history: historyOf(['a', true, 900, 5], ['b', true, 300, 5], ['c', true, 800, 5]) }],
  ])('prefers who is %s', (_, candidates, rest) => {
    expect(select(candidates, rest)).toMatchObject({ kind: 'selected', agent_id: 'b' });
  });

  it('counts what is preferred for the match, and requires what is required', () => {
    const tests = { ...task, preferred_capabilities: ['testing'] };
    const tester = able('b', { capabilities: ['coding', 'testing'] });
    expect(order([able('a'), tester], {}, tests)).toEqual(['b', 'a']);
    const strict = { ...task, required_capabilities: ['coding', 'testing'] };
    expect(select([able('a'), tester], {}, strict)).toMatchObject({
      agent_id: 'b',
      rejected: [{ agent_id: 'a', reason: 'it lacks testing' }],
    });
  });

  it('is the surer, the more it knows and the further ahead the best is', () => {
    const confidence = (candidates: readonly Candidate[], history = emptyHistory()) => {
      const found = select(candidates, { history });
      return found.kind === 'selected' ? found.confidence_score : -1;
    };
    const tie = confidence(ABC);
    const alone = confidence([able('a')]);
    const known = confidence([able('a')], historyOf(['a', true, 9, 20]));
    expect(tie).toBeGreaterThan(0);
    expect(alone).toBeGreaterThan(tie);
    expect(known).toBeGreaterThan(alone);
    expect(known).toBeLessThanOrEqual(1);
  });

  it('asks those that have not failed at the task, then the one that failed longest ago', () => {
    expect(order(ABC, {}, { ...task, tried: ['a'] })).toEqual(['b', 'c', 'a']);
    expect(order(ABC, {}, { ...task, tried: ['b', 'a', 'c'] })).toEqual(['b', 'a', 'c']);
    expect(order(ABC, {}, { ...task, tried: ['b', 'a', 'c', 'b'] })).toEqual(['a', 'c', 'b']);
    expect(order([able('a')], {}, { ...task, tried: ['a'] })).toEqual(['a']);
  });

  it('goes elsewhere while a breaker is open, waits where there is no elsewhere, and sends one probe', () => {
    expect(select(ABC, { breakers: { a: OPEN } })).toMatchObject({
      agent_id: 'b',
      fallback_agents: ['c', 'a'],
    });
    const later: BreakerState = { ...OPEN, retry_at: '2026-01-01T00:20:00.000Z' };
    expect(select([able('a'), able('b')], { breakers: { a: later, b: OPEN } })).toMatchObject({
      kind: 'wait',
      until: OPEN.retry_at,
    });
    const now = OPEN.retry_at;
    expect(select([able('a')], { breakers: { a: OPEN }, now })).toMatchObject({ agent_id: 'a', probe: true });
    const probing = { a: beginProbe(OPEN, 'x', now) };
    expect(select([able('a')], { breakers: probing, now })).toMatchObject({ kind: 'wait' });
  });

  it('waits for one that is busy without naming a time', () => {
    const busy = able('a', { active: 2, max_parallel: 2 });
    expect(select([busy, able('b')], { breakers: { b: OPEN } })).toMatchObject({ kind: 'wait', until: null });
  });

  it('says what was expected where nobody can ever do it', () => {
    const found = select([able('a', { available: false }), able('b', { capabilities: [] })]);
    expect(found).toMatchObject({
      kind: 'none',
      reason:
        'expected a backend for T001 (needs coding), received none that can do it (a: it is not available here; b: it lacks coding). Configure one under `backends`',
    });
    expect(select([])).toMatchObject({ kind: 'none' });
  });

  it('is not fooled by inherited names', () => {
    expect(order([able('constructor'), able('__proto__')], { breakers: {} })).toEqual([
      'constructor',
      '__proto__',
    ]);
  });
});

describe('a selector', () => {
  const mixed = [
    able('far', { specialities: ['coding'] }),
    able('near', { local: true }),
    able('home', { local: true }),
  ];

  it('prefers local backends, not at the price of what was tried', () => {
    expect(order(mixed, { selector: { prefer_local: true } })).toEqual(['near', 'home', 'far']);
    const tried = { ...task, tried: ['near', 'home'] };
    expect(order(mixed, { selector: { prefer_local: true } }, tried)).toEqual(['far', 'near', 'home']);
  });

  it('excludes agents, even as fallbacks', () => {
    const selector = { exclude_agents: ['far', 'home'] };
    expect(select(mixed, { selector })).toMatchObject({ agent_id: 'near', fallback_agents: [] });
  });

  it('maps priorities, types and agents to backends in order', () => {
    const selector = { priority_map: { critical: ['home', 'far'], implement: ['near'] } };
    expect(order(mixed, { selector }, { ...task, priority: 'critical' })).toEqual(['home', 'far', 'near']);
    expect(order(mixed, { selector }, { ...task, priority: 'low' })).toEqual(['near', 'far', 'home']);
    expect(order(mixed, { selector }, { ...task, task_type: 'implement/tests' })).toEqual([
      'near',
      'far',
      'home',
    ]);
    expect(order(mixed, { selector }, { ...task, task_type: 'constructor' })).toEqual([
      'far',
      'near',
      'home',
    ]);
  });

  it('may be a function that names one, several or none', () => {
    expect(order(mixed, { selector: () => 'home' })).toEqual(['home', 'far', 'near']);
    expect(order(mixed, { selector: () => ['home', 'gone', 'near', 'home'] })).toEqual([
      'home',
      'near',
      'far',
    ]);
    expect(order(mixed, { selector: () => null })).toEqual(['far', 'near', 'home']);
    expect(
      order(mixed, {
        selector: (about, ranked) => (about.id === 'T001' ? (ranked[1]?.agent_id ?? null) : null),
      }),
    ).toEqual(['near', 'far', 'home']);
  });

  it('is told when its function names nobody who could do it', () => {
    expect(select(mixed, { selector: () => 'gone' })).toMatchObject({
      kind: 'none',
      reason:
        'expected the selector to name one of far, near, home, or null; received "gone". Correct the selector',
    });
  });
});
