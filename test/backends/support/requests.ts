import type { PlayRequest } from '../../../src/backends/backend.js';

/** A request to play `implement`, with what a test needs to be different. */
export function playRequest(overrides: Partial<PlayRequest> & Pick<PlayRequest, 'workingTree'>): PlayRequest {
  return {
    agent: 'implement',
    task: overrides.agent === undefined || overrides.agent === 'implement' ? 'T001' : null,
    attempt: 1,
    prompt: 'the prompt',
    context: {
      workflow_id: '0b8f5a34-6c1e-4f7e-9d15-2f6f8a1c3e77',
      feature_id: '001-x',
      feature_dir: 'specs/001-x/',
      previous_results: {},
    },
    feedback: null,
    userRequest: 'A request',
    timeoutMs: 20_000,
    env: [],
    ...overrides,
  };
}
