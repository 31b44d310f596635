import { describe, expect, it } from '@jest/globals';
import type { WorkflowState } from '../../src/domain/state.js';
import { measure } from '../../src/monitoring/measure.js';
import { CLOSED } from '../../src/selection/breaker.js';
import { checkBudget } from '../../src/selection/budget.js';
import { emptyHistory, recordOutcome } from '../../src/selection/history.js';
import {
  anAssignment,
  aResult,
  aState,
  aTask,
  at,
  checkpointState,
  completedState,
  implementingState,
  planningState,
  someTasks,
} from '../support/state-builder.js';

const MINUTE = 60_000;
const work = (id: string, task: string, from: number, rest = {}) =>
  anAssignment({
    id,
    agents: ['implement'],
    tasks: [task],
    dispatched_at: at(from),
    deadline_at: at(from + 15),
    ...rest,
  });
const done = (minute: number) => ({ status: 'finished' as const, finished_at: at(minute) });

/** T001 took two minutes, T002 and T003 run since minute 10; T003 was lost once. */
function building(overrides: Partial<WorkflowState> = {}): WorkflowState {
  return implementingState({
    assignments: [
      work('a-1', 'T001', 6, done(8)),
      work('a-2', 'T003', 8, { status: 'lost', finished_at: at(9), backend: 'command' }),
      work('a-3', 'T002', 10),
      work('a-4', 'T003', 10, { attempt: 2 }),
    ],
    updated_at: at(10),
    ...overrides,
  });
}

describe('OrchestrationMetrics', () => {
  it('are those of the seed', () => {
    const { orchestration } = measure(building(), at(11));
    expect(orchestration.execution).toMatchObject({ status: 'running', startTime: at(0) });
    expect(orchestration.tasks).toEqual({ total: 4, completed: 1, failed: 0, active: 2, queued: 1 });
    expect(orchestration.agents.utilized).toEqual(['recorded', 'command']);
    expect(orchestration.agents.performance).toMatchObject({
      recorded: {
        success_rate: 1,
        attempts: 3,
        active: 2,
        response_time_p50: 2 * MINUTE,
        response_time_p95: 2 * MINUTE,
      },
      command: { success_rate: 0, attempts: 1, active: 0, response_time_p50: null, task_throughput: 0 },
    });
    expect(orchestration.agents.performance.recorded?.task_throughput).toBeCloseTo(60 / 11);
  });

  it.each([
    [aState(), 'running', null],
    [checkpointState(), 'running', null],
    [completedState(), 'completed', at(42)],
    [aState({ status: 'failed', finished_at: at(5) }), 'failed', at(5)],
    [aState({ status: 'aborted', finished_at: at(5) }), 'failed', at(5)],
  ])('know the status (%#)', (state, status, end) => {
    const { execution } = measure(state, at(60)).orchestration;
    expect(execution.status).toBe(status);
    if (state.status === 'running')
      expect(Date.parse(execution.estimatedCompletion ?? '')).toBeGreaterThan(Date.parse(at(60)));
    else expect(execution.estimatedCompletion).toBe(end);
  });

  it('are plain data', () => {
    const found = measure(building(), at(11));
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  });
});

