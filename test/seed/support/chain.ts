import { choiceOf } from '../../engine/support/backends.js';
import { task } from '../../engine/support/builders.js';
import { Simulation } from '../../engine/support/simulation.js';

/** A → B → C is the critical path; D stands beside it. */
export const TASKS = [task('A'), task('B', ['A']), task('C', ['B']), task('D')];
/** Two backends that could play each task. */
export const TWO = choiceOf(['one', 'two']);

/** A world whose tasks of `implement` are being worked on. */
export function built(overrides: Parameters<Simulation['build']>[1] = {}, tasks = TASKS): Simulation {
  return new Simulation(tasks).build('standard', overrides);
}
