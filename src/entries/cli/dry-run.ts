import { resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { defaultConfig } from '../../config/schema.js';
import { workflowSettings } from '../../config/workflow-settings.js';
import { parseTasks } from '../../documents/tasks.js';
import { type DryRun, dryRun } from '../../simulation/dry-run.js';
import { readTasks } from './graph.js';
import { type CliIo, printJson } from './io.js';

interface Options {
  readonly failureRate: number;
  readonly seed: number;
  readonly maxParallel: number;
  readonly all?: boolean;
  readonly json?: boolean;
}

/** `speckit dry-run`: what executing a tasks.md would be like, without executing anything. */
export function addDryRun(program: Command, io: CliIo): void {
  program
    .command('dry-run')
    .description('simulate the execution of a tasks.md with the real engine and a simulated clock')
    .argument('<path>', 'a tasks.md, or the directory of a feature that holds one')
    .option('--failure-rate <share>', 'share of attempts that fail, from 0 to 1', share, 0)
    .option('--seed <number>', 'another seed gives other durations and failures', whole(0), 1)
    .option('--max-parallel <number>', 'most tasks at once', whole(1), 5)
    .option('--all', 'run finished tasks too')
    .option('--json', 'print the run as JSON')
    .action(async (path: string, options: Options) => {
      const { tasks: read, diagnostics } = parseTasks(await readTasks(resolve(io.cwd, path), path));
      const tasks = options.all === true ? read.map((task) => ({ ...task, done: false })) : read;
      const settings = {
        ...workflowSettings(defaultConfig(), 'simulated'),
        max_parallel_tasks: options.maxParallel,
      };
      const run = dryRun(tasks, diagnostics, {
        failureRate: options.failureRate,
        seed: options.seed,
        settings,
      });
      if (options.json === true) printJson(io, run);
      else io.stdout(toText(run));
    });
}

function toText({ summary, warnings, estimated_duration, timeline }: DryRun): string {
  const { tasks } = summary;
  return [
    ...timeline.map(({ at, event, task, agent, attempt, note }) =>
      [
        clock(at).padStart(8),
        event.padEnd(6),
        task ?? agent,
        attempt > 1 ? `(attempt ${attempt})` : '',
        note ?? '',
      ]
        .join('  ')
        .trimEnd(),
    ),
    '',
    `Status: ${summary.status}${summary.reason === null ? '' : ` (${summary.reason})`}`,
    `Tasks: ${tasks.done} of ${tasks.total} done, ${tasks.failed} failed, ${tasks.blocked} blocked`,
    `Attempts: ${summary.attempts}, of which ${summary.failures} failed; at most ${summary.most_parallel} at once`,
    `Estimated duration: ${clock(estimated_duration)}`,
    ...(warnings.length > 0 ? ['', 'Warnings:', ...warnings.map((warning) => `  ${warning}`)] : []),
    '',
  ].join('\n');
}

function clock(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(Math.floor(seconds) % 60)}`;
}

function share(value: string): number {
  const number = Number(value);
  if (value.trim() !== '' && number >= 0 && number <= 1) return number;
  throw new InvalidArgumentError('expected a number from 0 to 1.');
}

function whole(least: number) {
  return (value: string): number => {
    const number = Number(value);
    if (/^\d{1,9}$/.test(value) && number >= least) return number;
    throw new InvalidArgumentError(`expected a whole number from ${least}.`);
  };
}
