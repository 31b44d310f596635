import { describe, expect, it } from '@jest/globals';
import type { IssueToFix } from '../../src/domain/contract.js';
import type { AgentName } from '../../src/domain/workflows.js';
import { anError } from '../engine/support/builders.js';
import type { Simulation } from '../engine/support/simulation.js';
import { comment, runTo } from './support/play.js';

function issue(type: string, message: string, more: Partial<IssueToFix> = {}): IssueToFix {
  return { severity: 'CRITICAL', type, message, ...more };
}

/** A full workflow in which an agent has just found this. */
function found(agent: AgentName, issues: readonly IssueToFix[]): Simulation {
  const world = runTo(comment('/speckit full: Payment processing with Stripe'), agent);
  const error = anError('QualityGateFailure', { blocking_issues: [...issues] });
  const [job] = world.out;
  return world.finish(job?.agents[0] ?? agent, { error }, job?.agents.indexOf(agent));
}

/** The seed's table "Feedback Triggers", by what is found. */
const ROWS: readonly [string, AgentName, IssueToFix, AgentName][] = [
  ['spec gaps', 'analyze', issue('Spec Gap', 'no error handling is specified'), 'specify'],
  [
    'missing sections',
    'analyze',
    issue('Missing Section', 'no edge cases', { location: 'spec.md:9' }),
    'specify',
  ],
  ['unclear requirements', 'analyze', issue('Unclear Requirement', 'REQ-2 says "fast"'), 'clarify'],
  ['ambiguity', 'analyze', issue('Ambiguity', 'who is a user?'), 'clarify'],
  ['plan inconsistency', 'analyze', issue('Plan Inconsistency', 'two databases'), 'plan'],
  ['architecture gaps', 'analyze', issue('Architecture Gap', 'no queue'), 'plan'],
  ['data model issues', 'analyze', issue('Data Model', 'no key', { location: 'data-model.md:4' }), 'plan'],
  [
    'task coverage gaps',
    'analyze',
    issue('Coverage Gap', 'REQ-5 has no tasks', { location: 'spec.md:67' }),
    'tasks',
  ],
  ['dependencies', 'analyze', issue('Dependency Cycle', 'T001 and T002'), 'tasks'],
  ['test failures', 'test', issue('Test', '3 tests fail'), 'implement'],
  ['quality gates', 'test', issue('Lint', 'unused variable'), 'implement'],
  ['constitution violations', 'review', issue('Naming', 'PaymentUtil is no name'), 'implement'],
];

describe('the seed’s feedback triggers', () => {
  it.each(ROWS)('%s that %s finds', (_, source, finding, target) => {
    const world = found(source, [finding]);
    expect(world.out[0]?.agents[0]).toBe(target);
    expect(world.out[0]?.feedback).toEqual({
      feedback_from: `speckit-${source}`,
      iteration: 1,
      max_iterations: source === 'review' ? 1 : 2,
      issues_to_fix: [finding],
    });
  });

  it('goes by the place where the kind says nothing', () => {
    const world = found('analyze', [issue('Duplicate', 'twice', { location: 'specs/003-x/tasks.md:4' })]);
    expect(world.out[0]?.agents[0]).toBe('tasks');
  });

  it('goes to the agent that a finding names', () => {
    expect(found('analyze', [issue('Spec Gap', 'odd', { target: 'plan' })]).out[0]?.agents[0]).toBe('plan');
  });

  it('begins with the earliest of several agents; each gets its own findings', () => {
    const gap = issue('Coverage Gap', 'REQ-5 has no tasks');
    const model = issue('Data Model', 'no key');
    const world = found('analyze', [gap, model]);
    expect(world.out).toMatchObject([
      { agents: ['plan', 'checklist'], feedback: { issues_to_fix: [model] } },
    ]);
    world.finish('plan');
    expect(world.out).toMatchObject([{ agents: ['tasks', 'analyze'], feedback: { issues_to_fix: [gap] } }]);
    expect(world.state.feedback_loops).toEqual({
      analyze_to_plan: { iteration: 1, max_iterations: 2 },
      analyze_to_tasks: { iteration: 1, max_iterations: 2 },
    });
    world.finish('tasks').settle();
    expect(world.state.status).toBe('awaiting_implementation_approval');
  });

  it('a coverage gap goes to tasks and comes back clean', () => {
    const world = found('analyze', [issue('Coverage Gap', 'REQ-5 has no tasks')]);
    expect(world.out[0]?.agents).toEqual(['tasks', 'analyze']);
    world.finish('tasks').settle();
    expect(world.state.status).toBe('awaiting_implementation_approval');
  });
});

describe('analyze alone', () => {
  it('reports what it found, and is complete', () => {
    const world = comment('/speckit analyze').settle();
    const error = anError('QualityGateFailure', { blocking_issues: [issue('Coverage Gap', 'REQ-5')] });
    world.finish('analyze', { error, landed: null });
    expect(world.state).toMatchObject({
      status: 'completed',
      feedback_loops: {},
      agent_results: { analyze: { status: 'error', error: { blocking_issues: error.blocking_issues } } },
    });
  });
});
