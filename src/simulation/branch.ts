/** The feature branch of a dry run: one commit, in which nothing but the ticks of tasks.md changes. */
import type { Task } from '../documents/types.js';
import type { BranchContent, PlannedTask } from '../domain/events.js';

export const FEATURE = '001-dry-run';
export const SHA = 'a'.repeat(40);
const DIGEST = 'sha256:dry-run';

export class SimulatedBranch {
  /** tasks.md as it is now: landings tick it. */
  private readonly planned: PlannedTask[];
  private readonly places: ReadonlyMap<string, number>;

  constructor(tasks: readonly Task[]) {
    this.planned = tasks.map(
      ({ id, description, phase, story, parallel, files, depends_on, done, skipped }) => ({
        id,
        description,
        phase,
        story,
        parallel,
        files: [...files],
        depends_on: [...depends_on],
        done: done || skipped,
      }),
    );
    this.places = new Map(tasks.map((task, index) => [task.id, index]));
  }

  /** Lands tasks, and says what the branch holds then. */
  land(finished: readonly string[]): BranchContent {
    for (const id of finished) {
      const place = this.places.get(id);
      const task = place === undefined ? undefined : this.planned[place];
      if (place !== undefined && task !== undefined) this.planned[place] = { ...task, done: true };
    }
    return {
      head: SHA,
      digest: DIGEST,
      artifacts: {
        spec: `specs/${FEATURE}/spec.md`,
        plan: `specs/${FEATURE}/plan.md`,
        tasks: `specs/${FEATURE}/tasks.md`,
      },
      tasks: [...this.planned],
      scope: null,
    };
  }
}
