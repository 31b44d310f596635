/**
 * Two stories on three workers, whose driver is killed again and again: after every so many answers of the API the process
 * that had asked is gone. Nothing but the schedule goes on with what it has left.
 */
import { existsSync } from 'node:fs';
import { afterEach, describe, expect, it } from '@jest/globals';
import { killDrivers } from './driver-kills.js';
import { approve, inBox, planned, type World } from './support.js';
import { landedOf, type Seed, seedTasks, sweepToTheEnd } from './tasks-support.js';

const TASKS = `# Tasks: Shapes and colours

## Phase 1: Foundational

- [ ] T001 Make the registry in src/registry.js

## Phase 2: User Story 1 - Shapes (Priority: P1)

- [ ] T002 [P] [US1] Circle in src/circle.js
- [ ] T003 [US1] All shapes in src/shapes.js (depends on T002)

## Phase 3: User Story 2 - Colours (Priority: P2)

- [ ] T004 [P] [US2] Red in src/red.js
- [ ] T005 [P] [US2] Blue in src/blue.js

## Phase 4: Polish

- [ ] T006 Test all of it in test/all.test.js (depends on T003, T004, T005)
`;
const IDS = ['T001', 'T002', 'T003', 'T004', 'T005', 'T006'];

const CONFIG = [
  'backends: { default: command, command: { run: [node, tools/agent.mjs] } }',
  'execution:',
  '  max_parallel_tasks: 3',
  // Many kills hit the same task here, none of which is its backend's fault.
  '  retry_policy: { max_retries: 10, initial_delay_ms: 0 }',
  '  circuit_breaker: { cooldown: 1ms, max_cooldown: 1ms }',
];

/** A driver dies at every so-manieth moment. All first ones take minutes: ordinarily it is one of them. */
const EVERY = 7;
const FIRST = process.env.SPECKIT_EVERY_CRASH === '1' ? [1, 2, 3, 4, 5, 6, 7] : [4];
/** The first task's landing dies after its push, and so does its second one: then nobody is left who knows of it. */
const FIRST_PUSHES = [1, 2];

const describeWhereProcessesShow = existsSync('/proc/self/environ') ? describe : describe.skip;

describeWhereProcessesShow('S2: drivers that are killed', () => {
  let seed: Seed | null = null;
  afterEach(() => seed?.remove());

  it.each(FIRST)(
    `twice after the first push, and at moment %i and every ${EVERY}th after it: each task is done once`,
    async (first) => {
      const made = await seedTasks({ tasks: TASKS }, CONFIG);
      seed = made;
      const drivers = killDrivers(
        ({ number, push }) => number % EVERY === first % EVERY || FIRST_PUSHES.includes(push ?? 0),
      );
      const { onExchange } = drivers;
      const story = async (world: World) => {
        const { issue, pull } = await planned(world, 'standard');
        drivers.arm(world.box.apiUrl);
        await approve(world, pull.number);
        const state = await sweepToTheEnd(world, issue, 60);
        return { state, landed: await landedOf(world, state) };
      };
      const { state, landed } = await inBox(story, { seedRepo: made.folder, onExchange });

      expect(drivers.kills.length).toBeGreaterThan(drivers.moments() / EVERY);
      const { status, status_reason: reason, outbox, timers } = state;
      const wanted = { status: 'completed', reason: null, outbox: [], timers: [] };
      expect({ kills: drivers.kills, status, reason, outbox, timers }).toMatchObject(wanted);
      expect(landed.committed.toSorted()).toEqual(IDS);
      expect(landed.ticked).toEqual(IDS);
      expect(state.tasks.map((task) => [task.id, task.status])).toEqual(IDS.map((id) => [id, 'done']));
      // Not even played twice: what its run has left is landed by the next one.
      const begun = (await made.plays()).filter(({ what }) => what === 'begins');
      expect(begun.map(({ task }) => task).toSorted()).toEqual(IDS);
      const given = state.assignments.map(({ id }) => `speckit ${id}`);
      expect(landed.runs.toSorted()).toEqual(given.toSorted());
    },
    240_000,
  );
});