describe('the progress report', () => {
  it.each([
    [aState(), 'initialization', 0],
    [planningState({ completed_agents: ['specify', 'clarify'] }), 'initialization', 33.3],
    [checkpointState(), 'initialization', 66.7],
    [building(), 'execution', 70.8],
    [completedState(), 'completion', 100],
    [
      implementingState({
        workflow_type: 'full',
        completed_agents: completedState({ workflow_type: 'full' }).completed_agents.filter(
          (a) => a !== 'taskstoissues',
        ),
      }),
      'completion',
      91.7,
    ],
  ])('tells phase and percentage (%#)', (state, phase, percentage) => {
    const agents =
      state.workflow_type === 'full'
        ? { agents_to_execute: completedState({ workflow_type: 'full' }).completed_agents }
        : {};
    const { progress } = measure({ ...state, ...agents }, at(50));
    expect(progress.current_phase).toBe(phase);
    expect(progress.completion_percentage).toBe(percentage);
  });

  it('tells what is at work and since when', () => {
    expect(measure(building(), at(11)).progress).toMatchObject({
      elapsed_time: 660,
      current_work: ['T002', 'T003'],
    });
    expect(measure(planningState(), at(2)).progress.current_work).toEqual(['specify']);
  });

  it('estimates what is left from what was seen', () => {
    const state = building({ agent_results: { ...completedState().agent_results, implement: aResult() } });
    // T002 and T003 have a minute of two to go, T004 two, then `test` takes as long as it did.
    expect(measure(state, at(11)).progress.estimated_remaining).toBe(60 + 120 + 65);
    // What is overdue is not done: a tenth is left.
    expect(measure(state, at(13)).progress.estimated_remaining).toBe(12 + 120 + 65);
    expect(measure(completedState(), at(60)).progress.estimated_remaining).toBe(0);
  });

  it('learns from earlier workflows', () => {
    let history = emptyHistory();
    for (let i = 0; i < 9; i++)
      history = recordOutcome(history, {
        id: `${i}`,
        agent_id: 'x',
        task_type: 'implement',
        ok: true,
        duration_ms: 20 * MINUTE,
      });
    const slow = measure(building(), at(11), { history }).progress.estimated_remaining;
    expect(slow).toBeGreaterThan(measure(building(), at(11)).progress.estimated_remaining);
  });

  it('names what holds things up', () => {
    const kinds = (state: WorkflowState, minute = 11) =>
      measure(state, at(minute)).progress.bottlenecks.map(({ kind, subject, waiting }) => [
        kind,
        subject,
        waiting,
      ]);
    expect(kinds(checkpointState())).toEqual([['person', 'awaiting_implementation_approval', 4]]);
    expect(kinds(building())).toEqual([
      ['critical_task', 'T002', 1],
      ['critical_task', 'T003', 1],
    ]);
    expect(kinds(building(), 15)[0]).toEqual(['late', 'a-3', 1]);
    expect(kinds(building({ tasks: someTasks(['failed', 'pending', 'pending', 'pending']) }))).toContainEqual(
      ['failed_task', 'T001', 3],
    );
    const crowded = building({
      settings: { ...building().settings, max_parallel_tasks: 2 },
      tasks: [...building().tasks, aTask({ id: 'T005' })],
    });
    expect(kinds(crowded)).toContainEqual(['workers', 'max_parallel_tasks', 1]);
    expect(kinds(completedState())).toEqual([]);
  });
});

describe('the list of metrics', () => {
  it('has all that the seed lists', () => {
    const { metrics } = measure(building(), at(11), { checkpointSize: 77 });
    expect(metrics.execution).toEqual({
      total_duration: 11 * MINUTE,
      task_completion_rate: 0.25,
      // 2 + 1 + 1 + 1 minutes of work in 5 minutes of 5 workers.
      parallel_efficiency: 5 / 25,
      retry_rate: 0.25,
      duration_p50: 2 * MINUTE,
      duration_p95: 2 * MINUTE,
    });
    expect(metrics.system).toEqual({
      queue_depth: 0,
      active_task_count: 2,
      checkpoint_size: 77,
      recovery_time: MINUTE,
      recovery_time_p95: MINUTE,
    });
  });

  it('counts the bytes of the state where nobody has', () => {
    const state = aState({ user_request: 'Zahlung für Übersee' });
    expect(measure(state, at(1)).metrics.system.checkpoint_size).toBe(
      Buffer.byteLength(JSON.stringify(state)),
    );
  });

  it('does not count work that a gate sent back as failed, nor superseded work at all', () => {
    const feedback = { feedback_from: 'speckit-test', iteration: 1, max_iterations: 2, issues_to_fix: [] };
    const { metrics } = measure(
      building({
        assignments: [
          work('a-1', 'T001', 6, done(8)),
          work('a-2', 'T001', 9, { ...done(10), attempt: 2, feedback }),
          work('a-3', 'T002', 9, { status: 'superseded', finished_at: at(10) }),
        ],
      }),
      at(11),
    );
    expect(metrics.agents.recorded).toMatchObject({ success_rate: 1, attempts: 3 });
    expect(metrics.execution.retry_rate).toBe(0);
  });

  it('counts an attempt that was followed by another as failed', () => {
    const assignments = [
      work('a-1', 'T001', 6, done(8)),
      work('a-2', 'T001', 9, { ...done(10), attempt: 2 }),
    ];
    expect(measure(building({ assignments }), at(11)).metrics.agents.recorded?.success_rate).toBe(0.5);
  });

  it('has nothing to divide by at the start', () => {
    const { metrics } = measure(aState(), at(0));
    expect(metrics.execution).toMatchObject({
      task_completion_rate: null,
      parallel_efficiency: null,
      retry_rate: 0,
    });
    expect(metrics.system.recovery_time).toBeNull();
    expect(measure(aState(), at(-5)).metrics.execution.total_duration).toBe(0);
  });
});

