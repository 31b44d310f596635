import { describe, expect, it } from '@jest/globals';
import type { ErrorType } from '../../src/domain/contract.js';
import type { AgentName } from '../../src/domain/workflows.js';
import { anError } from '../engine/support/builders.js';
import { comment, runTo, topics } from './support/play.js';

/** The seed's table "Loop Limits", and "Max E2E Iterations". */
const ROWS: readonly [string, AgentName, AgentName, number, 'paused' | 'failed', ErrorType, string][] = [
  ['analyze → specify', 'analyze', 'specify', 2, 'paused', 'QualityGateFailure', 'clarify'],
  ['analyze → clarify', 'analyze', 'clarify', 2, 'paused', 'QualityGateFailure', 'clarify'],
  ['analyze → plan', 'analyze', 'plan', 2, 'paused', 'QualityGateFailure', 'review plan.md'],
  ['analyze → tasks', 'analyze', 'tasks', 2, 'paused', 'QualityGateFailure', 'review tasks.md'],
  ['test → implement', 'test', 'implement', 2, 'failed', 'TestValidationError', 'still finds problems'],
  ['review → implement', 'review', 'implement', 1, 'failed', 'QualityGateFailure', 'still finds problems'],
  ['E2E', 'e2e-test-fixer', 'implement', 3, 'paused', 'QualityGateFailure', 'investigate'],
];

describe('the seed’s loop limits', () => {
  it.each(ROWS)('%s', (_, source, target, limit, status, type, says) => {
    const world = comment('/speckit full: Payment processing with Stripe');
    const suggested = source === 'analyze' ? { suggested_action: { agent: target } } : {};
    for (let round = 0; round < limit; round += 1) {
      failAt();
      expect(world.out[0]).toMatchObject({
        agents: expect.arrayContaining([target]),
        feedback: {
          feedback_from: `speckit-${source}`,
          iteration: round + 1,
          max_iterations: limit,
        },
      });
    }
    const { branch, artifacts_ready } = runTo(world, source).state;
    failAt();
    expect(world.state.status).toBe(status);
    expect(world.state.status_reason).toContain(`after ${limit} round(s)`);
    expect(world.state.status_reason).toContain(says);
    expect(topics(world).at(-1)).toBe(status === 'paused' ? 'escalation' : 'summary');
    // Stop and report: what was made is kept.
    expect(world.state).toMatchObject({ branch: { name: branch?.name }, artifacts_ready });

    function failAt(): void {
      runTo(world, source);
      const [job] = world.out;
      const index = job?.agents.indexOf(source) ?? -1;
      world.finish(job?.agents[0] ?? source, { error: anError(type, suggested) }, index);
    }
  });
});
