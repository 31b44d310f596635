/** The executor seed, row by row: its configuration, phases, error matrix and budgets. */
import { describe, expect, it } from '@jest/globals';
import { parseConfig } from '../../src/config/load.js';
import { defaultConfig } from '../../src/config/schema.js';
import { workflowSettings } from '../../src/config/workflow-settings.js';
import { decodeState, encodeState } from '../../src/hosts/github/state-file.js';
import { measure } from '../../src/monitoring/measure.js';
import { choiceOf } from '../engine/support/backends.js';
import { anError, ID, task } from '../engine/support/builders.js';
import type { Simulation } from '../engine/support/simulation.js';
import { built, TASKS, TWO } from './support/chain.js';

function outTasks(world: Simulation): string[] {
  return world.out.flatMap((one) => one.tasks);
}

function status(world: Simulation, id: string): string | undefined {
  return world.state.tasks.find((one) => one.id === id)?.status;
}

describe('Error Handling Matrix', () => {
  it('Agent Failure: retried with a fallback, an alternative agent is selected', () => {
    const world = built({ selection: TWO });
    expect(world.outFor('A')).toMatchObject({ backend: 'one', fallback_agents: ['two'] });
    world.finish('A', { error: anError('UnrecoverableError', { recoverable: false }) }).wait(2);
    expect(world.outFor('A')).toMatchObject({ attempt: 2, backend: 'two' });
    world.finish('A', { error: anError('UnrecoverableError', { recoverable: false }) });
    // Nobody is left who has not failed at it.
    expect(status(world, 'A')).toBe('failed');
  });

  it('Task Timeout: the run is killed, the task retried with exponential backoff, then elsewhere', () => {
    const world = built({ selection: TWO }).settle();
    const waits: number[] = [];
    const backends: string[] = [];
    for (const _ of [1, 2, 3]) {
      const { run_id, backend } = world.outFor('A');
      backends.push(backend);
      world.lose('A', 'timeout');
      expect(world.last.effects).toContainEqual(expect.objectContaining({ kind: 'cancel_run', run_id }));
      const timer = world.state.timers.find((one) => one.task === 'A');
      waits.push(Date.parse(timer?.due_at ?? '') - Date.parse(world.state.updated_at));
      world.wait(10).settle();
    }
    for (const [index, nominal] of [1_000, 2_000, 4_000].entries()) {
      expect(waits[index]).toBeGreaterThanOrEqual(nominal);
      expect(waits[index]).toBeLessThanOrEqual(nominal * 1.25);
    }
    expect(new Set(backends).size).toBe(2);
  });

  it('Dependency Missing: the task waits, marked as blocked, and uses up no retry', () => {
    const world = built();
    world.finish('A', { error: anError('PrerequisiteError', { message: 'no database' }) });
    expect(status(world, 'A')).toBe('blocked');
    expect(world.state.retries).toEqual({});
    world.finish('D');
    expect(world.outFor('A').attempt).toBe(2);
  });

  it('Dependency Missing: where nothing else goes on, a person is asked, and resume tries again', () => {
    const world = built({}, [task('A')]);
    world.finish('A', { error: anError('PrerequisiteError', { message: 'no database' }) });
    expect(world.state).toMatchObject({
      status: 'paused',
      status_reason: expect.stringContaining('A (no database)'),
    });
    expect(outTasks(world.command('resume'))).toEqual(['A']);
  });

  it('State Corruption: noticed at validation, the previous valid checkpoint is used', () => {
    const { state } = built();
    const text = encodeState(state);
    expect(decodeState(text, ID).kind).toBe('valid');
    expect(decodeState(text.replace('"status": "running"', '"status": "done"'), ID)).toMatchObject({
      kind: 'corrupt',
    });
    const world = built();
    world.send({ type: 'state_recovered', from: 'abcdef0123', reason: 'its digest does not match' });
    expect(world.state.timeline.at(-1)?.what).toContain('work goes on from abcdef0');
  });

  it('Network Partition: the circuit breaker opens, tasks are queued for retry, and one probe goes first', () => {
    const circuit_breaker = { failure_threshold: 3, cooldown_ms: 60_000, max_cooldown_ms: 600_000 };
    const many = ['A', 'B', 'C', 'D'].map((id) => task(id));
    const world = built({ circuit_breaker, max_parallel_tasks: 2 }, many);
    for (const id of ['A', 'B', 'C', 'D']) world.finish(id, { error: anError('ExternalServiceError') });
    expect(world.state.breakers).toMatchObject({ recorded: { status: 'open' } });
    expect(outTasks(world.wait(10))).toEqual([]);
    expect(world.state.status).toBe('running');
    expect(outTasks(world.wait(60))).toHaveLength(1);
    expect(world.state.breakers).toMatchObject({ recorded: { status: 'half_open' } });
    world.finish(outTasks(world)[0] ?? '');
    expect(world.state.breakers).toEqual({ recorded: { status: 'closed', failures: 0 } });
    expect(outTasks(world)).toHaveLength(2);
  });

  it('Network Partition: with another backend its tasks go there instead', () => {
    const circuit_breaker = { failure_threshold: 1, cooldown_ms: 60_000, max_cooldown_ms: 600_000 };
    const world = built({ circuit_breaker, selection: TWO, max_parallel_tasks: 1 });
    world.finish('A', { error: anError('ServiceUnhealthy') });
    expect(world.out[0]).toMatchObject({ tasks: ['D'], backend: 'two' });
  });
});

