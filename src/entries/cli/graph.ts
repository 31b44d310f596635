import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { LONGEST_DOCUMENT, refusalOf } from '../../documents/limits.js';
import { parseTasks } from '../../documents/tasks.js';
import type { Task } from '../../documents/types.js';
import { buildGraph, type TaskGraph } from '../../scheduling/graph.js';
import { toMermaid } from '../../scheduling/mermaid.js';
import { planMetadata } from '../../scheduling/metadata.js';
import { EXIT, type SetExitCode, UsageError } from './exit.js';
import { type CliIo, printJson } from './io.js';

/** `speckit graph`: reads tasks.md and shows what depends on what. */
export function addGraph(program: Command, io: CliIo, setExitCode: SetExitCode): void {
  program
    .command('graph')
    .description('show tasks, dependencies, parallel groups and the critical path of a tasks.md')
    .argument('<path>', 'a tasks.md, or the directory of a feature that holds one')
    .addOption(new Option('--json', 'print the graph as JSON').conflicts('mermaid'))
    .addOption(new Option('--mermaid', 'print the graph as a Mermaid flowchart'))
    .action(async (path: string, options: { json?: boolean; mermaid?: boolean }) => {
      const text = await readTasks(resolve(io.cwd, path), path);
      const refusal = refusalOf(text);
      if (refusal !== null) throw new UsageError(`cannot read ${JSON.stringify(path)}: ${refusal.message}`);
      const { tasks, diagnostics } = parseTasks(text);
      const graph = buildGraph(tasks, diagnostics);
      if (options.json === true) printJson(io, { ...graph, metadata: planMetadata(graph) });
      else io.stdout(options.mermaid === true ? toMermaid(graph) : toText(graph));
      if (graph.diagnostics.some(({ severity }) => severity === 'error')) setExitCode(EXIT.problems);
    });
}

export async function readTasks(path: string, typed: string): Promise<string> {
  const found = await stat(path).catch(() => null);
  const file = found?.isDirectory() === true ? join(path, 'tasks.md') : path;
  try {
    return await readStart(file);
  } catch (error) {
    const why =
      typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : String(error);
    throw new UsageError(
      `cannot read ${JSON.stringify(typed)} (${why}); expected a tasks.md or a directory that holds one`,
    );
  }
}

/** Reads no more than shows that a file is too long: a path may also name a device or a pipe that never ends. */
async function readStart(file: string): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of createReadStream(file)) {
    const bytes = Buffer.from(chunk as Uint8Array);
    chunks.push(bytes);
    size += bytes.length;
    // No character of UTF-8 is longer than four bytes.
    if (size > LONGEST_DOCUMENT * 4) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}

function toText(graph: TaskGraph<Task>): string {
  const done = graph.tasks.filter((task) => task.done).length;
  const groups = graph.parallel_groups.map((group, index) => `  ${index + 1}. ${group.join(', ')}`);
  const notes = graph.diagnostics.map(
    ({ line, severity, message }) => `  ${line > 0 ? `line ${line}: ` : ''}${severity}: ${message}`,
  );
  return [
    `${graph.tasks.length} tasks (${done} done), ${graph.dependencies.length} dependencies`,
    ...(groups.length > 0 ? ['', 'Groups that can run in parallel:', ...groups] : []),
    ...(graph.critical_path.length > 0 ? ['', `Critical path: ${graph.critical_path.join(' -> ')}`] : []),
    ...(notes.length > 0 ? ['', 'Notes:', ...notes] : []),
    '',
  ].join('\n');
}
