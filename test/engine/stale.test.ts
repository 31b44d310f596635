import { describe, expect, it } from '@jest/globals';
import type { EventBody } from '../../src/domain/events.js';
import { answer, content, sha, task } from './support/builders.js';
import { Simulation } from './support/simulation.js';

const TASKS = [task('A'), task('B')];

/** Everything that can be told about an assignment. */
function tales(assignment_id: string, digest: string | null): EventBody[] {
  const landed = content(sha(500), digest ?? 'some', TASKS);
  return [
    { type: 'assignment_finished', assignment_id, responses: [answer('implement')], usage: [], landed },
    { type: 'assignment_conflicted', assignment_id, head: sha(501), files: ['a'] },
    { type: 'assignment_lost', assignment_id, reason: 'timeout', message: 'late' },
  ];
}

describe('S3 an assignment that is not current', () => {
  const ways: Readonly<Record<string, (world: Simulation) => unknown>> = {
    finished: (world) => world.finish('A'),
    lost: (world) => world.lose('A'),
    conflicted: (world) => world.conflict('A'),
    paused: (world) => world.command('pause'),
    resumed: (world) => world.command('pause').command('resume'),
    'without its approval': (world) => world.push('edited'),
    'approved anew': (world) => world.push('edited').approve(),
    'never made': () => undefined,
  };

  it.each(Object.entries(ways))('S3 changes nothing: %s', (name, way) => {
    const world = new Simulation(TASKS).build('standard');
    const id = name === 'never made' ? '7d3c2f10-9-A-1' : world.outFor('A').id;
    way(world);
    const { state } = world;
    for (const tale of tales(id, state.content_digest)) {
      expect(world.send(tale)).toEqual({
        state,
        effects: [],
        refusal: expect.objectContaining({
          reason: 'stale_assignment',
          message: expect.stringContaining(id),
        }),
      });
    }
  });

  it('S3 of an earlier attempt does not end the present one', () => {
    const world = new Simulation(TASKS).build('standard');
    const first = world.outFor('A').id;
    world.lose('A').wait(2);
    const [late] = tales(first, world.state.content_digest);
    if (late !== undefined) world.send(late);
    expect(world.outFor('A').attempt).toBe(2);
    world.finish('A');
    expect(world.state.tasks.map((one) => one.status)).toEqual(['done', 'running']);
  });

  it('S3 ids are never given twice', () => {
    const world = new Simulation(TASKS).build('standard');
    for (let round = 0; round < 5; round += 1) world.command('pause').command('resume');
    const ids = world.state.assignments.map((one) => one.id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
