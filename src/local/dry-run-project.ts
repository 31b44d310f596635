import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { defaultConfig } from '../config/schema.js';
import { workflowSettings } from '../config/workflow-settings.js';
import { parseTasks } from '../documents/tasks.js';
import { type DryRun, dryRun } from '../simulation/dry-run.js';
import { LocalError } from './repository.js';

interface Options {
  readonly parallel_execution?: boolean;
  readonly max_parallel_tasks?: number;
  readonly simulate_failures?: boolean;
  readonly failure_rate?: number;
  readonly seed?: number;
}

/** Simulates the execution of the tasks.md that a path leads to; see `dryRun`. */
export async function dryRunProject(path: string, options: Options): Promise<DryRun> {
  const { tasks, diagnostics } = parseTasks(await readFile(await findTasksFile(path), 'utf8'));
  const settings = workflowSettings(defaultConfig(), 'simulated');
  const { parallel_execution = true, max_parallel_tasks = settings.max_parallel_tasks, seed = 1 } = options;
  const fails = options.simulate_failures ?? options.failure_rate !== undefined;
  return dryRun(tasks, diagnostics, {
    failureRate: fails ? (options.failure_rate ?? 0.1) : 0,
    seed,
    settings: { ...settings, max_parallel_tasks: parallel_execution ? max_parallel_tasks : 1 },
  });
}

/** A tasks.md itself, that of a feature's folder, or the only one below the repository's `specs/`. */
async function findTasksFile(path: string): Promise<string> {
  const start = resolve(path);
  const found = await stat(start).catch(() => null);
  if (found?.isFile() === true) return start;
  for (const folder of [start, resolve(start, '..')]) {
    if (await isFile(join(folder, 'tasks.md'))) return join(folder, 'tasks.md');
    const features = await readdir(join(folder, 'specs')).catch(() => []);
    const files = features.map((feature) => join(folder, 'specs', feature, 'tasks.md'));
    const present = (
      await Promise.all(files.map(async (file) => ((await isFile(file)) ? [file] : [])))
    ).flat();
    const [only] = present;
    if (present.length > 1)
      throw new LocalError(`several features have tasks: name one of ${present.join(', ')}`);
    if (only !== undefined) return only;
  }
  throw new LocalError(`expected a tasks.md at ${path}, in its specs/ or beside it; found none`);
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isFile() === true;
}
