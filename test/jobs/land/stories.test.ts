/** The unhappy stories among the sample's recordings, each played and landed as the engine would ask for it. */
import { afterEach, describe, expect, it } from '@jest/globals';
import type { AgentResponse } from '../../../src/domain/contract.js';
import type { WorkflowState } from '../../../src/domain/state.js';
import { anAssignment, FEATURE, feedbackFrom, sampleState } from '../support/builders.js';
import { land, openWorkspace, play } from '../support/workspace.js';

const TESTS = 120_000;
const DIR = `specs/${FEATURE}`;

type Agents = Parameters<typeof anAssignment>[1];

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

/** Plays one assignment after the other on one branch; answers are remembered as the state does. */
async function tell(request: string) {
  const workspace = await openWorkspace();
  open.push(workspace);
  let state = sampleState({ user_request: request });
  let count = 0;
  const go = async (agents: Agents, overrides: Parameters<typeof anAssignment>[2] = {}) => {
    const assignment = anAssignment(await workspace.head(), agents, { id: `s${count++}`, ...overrides });
    await play(workspace, state, assignment);
    const outcome = await land(workspace, state, assignment);
    if (outcome.kind !== 'landed') throw new Error(JSON.stringify(outcome));
    state = { ...state, agent_results: { ...state.agent_results, ...resultsOf(outcome.responses) } };
    return outcome.responses;
  };
  const set = (overrides: Partial<WorkflowState>) => {
    state = { ...state, ...overrides };
  };
  return { workspace, go, set };
}

function resultsOf(responses: readonly AgentResponse[]): WorkflowState['agent_results'] {
  return Object.fromEntries(
    responses.map(({ agent, status, timestamp, result, error }) => [
      agent,
      { status, timestamp, attempt: 1, summary: '', result, error, duration_ms: 0, cost_usd: 0 },
    ]),
  );
}

const outcomes = (responses: readonly AgentResponse[]) =>
  responses.map(({ agent, error }) => `${agent} ${error?.type ?? 'success'}`);

