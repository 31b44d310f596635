/**
 * A feature of twelve tasks in two stories on three workers: one task hangs at its first try, and two that know nothing of
 * each other write into the same lines.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { WorkflowState } from '../../src/domain/state.js';
import { dispatchedAssignments, fileAt } from './support.js';
import {
  type Landed,
  mostAtOnce,
  type Play,
  playTasks,
  type Seed,
  seedTasks,
  succeeded,
  taskAssignments,
  tooEarly,
} from './tasks-support.js';

const TASKS = `# Tasks: Shapes and colours

## Phase 1: Setup

- [ ] T001 Describe the library in README.md

## Phase 2: Foundational

- [ ] T002 Make the registry in src/registry.js

## Phase 3: User Story 1 - Shapes (Priority: P1)

- [ ] T003 [P] [US1] Circle in src/circle.js
- [ ] T004 [P] [US1] Square in src/square.js
- [ ] T005 [US1] Areas in src/areas.js (depends on T003, T004)
- [ ] T006 [US1] Outlines in src/outlines.js (depends on T005)
- [ ] T007 [US1] All shapes in src/shapes.js (depends on T006)

## Phase 4: User Story 2 - Colours (Priority: P2)

- [ ] T008 [P] [US2] Red in src/red.js
- [ ] T009 [P] [US2] Blue in src/blue.js
- [ ] T010 [US2] Mixtures in src/mixtures.js (depends on T008, T009)
- [ ] T011 [US2] All colours in src/colours.js (depends on T010)

## Phase 5: Polish

- [ ] T012 Test all of it in test/all.test.js (depends on T007, T011)
`;
const IDS = Array.from({ length: 12 }, (_, place) => `T${String(place + 1).padStart(3, '0')}`);
const WORKERS = 3;
const SHARED = 'src/registry.js';

const CONFIG = [
  'backends: { default: command, command: { run: [node, tools/agent.mjs] } }',
  'execution:',
  `  max_parallel_tasks: ${WORKERS}`,
  // The shortest that there is.
  '  task_timeout_seconds: 10',
  '  retry_policy: { initial_delay_ms: 0 }',
];

describe('twelve tasks in two stories on three workers', () => {
  let seed: Seed | null = null;
  let state: WorkflowState;
  let landed: Landed;
  let plays: readonly Play[] = [];
  let dispatched: readonly string[] = [];
  let seenHanging = 0;
  let hanging: readonly string[] = [];
  let shared = '';

  beforeAll(async () => {
    const made = await seedTasks(
      { tasks: TASKS, hangs: ['T008'], shares: { file: SHARED, tasks: ['T003', 'T004'] } },
      CONFIG,
    );
    seed = made;
    ({ state, landed, plays } = await playTasks(
      made,
      async (world, { branch }) => {
        dispatched = dispatchedAssignments(world);
        shared = await fileAt(world, SHARED, branch?.name ?? '');
        hanging = made.hanging();
      },
      ({ url }) => {
        if (url.endsWith('/dispatches')) seenHanging = Math.max(seenHanging, made.hanging().length);
      },
    ));
  }, 240_000);
  afterAll(() => seed?.remove());

  const triesOf = (...ids: string[]) =>
    taskAssignments(state).filter((one) => one.tasks.some((task) => ids.includes(task)));

  it('S2: each is done exactly once, and the repository’s own test of all of them passes', () => {
    expect({ status: state.status, reason: state.status_reason }).toEqual({
      status: 'completed',
      reason: null,
    });
    expect(state.agent_results.test?.status).toBe('success');
    expect(state.tasks.map(({ id, status }) => [id, status])).toEqual(IDS.map((id) => [id, 'done']));
    expect(landed.committed.toSorted()).toEqual(IDS);
    expect(landed.ticked).toEqual(IDS);
    expect(succeeded(state).toSorted()).toEqual(IDS);
  });

  it('S2: every assignment has had one run', () => {
    expect(landed.runs.toSorted()).toEqual(state.assignments.map(({ id }) => `speckit ${id}`).toSorted());
    expect(dispatched.toSorted()).toEqual(state.assignments.map(({ id }) => id).toSorted());
  });

  it('three are out at once, never more', () => {
    expect(mostAtOnce(state)).toBe(WORKERS);
  });

  it('none begins before what it depends on has landed', () => {
    expect(tooEarly(state)).toEqual([]);
    const place = (id: string) => landed.committed.indexOf(id);
    const late = state.tasks.flatMap(({ id, depends_on }) =>
      depends_on.filter((need) => place(need) > place(id)),
    );
    expect(late).toEqual([]);
  });

  it('the one that hangs is killed at its timeout, keeps nobody else waiting, and succeeds when it is tried again', () => {
    const tries = triesOf('T008');
    expect(tries.map((one) => one.outcome?.error ?? null)).toEqual(['TimeoutError', null]);
    const begun = plays.filter(({ task, what }) => task === 'T008' && what === 'begins');
    expect(begun).toHaveLength(2);
    expect(seenHanging).toBeGreaterThan(0);
    expect(hanging).toEqual([]);
    const [first, second] = begun;
    const meanwhile = plays.filter(
      ({ what, at }) => what === 'ends' && at > (first?.at ?? 0) && at < (second?.at ?? 0),
    );
    expect(meanwhile.length).toBeGreaterThanOrEqual(2);
    expect(state.timeline.map(({ what }) => what).join('\n')).toContain('T008: TimeoutError, retry 1 of 3');
  });

  it('of two that write into the same lines the second is done again on top of the first', () => {
    const tries = triesOf('T003', 'T004');
    const [superseded, ...others] = tries.filter((one) => one.status === 'superseded');
    expect(others).toEqual([]);
    const again = tries.find(({ tasks, attempt }) => tasks[0] === superseded?.tasks[0] && attempt === 2);
    expect(again?.outcome?.result).toBe('success');
    expect(again?.base).not.toBe(superseded?.base);
    expect(shared.match(/T003|T004/g)?.toSorted()).toEqual(['T003', 'T004']);
    const told = state.timeline.map(({ what }) => what).join('\n');
    expect(told).toMatch(/T00[34] conflicts with the branch in src\/registry\.js/);
  });
});
