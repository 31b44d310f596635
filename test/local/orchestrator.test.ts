import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { recordedBackend } from '../../src/backends/recorded.js';
import { createOrchestrator, type Orchestrator, RecoveryError } from '../../src/index.js';
import { simpleGitIn } from './git.js';
import { sampleRepository } from './support.js';

/** A repository whose feature is planned, as `execute` wants to find it. */
async function plannedRepository(orchestrator: Orchestrator): Promise<string> {
  const folder = await sampleRepository();
  const planned = await orchestrator.execute({
    projectPath: join(folder, '.specify'),
    trigger: 'plan: Greeting in another language',
  });
  expect((await planned.done).status).toBe('completed');
  return folder;
}

// The usage examples of the executor seed, in TypeScript.
describe('the library', () => {
  it('Basic Orchestration: executes, and progress can be watched', async () => {
    const orchestrator = createOrchestrator({ backend: 'recorded' });
    const folder = await plannedRepository(orchestrator);
    const result = await orchestrator.execute({
      projectPath: join(folder, '.specify'),
      options: { parallel_execution: true, max_parallel_tasks: 5, checkpoint_interval: 'per_task' },
      onCheckpoint: () => true,
    });
    expect(result.isComplete()).toBe(false);
    expect(result.getProgress()).toMatchObject({ percentage: 0 });
    const state = await result.done;
    expect(result.isComplete()).toBe(true);
    expect(result.getProgress()).toMatchObject({ percentage: 100, status: 'completed' });
    expect(state.completed_agents).toEqual(['implement', 'test', 'review']);
    expect(result.checkpoint().progress.completed_tasks).toHaveLength(6);
    expect(orchestrator.getProgress()).toEqual(result.getProgress());
  });

  it('G1 stops before implementation unless a person approves', async () => {
    const orchestrator = createOrchestrator({ backend: 'recorded' });
    const folder = await plannedRepository(orchestrator);
    const asked: string[] = [];
    const result = await orchestrator.execute({
      projectPath: folder,
      onCheckpoint: (state) => {
        asked.push(state.status);
        return false;
      },
    });
    const waiting = await result.done;
    expect(asked).toEqual(['awaiting_implementation_approval']);
    expect(waiting.assignments).toEqual([]);
    const approved = await result.abort();
    expect(approved.status).toBe('aborted');
  });

  it('With Recovery: resumes from a checkpoint, skips what is completed, or says that it cannot', async () => {
    const orchestrator = createOrchestrator({ backend: 'recorded' });
    const folder = await plannedRepository(orchestrator);
    const first = await orchestrator.execute({ projectPath: folder });
    await first.done;
    const { id } = first.checkpoint();
    const resumed = await orchestrator.resumeFromCheckpoint({
      checkpointId: id,
      projectPath: folder,
      options: { skip_completed: true },
      onCheckpoint: () => true,
    });
    expect((await resumed.done).status).toBe('completed');
    await expect(
      orchestrator.resumeFromCheckpoint({ checkpointId: 'ckpt_12345', projectPath: folder }),
    ).rejects.toThrow(RecoveryError);
    await expect(
      orchestrator.resumeFromCheckpoint({ checkpointId: id, projectPath: folder }),
    ).rejects.toThrow(/nothing to resume/);
    const again = await orchestrator.resumeFromCheckpoint({
      checkpointId: id,
      projectPath: folder,
      options: { skip_completed: false },
    });
    await again.done;
    expect(again.checkpoint().progress.remaining_tasks).toHaveLength(6);
  });

  it('Custom Agent Selection: a function decides who plays a task', async () => {
    const played: string[] = [];
    const recorded = recordedBackend('.specify/recordings');
    const orchestrator = createOrchestrator({
      backend: 'recorded',
      backends: {
        'fast-agent': {
          ...recorded,
          name: 'fast-agent',
          play: (request) => {
            played.push(request.task ?? request.agent);
            return recorded.play(request);
          },
        },
      },
    });
    const folder = await plannedRepository(orchestrator);
    orchestrator.setAgentSelector((task) => (task.id === 'T001' ? 'fast-agent' : null));
    const result = await orchestrator.execute({ projectPath: folder, onCheckpoint: () => true });
    expect((await result.done).status).toBe('completed');
    expect(played).toEqual(['T001']);
  });

  it('Dry Run Mode: simulates with failures', async () => {
    const folder = await sampleRepository();
    await mkdir(join(folder, 'specs', '001-x'), { recursive: true });
    await writeFile(
      join(folder, 'specs', '001-x', 'tasks.md'),
      '# Tasks\n\n## Phase 1: Setup\n\n- [ ] T001 Create src/a.js\n- [ ] T002 [P] Create src/b.js\n- [ ] T003 [P] Create src/c.js\n',
    );
    const run = await createOrchestrator().dryRun({
      projectPath: join(folder, '.specify'),
      options: { simulate_failures: true, failure_rate: 0.1, seed: 7 },
    });
    expect(run.summary).toMatchObject({ status: 'completed', tasks: { total: 3, done: 3 } });
    expect(run.estimated_duration).toBeGreaterThan(0);
    expect(run.timeline.some((moment) => moment.task === 'T003')).toBe(true);
  });

  it('Self-Diagnostics: names what stands in the way', async () => {
    const folder = await sampleRepository();
    await simpleGitIn(folder)('rm', '-r', '--quiet', '.specify/memory');
    await writeFile(join(folder, '.github', 'speckit.yml'), 'execution:\n  max_parallel_tasks: many\n');
    const { healthy, issues, recommendations } = await createOrchestrator().runDiagnostics(folder);
    expect(healthy).toBe(false);
    expect(issues.map((issue) => issue.check)).toEqual(
      expect.arrayContaining(['configuration', 'constitution', 'actions workflow']),
    );
    expect(recommendations.join('\n')).toContain('speckit init');
  });
});
