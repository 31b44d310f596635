/** Plain data for tests of both jobs: name what matters to the test, the rest is ordinary. */
import { join } from 'node:path';
import type { Backend, PlayOutcome, PlayRequest } from '../../../src/backends/index.js';
import type { FeedbackContext } from '../../../src/domain/contract.js';
import type { Assignment, TaskState, WorkflowState } from '../../../src/domain/state.js';
import type { AgentName } from '../../../src/domain/workflows.js';
import type { Question } from '../../../src/jobs/play/ask.js';
import type { PlayOptions } from '../../../src/jobs/play/options.js';
import { aState } from '../../support/state-builder.js';

export const FEATURE = '001-greeting-in-another-language';
export const NOW = '2026-01-12T10:00:00.000Z';

/** A state of the sample's feature. */
export function sampleState(overrides: Partial<WorkflowState> = {}): WorkflowState {
  return aState({
    user_request: 'Greeting in another language',
    feature_id: FEATURE,
    feature_dir: `specs/${FEATURE}/`,
    ...overrides,
  });
}

export function aTask(id: string, overrides: Partial<TaskState> = {}): TaskState {
  return {
    id,
    description: `Do ${id}`,
    phase: null,
    story: null,
    parallel: false,
    files: [],
    depends_on: [],
    status: 'pending',
    ...overrides,
  };
}

export function anAssignment(
  base: string,
  agents: readonly [AgentName, ...AgentName[]],
  overrides: Partial<Assignment> = {},
): Assignment {
  return {
    id: `test-${agents[0]}-1`,
    agents: [...agents],
    tasks: [],
    attempt: 1,
    base,
    backend: 'recorded',
    feedback: null,
    status: 'dispatched',
    dispatched_at: NOW,
    deadline_at: '2026-01-12T12:00:00.000Z',
    finished_at: null,
    run_id: null,
    ...overrides,
  };
}

export function feedbackFrom(from: string, iteration = 1): FeedbackContext {
  return { feedback_from: from, iteration, max_iterations: 2, issues_to_fix: [] };
}

/** How one agent is played in a working tree; no backend may be asked unless the test names one. */
export function playOptions(
  workingTree: string,
  agent: AgentName,
  overrides: Partial<PlayOptions> = {},
): PlayOptions {
  return {
    state: sampleState(),
    assignment: anAssignment('0'.repeat(40), [agent]),
    workingTree,
    resultDir: join(workingTree, 'result'),
    backendFor: () => {
      throw new Error('expected no backend to be asked');
    },
    clock: { now: () => NOW },
    log: () => undefined,
    ...overrides,
  };
}

/** What an agent is asked about a feature as a whole. */
export function aQuestion(agent: AgentName, overrides: Partial<Question> = {}): Question {
  const { workflow_id } = sampleState();
  return {
    agent,
    task: null,
    context: { workflow_id, feature_id: '', feature_dir: '', previous_results: {} },
    feedback: null,
    timeoutMs: 30_000,
    ...overrides,
  };
}

/** A backend made of a function, for answers that no recording would give. */
export function scriptedBackend(answer: (request: PlayRequest) => unknown): Backend {
  return {
    name: 'scripted',
    capabilities: { editsFiles: true, reportsCost: false, needs: [] },
    play: async (request): Promise<PlayOutcome> => ({
      response: await answer(request),
      usage: { duration_ms: 1, cost_usd: 0 },
      log: '',
    }),
  };
}

/** A well-formed successful answer. */
export function done(agent: AgentName, result: Record<string, unknown> = {}) {
  return { agent, status: 'success', timestamp: NOW, result: { summary: 'done', ...result }, error: null };
}

/** Documents that are what they should be, as short as they can be. */
export const A_SPEC = `# Feature Specification: X

## User Scenarios & Testing

### User Story 1 - Greet (Priority: P1)

Somebody is greeted.

## Requirements

- **FR-001**: The tool MUST greet.

## Success Criteria

- **SC-001**: Everybody is greeted.
`;
export const A_PLAN = `# Implementation Plan: X

## Technical Context

Node.js

## Constitution Check

pass
`;