describe('recorded stories', () => {
  it(
    'clarify asks two questions, stops the run, and works with the answers',
    async () => {
      const { go, set, workspace } = await tell('Farewell with open questions');
      const first = await go(['specify', 'clarify', 'plan', 'tasks']);
      expect(outcomes(first)).toEqual(['specify success', 'clarify success']);
      expect(first[1]?.result.questions).toMatchObject([{ recommended: 'B' }, { recommended: 'A' }]);
      expect(await workspace.file(`${DIR}/spec.md`)).toMatch(/NEEDS CLARIFICATION/);
      set({
        clarification: {
          asked_at: '2026-01-12T10:00:00Z',
          questions: [
            answered(1, 'Which farewells are there besides the usual one?', 'A formal one'),
            answered(2, 'What happens when there is no name?', 'Everybody is meant'),
          ],
        },
      });
      const second = await go(['clarify', 'plan', 'tasks']);
      expect(outcomes(second)).toEqual(['clarify success', 'plan success', 'tasks success']);
      const spec = await workspace.file(`${DIR}/spec.md`);
      expect(spec).not.toMatch(/NEEDS CLARIFICATION/);
      expect(spec).toContain(`## Clarifications

### Session 2026-01-12

- Q: Which farewells are there besides the usual one? → A: A formal one
- Q: What happens when there is no name? → A: Everybody is meant
`);
    },
    TESTS,
  );

  it(
    'analyze finds a coverage gap, tasks mends it, and analyze is content',
    async () => {
      const { go } = await tell('Holiday greetings with a coverage gap');
      const first = await go(['specify', 'clarify', 'plan', 'checklist', 'tasks', 'analyze']);
      expect(outcomes(first).at(-1)).toBe('analyze QualityGateFailure');
      expect(first.at(-1)?.error).toMatchObject({ suggested_action: { agent: 'tasks' } });
      const second = await go(['tasks', 'analyze'], { feedback: feedbackFrom('speckit-analyze') });
      expect(outcomes(second)).toEqual(['tasks success', 'analyze success']);
    },
    TESTS,
  );

  it(
    'analyze finds the same gap in every round',
    async () => {
      const { go } = await tell('Weekday greetings never covered');
      await go(['specify', 'clarify', 'plan', 'checklist', 'tasks', 'analyze']);
      for (const iteration of [1, 2]) {
        const again = await go(['tasks', 'analyze'], {
          feedback: feedbackFrom('speckit-analyze', iteration),
        });
        expect(outcomes(again)).toEqual(['tasks success', 'analyze QualityGateFailure']);
      }
    },
    TESTS,
  );

  it(
    'tests fail three times',
    async () => {
      const { go } = await tell('Broken echo of names');
      await go(['specify']);
      for (const iteration of [0, 1, 2]) {
        const feedback = iteration === 0 ? null : feedbackFrom('speckit-test', iteration);
        expect(outcomes(await go(['implement'], { feedback }))).toEqual(['implement success']);
        expect(outcomes(await go(['test']))).toEqual(['test TestValidationError']);
      }
    },
    TESTS,
  );

  it(
    'review finds a violation once, or again and again',
    async () => {
      const once = await tell('Goodbye against the constitution');
      await once.go(['specify']);
      await once.go(['implement']);
      expect(outcomes(await once.go(['review']))).toEqual(['review QualityGateFailure']);
      await once.go(['implement'], { feedback: feedbackFrom('speckit-review') });
      expect(await once.workspace.file(`src/features/${FEATURE}/index.js`)).not.toContain('console');
      expect(outcomes(await once.go(['review']))).toEqual(['review success']);

      const always = await tell('Shouting against the constitution');
      for (const _round of [1, 2]) {
        expect(outcomes(await always.go(['review']))).toEqual(['review QualityGateFailure']);
      }
    },
    TESTS,
  );

  it(
    'E2E finds a gap, then a bug of the test, then a mismatch of the specification',
    async () => {
      const { go, workspace } = await tell('Whisper with end-to-end trouble');
      await go(['specify']);
      await go(['implement']);
      const [gap] = await go(['e2e-test-builder']);
      expect(gap?.error).toMatchObject({
        type: 'ImplementationGap',
        feedback_required: true,
        suggested_action: { agent: 'implement' },
        blocking_issues: [{ type: 'Implementation Gap', message: 'FR-003: the progress as text' }],
      });
      expect(await workspace.file(`test/e2e/${FEATURE}.test.js`)).toContain('progress');
      await go(['implement'], { feedback: feedbackFrom('speckit-e2e-test-builder') });
      expect(outcomes(await go(['test']))).toEqual(['test success']);
      expect(outcomes(await go(['e2e-test-builder']))).toEqual(['e2e-test-builder success']);
      const [fixed] = await go(['e2e-test-fixer']);
      expect(fixed).toMatchObject({
        status: 'success',
        result: {
          fixer_iteration: 2,
          fixes: [{ root_cause: 'TEST_BUG' }, { root_cause: 'SPEC_MISMATCH' }],
          spec_updates: [
            {
              file: `${DIR}/spec.md`,
              change: 'SC-001: the report ends without a full stop',
              approved: false,
            },
          ],
        },
      });
      expect(await workspace.file(`${DIR}/spec.md`)).toContain('without a full stop at the end');
    },
    TESTS,
  );

  it(
    'the fixer mends a small bug, and gives a large one back with its score',
    async () => {
      const small = await tell('Murmur with a small bug');
      await small.go(['specify']);
      await small.go(['implement']);
      await small.go(['e2e-test-builder']);
      const [mended] = await small.go(['e2e-test-fixer']);
      expect(mended).toMatchObject({
        status: 'success',
        result: {
          fixer_iteration: 1,
          fixes: [{ root_cause: 'IMPLEMENTATION_BUG', complexity_score: 3 }],
          spec_updates: [{ approved: false }],
        },
      });

      const large = await tell('Murmur with a large bug');
      await large.go(['specify']);
      await large.go(['implement']);
      await large.go(['e2e-test-builder']);
      const [given] = await large.go(['e2e-test-fixer']);
      expect(given?.error).toMatchObject({
        type: 'ImplementationGap',
        suggested_action: { agent: 'implement' },
      });
      expect(given?.error?.message).toContain(
        'complexity code_size new_file +2, architectural_impact data_model +2, risk none +0, testing unit_tests +1, testing integration_tests +2: 7 points, above 3',
      );
      await large.go(['implement'], { feedback: feedbackFrom('speckit-e2e-test-fixer') });
      expect(outcomes(await large.go(['e2e-test-fixer']))).toEqual(['e2e-test-fixer success']);
    },
    TESTS,
  );

  it(
    'the fixer gives up at its limit, and says when a service does not answer',
    async () => {
      const hopeless = await tell('Murmur without an end');
      await hopeless.go(['specify']);
      await hopeless.go(['implement']);
      await hopeless.go(['e2e-test-builder']);
      const [gaveUp] = await hopeless.go(['e2e-test-fixer']);
      expect(gaveUp).toMatchObject({
        error: { type: 'MaxIterationsReached' },
        result: { fixer_iteration: 3 },
      });

      const down = await tell('Murmur without a service');
      await down.go(['specify']);
      await down.go(['implement']);
      await down.go(['e2e-test-builder']);
      const [unhealthy] = await down.go(['e2e-test-fixer']);
      expect(unhealthy?.error).toMatchObject({
        type: 'ServiceUnhealthy',
        message: expect.stringMatching(/received: .*(fetch failed|ECONNREFUSED)/),
      });
    },
    TESTS,
  );

  it(
    'a command without words of its own is played by the recording of its feature',
    async () => {
      const { go, workspace } = await tell('review');
      await workspace.commit({ [`${DIR}/spec.md`]: '- **FR-001**: written by a person' });
      const [review] = await go(['review']);
      expect(review?.result.replayed_from).toBe('.specify/recordings/greeting-in-another-language');
    },
    TESTS,
  );
});

function answered(number: number, question: string, answer: string) {
  return { number, question, options: [], recommended: null, answer, answered_by: 'wendy' };
}
