/** The executor seed, row by row: its tools, history, metrics and checkpoint. */
import { describe, expect, it } from '@jest/globals';
import { checkpointOf } from '../../src/local/checkpoint.js';
import { measure } from '../../src/monitoring/measure.js';
import { buildGraph } from '../../src/scheduling/graph.js';
import { choiceOf } from '../engine/support/backends.js';
import { anError, ID, task } from '../engine/support/builders.js';
import { Simulation } from '../engine/support/simulation.js';
import { built, TASKS, TWO } from './support/chain.js';

describe('tools', () => {
  it('analyze_dependencies: task_graph, execution_order, parallel_groups', () => {
    const graph = buildGraph(TASKS);
    expect(graph.execution_order).toEqual(['A', 'B', 'C', 'D']);
    expect(graph.parallel_groups).toEqual([['A', 'D'], ['B'], ['C']]);
    expect(graph.critical_path).toEqual(['A', 'B', 'C']);
  });

  it('select_agent: agent_id, confidence_score, fallback_agents', () => {
    const world = built({ selection: choiceOf(['one', 'two', 'three', 'four']) });
    expect(world.outFor('A')).toMatchObject({
      backend: 'one',
      confidence_score: expect.any(Number),
      fallback_agents: ['two', 'three'],
    });
    // Without a choice there is nothing to be sure of.
    expect(built().outFor('A').confidence_score).toBeUndefined();
  });

  it('execute_task: status, result, metrics, and the retry count', () => {
    const world = built()
      .finish('A', { error: anError('ValidationError') })
      .wait(5)
      .finish('A');
    const attempts = world.state.assignments.filter((one) => one.tasks[0] === 'A');
    expect(attempts.map(({ attempt, outcome }) => ({ attempt, ...outcome }))).toEqual([
      {
        attempt: 1,
        result: 'failure',
        error: 'ValidationError',
        answered: 0,
        duration_ms: 1_000,
        cost_usd: 0.5,
      },
      { attempt: 2, result: 'success', error: null, answered: 1, duration_ms: 1_000, cost_usd: 0.5 },
    ]);
  });

  it('checkpoint_state and recover_from_checkpoint: remaining tasks, after each task', () => {
    const world = built().finish('A');
    const { id, timestamp, progress, recovery } = checkpointOf(world.state);
    expect(id).toBe(`${ID}@${world.state.revision}`);
    expect(Date.parse(timestamp)).toBeGreaterThan(0);
    expect(progress).toEqual({
      completed_tasks: ['A'],
      active_tasks: ['B', 'D'],
      failed_tasks: [],
      remaining_tasks: ['C'],
    });
    expect(recovery).toMatchObject({ can_resume: true, required_cleanup: world.out.map((one) => one.id) });
  });
});

describe('performance history', () => {
  it('learns from each outcome, and the next choice of the workflow follows from it', () => {
    const tasks = Array.from({ length: 6 }, (_, i) => task(`T${i}`));
    const policy = { max_retries: 9, backoff_strategy: 'fixed' as const };
    const world = built({ selection: TWO, max_parallel_tasks: 1, retry_policy: policy }, tasks);
    expect(world.out[0]?.backend).toBe('one');
    world.finish('T0', { error: anError('ValidationError') });
    expect(world.out[0]?.backend).toBe('two');
    expect(world.state.backend_history?.backends.one?.implement?.failures).toBe(1);
  });

  it('begins with what the repository knows', () => {
    const record = { successes: 1, failures: 30, durations_ms: [], typical_ms: null };
    const history = { schema_version: 1 as const, backends: { one: { implement: record } }, recorded: [] };
    const world = new Simulation(TASKS);
    world.request('standard', { selection: TWO }, { history }).settle().finish('specify').settle();
    expect(world.approve().settle().outFor('A').backend).toBe('two');
  });

  it('is written once, at the end, whatever the end is', () => {
    const world = built().finish('A').command('abort');
    expect(world.last.effects.map((one) => one.kind)).toContain('record_history');
    expect(
      new Simulation(TASKS).request('standard').settle().command('abort').last.effects,
    ).not.toContainEqual(expect.objectContaining({ kind: 'record_history' }));
  });
});

describe('metrics', () => {
  const world = built()
    .finish('A')
    .finish('D', { error: anError('ValidationError') });
  const { metrics, orchestration, progress } = measure(world.state, world.state.updated_at);

  it.each(['total_duration', 'task_completion_rate', 'parallel_efficiency', 'retry_rate'] as const)(
    'execution.%s',
    (name) => {
      expect(metrics.execution[name]).toEqual(expect.any(Number));
    },
  );

  it.each(['response_time_p50', 'response_time_p95', 'success_rate', 'task_throughput'] as const)(
    'agents.%s',
    (name) => {
      expect(metrics.agents.recorded?.[name]).toEqual(expect.any(Number));
    },
  );

  it.each(['queue_depth', 'active_task_count', 'checkpoint_size'] as const)('system.%s', (name) => {
    expect(metrics.system[name]).toEqual(expect.any(Number));
  });

  it('system.recovery_time: from a loss to the next start', () => {
    const lost = built().lose('A').wait(5);
    expect(measure(lost.state, lost.state.updated_at).metrics.system.recovery_time).toBe(5_000);
  });

  it('OrchestrationMetrics', () => {
    expect(orchestration).toMatchObject({
      execution: { id: ID, status: 'running', progress: expect.any(Number) },
      tasks: { total: 4, completed: 1, failed: 0, active: 1, queued: 2 },
      agents: { utilized: ['recorded'] },
    });
  });

  it('ProgressMonitor', () => {
    expect(Object.keys(progress)).toEqual(
      expect.arrayContaining([
        'execution_id',
        'elapsed_time',
        'completion_percentage',
        'current_phase',
        'estimated_remaining',
        'bottlenecks',
        'health_status',
      ]),
    );
  });
});
