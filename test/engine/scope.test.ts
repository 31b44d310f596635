import { describe, expect, it } from '@jest/globals';
import type { BranchContent } from '../../src/domain/events.js';
import { transition } from '../../src/engine/transition.js';
import { anAssignment, aTask, at, implementingState } from '../support/state-builder.js';

const NEXT = 'e'.repeat(40);

describe('the scope that a person has approved', () => {
  it('stays as it was approved while tasks are implemented', () => {
    const state = withOneTask();
    const landed = contentOf(state.content_digest ?? '');
    const next = transition(state, finished(landed)).state;
    expect(next?.branch?.head).toBe(NEXT);
    expect(next?.scope).toEqual(state.scope);
  });

  it('is told anew when somebody changes the artifacts', () => {
    const state = withOneTask();
    const content = contentOf('sha256:other');
    const moved = { type: 'branch_moved' as const, key: 'branch', at: at(11), runner: 'run/1/1', content };
    const next = transition(state, moved).state;
    expect(next?.status).toBe('awaiting_implementation_approval');
    expect(next?.scope).toEqual(content.scope);
  });
});

function withOneTask() {
  return implementingState({
    tasks: [aTask({ id: 'T001', status: 'running' }), aTask({ id: 'T002', depends_on: ['T001'] })],
    assignments: [anAssignment({ id: 'a-2', agents: ['implement'], tasks: ['T001'] })],
  });
}

function contentOf(digest: string): BranchContent {
  return {
    head: NEXT,
    digest,
    artifacts: {},
    tasks: [],
    scope: { files_to_create: 0, files_to_modify: 6, tests_to_write: 3, estimated_loc: 350 },
  };
}

function finished(landed: BranchContent) {
  const response = {
    agent: 'implement' as const,
    status: 'success' as const,
    timestamp: at(10),
    result: {},
    error: null,
  };
  return {
    type: 'assignment_finished' as const,
    key: 'assignment:a-2',
    at: at(10),
    runner: 'run/1/1',
    assignment_id: 'a-2',
    responses: [response],
    usage: [],
    landed,
  };
}
