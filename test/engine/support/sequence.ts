import type { Simulation } from './simulation.js';

/** Lets every job succeed, approves where it is asked for, and writes down what happened in the seed's notation. */
export function sequenceOf(world: Simulation): string {
  const steps: string[] = [];
  for (let round = 0; world.state.status !== 'completed' && round < 60; round += 1) {
    world.settle();
    if (world.state.status === 'awaiting_implementation_approval') {
      steps.push('🛑');
      world.approve();
      continue;
    }
    const [assignment] = world.out;
    if (assignment === undefined) continue;
    const [agent] = assignment.agents;
    if (steps.at(-1) !== agent) steps.push(...assignment.agents);
    world.finish(assignment.tasks[0] ?? agent);
  }
  return steps.join(' → ');
}
