/**
 * Two backends: one that is made for the work and fails half of the time, and one that only can do it. The first is
 * preferred until its failures count for more than that; then it is left alone.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { WorkflowState } from '../../src/domain/state.js';
import { dashboardOf } from './support.js';
import { type Landed, type Play, playTasks, type Seed, seedTasks, taskAssignments } from './tasks-support.js';

/** One after the other, so that it is the same backend's turn in every run. */
const TASKS = `# Tasks: Shapes and colours

## Phase 1: User Story 1 - Shapes (Priority: P1)

- [ ] T001 [US1] Make the registry in src/registry.js
- [ ] T002 [US1] Circle in src/circle.js (depends on T001)
- [ ] T003 [US1] Square in src/square.js (depends on T002)

## Phase 2: User Story 2 - Colours (Priority: P2)

- [ ] T004 [US2] Red in src/red.js (depends on T003)
- [ ] T005 [US2] Blue in src/blue.js (depends on T004)
- [ ] T006 [US2] Test all of it in test/all.test.js (depends on T005)
`;
const IDS = ['T001', 'T002', 'T003', 'T004', 'T005', 'T006'];

const CONFIG = [
  'backends:',
  '  default: command',
  '  command: { run: [node, tools/agent.mjs] }',
  '  candidates:',
  '    implement: [{ name: command, specialities: [coding] }, recorded]',
  'agent_selection:',
  // How long either takes is a matter of the machine.
  '  scoring_weights: { specialization_match: 0.4, past_success_rate: 0.4, current_availability: 0.2, response_time: 0 }',
  'execution:',
  '  max_parallel_tasks: 3',
  '  retry_policy: { initial_delay_ms: 0 }',
  '  circuit_breaker: { failure_threshold: 2, cooldown: 30m }',
];

/** What the second backend does for each task. */
function recordings(): Record<string, string> {
  const files: [string, string][] = IDS.map((id) => {
    const path =
      / in (\S+)/.exec(TASKS.split('\n').find((line) => line.includes(` ${id} `)) ?? '')?.[1] ?? '';
    return [`.specify/recordings/shapes/${id}/${path}`, `// ${id}\n`];
  });
  const tasks = IDS.map((id) => `        ${id}: [{ files: ${id} }]`);
  const recording = [
    'title: Shapes',
    'match: { words: shapes }',
    'agents:',
    '  implement:',
    '      tasks:',
    ...tasks,
  ];
  return {
    ...Object.fromEntries(files),
    '.specify/recordings/shapes/recording.yml': `${recording.join('\n')}\n`,
  };
}

describe('a backend that fails half of the time, and its fallback', () => {
  let seed: Seed | null = null;
  let state: WorkflowState;
  let landed: Landed;
  let dashboard = '';
  let plays: readonly Play[] = [];

  beforeAll(async () => {
    // Two of its plays go well, two fail, and so on.
    const fails = [3, 4, 7, 8, 11, 12];
    const made = await seedTasks({ tasks: TASKS, fails }, CONFIG, recordings());
    seed = made;
    ({ state, landed, plays } = await playTasks(made, async (world, _state, issue) => {
      dashboard = await dashboardOf(world, issue);
    }));
  }, 180_000);
  afterAll(() => seed?.remove());

  it('every task is done once', () => {
    expect({ status: state.status, reason: state.status_reason }).toEqual({
      status: 'completed',
      reason: null,
    });
    expect(landed.committed).toEqual(IDS);
    expect(landed.ticked).toEqual(IDS);
  });

  it('what fails on it is done by the fallback, and what comes after its second failure as well', () => {
    const tries = taskAssignments(state).map(({ tasks, backend, outcome }) => [
      tasks[0],
      backend,
      outcome?.result,
    ]);
    expect(tries).toEqual([
      ['T001', 'command', 'success'],
      ['T002', 'command', 'success'],
      ['T003', 'command', 'failure'],
      ['T003', 'recorded', 'success'],
      ['T004', 'command', 'failure'],
      ['T004', 'recorded', 'success'],
      ['T005', 'recorded', 'success'],
      ['T006', 'recorded', 'success'],
    ]);
    expect(plays.filter(({ what }) => what === 'begins')).toHaveLength(4);
    expect(taskAssignments(state).find(({ tasks }) => tasks[0] === 'T003')).toMatchObject({
      fallback_agents: ['recorded'],
    });
  });

  it('its circuit breaker is open, in the state and on the dashboard', () => {
    expect(state.breakers?.command).toMatchObject({ status: 'open', trips: 1 });
    expect(state.timeline.map(({ what }) => what).join('\n')).toContain(
      'command keeps failing and gets no work until',
    );
    expect(dashboard).toMatch(/^\| `?command`? \| .*left alone after failures/m);
    expect(dashboard).toMatch(/^\| `?recorded`? \| 4 \| 100% \|/m);
  });
});