describe('Phase 4: failure handling', () => {
  it('retries max_retries times, then escalates; a critical failure halts: what runs still lands', () => {
    const world = built({ retry_policy: { max_retries: 1, backoff_strategy: 'fixed' } });
    world.finish('A', { error: anError('ValidationError') }).wait(2);
    world.finish('A', { error: anError('ValidationError') });
    expect(world.state).toMatchObject({
      status: 'running',
      halt: { reason: expect.stringMatching(/^Critical task failed: A/) },
    });
    expect(outTasks(world)).toEqual(['D']);
    world.finish('D');
    expect(world.state).toMatchObject({
      status: 'paused',
      status_reason: expect.stringContaining('2 other task(s)'),
    });
    expect(world.effects.at(-1)).toMatchObject({ kind: 'post_comment', topic: 'escalation' });
    expect(outTasks(world.command('resume'))).toEqual(['A']);
  });

  it('marks others as failed and continues degraded; dependents are blocked, and it never ends as completed', () => {
    const tasks = [...TASKS, task('E', ['D'])];
    const world = built({ retry_policy: { max_retries: 0, backoff_strategy: 'fixed' } }, tasks);
    world.finish('D', { error: anError('ValidationError') });
    expect(status(world, 'E')).toBe('blocked');
    world.finish('A').finish('B').finish('C');
    expect(world.state).toMatchObject({
      status: 'failed',
      status_reason: 'tasks failed: D; blocked by them: E',
    });
  });

  it.each([
    [0.5, 'running'],
    [0.2, 'halted'],
  ])('a task that blocks 2 of 6 is critical from a share of %d on: %s', (critical_share, what) => {
    const tasks = [...TASKS, task('E', ['D']), task('F', ['D'])];
    const policy = { max_retries: 0, backoff_strategy: 'fixed' as const };
    const world = built({ critical_share, retry_policy: policy }, tasks);
    world.finish('D', { error: anError('ValidationError') });
    expect(world.state.halt === undefined ? 'running' : 'halted').toBe(what);
  });
});