describe('alerts', () => {
  const alerts = (state: WorkflowState, minute: number, options = {}) =>
    measure(state, at(minute), options).alerts.map(({ kind, severity, subject }) => [
      kind,
      severity,
      subject,
    ]);

  it('come when attempts fail as often as the threshold says', () => {
    const state = building();
    const thresholds = { task_failure_rate: 0.5, execution_delay_ms: 120_000 };
    expect(alerts(state, 11)).toEqual([['task_failure_rate', 'warning', null]]);
    expect(alerts(state, 11, { thresholds })).toEqual([['task_failure_rate', 'warning', null]]);
    expect(alerts(state, 11, { thresholds: { ...thresholds, task_failure_rate: 0.51 } })).toEqual([]);
    const calm = building({ assignments: state.assignments.filter((one) => one.status !== 'lost') });
    expect(alerts(calm, 11, { thresholds: { ...thresholds, task_failure_rate: 0 } })).toEqual([]);
    expect(measure(state, at(11)).progress.health_status).toBe('degraded');
    expect(measure(calm, at(11)).progress.health_status).toBe('healthy');
  });

  it('come when work is late, and are critical after its deadline', () => {
    const state = building({ assignments: [work('a-1', 'T001', 6, done(8)), work('a-3', 'T002', 10)] });
    // Two minutes are usual, two the threshold.
    expect(alerts(state, 13.9)).toEqual([]);
    expect(alerts(state, 14)).toEqual([['execution_delay', 'warning', 'a-3']]);
    expect(alerts(state, 25)).toEqual([['execution_delay', 'critical', 'a-3']]);
    expect(measure(state, at(25)).progress.health_status).toBe('unhealthy');
  });

  it('do not call work late of which nobody knows how long it takes, before its timeout', () => {
    const state = building({ assignments: [work('a-3', 'T002', 10)] });
    expect(alerts(state, 16.9)).toEqual([]);
    expect(alerts(state, 17)).toEqual([['execution_delay', 'warning', 'a-3']]);
  });

  it('come when tasks could start and nothing happens', () => {
    const state = building({ tasks: someTasks(['done', 'pending', 'pending', 'pending']), assignments: [] });
    expect(alerts(state, 11.9)).toEqual([]);
    expect(alerts(state, 12)).toEqual([['execution_delay', 'critical', null]]);
    const timers = ['T002', 'T003'].map((task) => ({
      due_at: at(30),
      agent: 'implement' as const,
      task,
      reason: 'x',
    }));
    expect(alerts({ ...state, timers }, 12)).toEqual([]);
    expect(alerts({ ...state, status: 'paused' }, 12)).toEqual([]);
  });

  it('come for backends and budgets', () => {
    const state = building({ assignments: [], tasks: [] });
    const breakers = {
      a: CLOSED,
      b: { status: 'open' as const, trips: 1, opened_at: at(1), retry_at: at(20) },
    };
    const budget = checkBudget({ max_cost_usd: 10, max_tokens: 10 }, { cost_usd: 9, tokens: 10, minutes: 0 });
    expect(alerts(state, 11, { breakers, budget })).toEqual([
      ['backend_unavailable', 'warning', 'b'],
      ['budget', 'warning', 'cost_usd'],
      ['budget', 'critical', 'tokens'],
    ]);
  });

  it('are over at the end', () => {
    expect(alerts(completedState({ assignments: building().assignments }), 900)).toEqual([]);
  });
});
