import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import type { Issue } from '../../sandbox/demo/people.js';
import { workflowState } from '../../src/domain/state.js';
import { agentsOf } from '../../src/domain/workflows.js';
import { createContract } from '../openapi/validate-exchange.js';
import {
  approve,
  commentsOf,
  dispatchedAssignments,
  inBox,
  planned,
  stateOf,
  type World,
} from './support.js';

const run = promisify(execFile);

describe('a full workflow in the sandbox', () => {
  it('goes from a comment to approved, implemented, tested work, and every exchange keeps GitHub’s contract', async () => {
    await inBox(async (world) => {
      const { issue, pull } = await planned(world, 'full');
      expect((await stateOf(world, issue))?.status).toBe('awaiting_implementation_approval');
      await approve(world, pull.number);

      const state = workflowState.parse(withoutDigest(await stateOf(world, issue)));
      expect(state.status).toBe('completed');
      expect(state.completed_agents).toEqual(agentsOf('full'));
      expect(state.feedback_loops).toEqual({ test_to_implement: { iteration: 1, max_iterations: 2 } });
      expect(state.outbox).toEqual([]);
      await expectIssues(world, state.created_issues);
      await expectHistory(world, state.workflow_id, pull.head.ref);
      const comments = await commentsOf(world, issue);
      expect(comments.at(-1)?.body).toContain('## Workflow Complete: Full');

      const contract = createContract();
      const violations = world.box
        .exchanges()
        .flatMap((exchange) =>
          contract
            .check(exchange)
            .map(
              (violation) =>
                `${exchange.method} ${exchange.url} ${exchange.status}: ${JSON.stringify(violation)}`,
            ),
        );
      expect(violations).toEqual([]);
    });
  }, 180_000);

  it('G1: without an approval no implementation is dispatched', async () => {
    await inBox(async (world) => {
      const { issue } = await planned(world, 'standard');
      const state = await stateOf(world, issue);
      expect(state?.status).toBe('awaiting_implementation_approval');
      expect(state?.assignments.flatMap((one) => one.agents)).toEqual([
        'specify',
        'clarify',
        'plan',
        'tasks',
      ]);
      expect(dispatchedAssignments(world)).toEqual(state?.assignments.map((one) => one.id));
    });
  }, 120_000);
});

function withoutDigest(state: unknown): unknown {
  const { digest: _, ...rest } = state as Record<string, unknown>;
  return rest;
}

async function expectIssues(world: World, created: Readonly<Record<string, number>>): Promise<void> {
  expect(Object.keys(created)).toEqual(['T001', 'T002', 'T003', 'T004', 'T005', 'T006']);
  const issues = await world.wendy.get<Issue[]>(`${world.repo}/issues?labels=speckit&state=all`);
  expect(new Set(issues.map((one) => one.number))).toEqual(new Set(Object.values(created)));
}

/** The history that a plain clone shows: state apart from the feature, and trailers that name who did what. */
async function expectHistory(world: World, workflowId: string, branch: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'speckit-clone-'));
  try {
    await run('git', ['clone', '-q', `${world.box.gitUrl}/${world.box.repo}.git`, folder]);
    const log = await run('git', [
      '-C',
      folder,
      'log',
      '--format=%(trailers:only,unfold)',
      `origin/${branch}`,
    ]);
    expect(log.stdout).toContain(`Speckit-Workflow: ${workflowId}`);
    for (const agent of ['specify', 'tasks', 'implement', 'review'])
      expect(log.stdout).toContain(`Speckit-Agent: ${agent}`);
    for (const task of ['T001', 'T006']) expect(log.stdout).toContain(`Speckit-Task: ${task}`);
    const state = await run('git', ['-C', folder, 'ls-tree', '-r', '--name-only', 'origin/speckit-state']);
    expect(state.stdout).toContain(`.specify/workflow-state/${workflowId}.json`);
    const tasks = await run('git', ['-C', folder, 'show', `origin/${branch}:specs/${branch}/tasks.md`]);
    expect(tasks.stdout).not.toMatch(/^- \[ \] T\d+/m);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