describe('configuration', () => {
  const settings = workflowSettings(defaultConfig(), null);

  it('execution.max_parallel_tasks: 5, and no more run at once', () => {
    expect(settings.max_parallel_tasks).toBe(5);
    const many = Array.from({ length: 8 }, (_, i) => task(`T${i}`));
    expect(outTasks(built({ max_parallel_tasks: 5 }, many))).toHaveLength(5);
  });

  it('execution.task_timeout_seconds: 300, and the deadline follows from it', () => {
    expect(settings.task_timeout_seconds).toBe(300);
    const { dispatched_at, deadline_at } = built().outFor('A');
    expect(Date.parse(deadline_at) - Date.parse(dispatched_at)).toBe((300 + 600) * 1_000);
  });

  it('execution.retry_policy: 3 retries, exponential, from 1000 ms', () => {
    expect(settings).toMatchObject({
      retry_policy: { max_retries: 3, backoff_strategy: 'exponential' },
      retry_initial_delay_ms: 1_000,
    });
    const world = built();
    for (const _ of [1, 2, 3]) world.finish('D', { error: anError('ValidationError') }).wait(30);
    expect(world.outFor('D').attempt).toBe(4);
    world.finish('D', { error: anError('ValidationError') });
    expect(status(world, 'D')).toBe('failed');
  });

  it('agent_selection.strategy: only a backend with every capability is asked', () => {
    const selection = choiceOf(['one', 'two'], {}, { one: { capabilities: ['review'] } });
    expect(built({ selection }).outFor('A').backend).toBe('two');
  });

  it('agent_selection.scoring_weights: 0.4, 0.3, 0.2, 0.1, and they decide', () => {
    expect(defaultConfig().agent_selection.scoring_weights).toEqual({
      specialization_match: 0.4,
      past_success_rate: 0.3,
      current_availability: 0.2,
      response_time: 0.1,
    });
    const only = { past_success_rate: 0, current_availability: 0, response_time: 0 };
    const selection = choiceOf(
      ['one', 'two'],
      { scoring_weights: { ...only, specialization_match: 1 } },
      { two: { specialities: ['coding'] } },
    );
    expect(built({ selection }).outFor('A').backend).toBe('two');
    const spread = choiceOf(['one', 'two'], {
      scoring_weights: { ...only, specialization_match: 0, current_availability: 1 },
    });
    expect(built({ selection: spread }).out.map((one) => one.backend)).toEqual(['one', 'two']);
  });

  it('monitoring.health_check_interval, progress_reporting and alert_thresholds', () => {
    expect(defaultConfig().monitoring).toEqual({
      health_check_interval: '30s',
      progress_reporting: 'real_time',
      alert_thresholds: { task_failure_rate: 0.1, execution_delay: '120s' },
    });
    expect(settings.alert_thresholds).toEqual({ task_failure_rate: 0.1, execution_delay_ms: 120_000 });
    const world = built().finish('D', { error: anError('ValidationError') });
    const kinds = (at: string) => measure(world.state, at).alerts.map((alert) => alert.kind);
    expect(kinds(world.state.updated_at)).toContain('task_failure_rate');
    expect(kinds('2027-01-01T00:00:00Z')).toContain('execution_delay');
  });

  it('backends.candidates: a list for all, or lists by agent and type of task', () => {
    const all = parseConfig('backends:\n  default: codex\n  candidates: [codex, gemini]\n').config;
    expect(all && workflowSettings(all, null).selection?.lists).toEqual({ default: ['codex', 'gemini'] });
    const some = parseConfig(
      'backends:\n  default: codex\n  candidates:\n    implement:\n      - name: gemini\n        max_parallel: 2\n      - codex\n',
    ).config;
    expect(some && workflowSettings(some, null).selection).toMatchObject({
      lists: { default: ['codex'], implement: ['gemini', 'codex'] },
      candidates: expect.arrayContaining([expect.objectContaining({ id: 'gemini', max_parallel: 2 })]),
    });
  });

  it.each([
    'backends:\n  candidates: [codex]\nagent_selection:\n  exclude_agents: [codex, gemini]\n',
    'backends:\n  candidates: [codex, gemini]\n',
  ])('%j leaves somebody for every agent', (text) => {
    expect(parseConfig(text).problems).toEqual([]);
  });

  it.each([
    [
      'backends:\n  candidates: [codex, gemini]\nagent_selection:\n  exclude_agents: [codex, gemini]\n',
      'a candidate that exclude_agents does not name',
    ],
    [
      'backends:\n  candidates:\n    review:\n      - name: codex\n        capabilities: [coding]\n      - name: gemini\n        capabilities: [coding]\n',
      'a candidate with the capability review, which review needs',
    ],
  ])('%j is refused: %s', (text, expected) => {
    expect(parseConfig(text).problems[0]?.expected).toContain(expected);
  });
});

describe('budgets', () => {
  it.each([
    [{ max_cost_usd: 1 }, /2 of 1 USD \(max_cost_usd\)/],
    [{ max_minutes: 0.03 }, /minutes \(max_minutes\)/],
  ])('%j: nothing further starts, what runs lands, and a person is told', (budgets, reason) => {
    const world = built({ budgets });
    // Planning has cost 2.00: nothing of implementation starts.
    expect(world.state).toMatchObject({ status: 'paused', status_reason: expect.stringMatching(reason) });
    world.command('resume');
    expect(outTasks(world)).toEqual(['A', 'D']);
    world.finish('A').finish('D');
    expect(outTasks(world)).toEqual(['B']);
    world.finish('B');
    expect(world.state.tasks.map((one) => one.status)).toEqual(['done', 'done', 'pending', 'done']);
    expect(world.state.status).toBe('paused');
    expect(world.command('resume').state.status).toBe('running');
  });

  it('a resumed workflow takes the budgets of the configuration as it is then', () => {
    const world = built({ budgets: { max_cost_usd: 1 } });
    world.send({ type: 'command_given', command: 'resume', by: 'carol', budgets: { max_cost_usd: 50 } });
    expect(world.state.settings.budgets).toEqual({ max_cost_usd: 50 });
    expect(world.state.budget_from).toBeUndefined();
    expect(outTasks(world)).toEqual(['A', 'D']);
  });
});
