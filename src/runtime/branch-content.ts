import { createHash } from 'node:crypto';
import { parseTasks } from '../documents/tasks.js';
import { normaliseTicks } from '../documents/tick.js';
import type { BranchContent, PlannedTask } from '../domain/events.js';
import type { Scope } from '../domain/state.js';
import type { TreeFile, TreeReader } from './ports.js';

/** Files of a feature that the product itself writes after the approval; they are not part of what is approved. */
const PRODUCT_FILES = [/^reports\//, /^traceability\.md$/];

/** Artifact names of the seed's `artifacts_ready`, and what else Spec Kit writes at the top of a feature. */
const ARTIFACTS: Readonly<Record<string, string>> = {
  spec: 'spec.md',
  plan: 'plan.md',
  research: 'research.md',
  tasks: 'tasks.md',
};

/** A rough size per file, for the checkpoint's "Estimated changes". */
const LOC_PER_FILE = 40;

/**
 * Reads what a branch holds for a feature: the digest that approvals are bound to, the artifacts, the tasks and the scope.
 *
 * @param featureDir `specs/003-payment-processing/`
 */
export async function readBranchContent(tree: TreeReader, featureDir: string): Promise<BranchContent> {
  const all = await tree.list();
  const files = all.filter((file) => file.path.startsWith(featureDir));
  const artifacts: Record<string, string> = {};
  for (const [name, file] of Object.entries(ARTIFACTS)) {
    if (files.some((one) => one.path === featureDir + file)) artifacts[name] = featureDir + file;
  }
  const links = files.filter((file) => !isFile(file)).map((file) => file.path);
  const tasksFile = files.find((one) => one.path === `${featureDir}tasks.md` && isFile(one));
  const tasksText = tasksFile === undefined ? null : await tree.read(tasksFile);
  const tasks = tasksText === null ? [] : plannedTasks(tasksText);
  return {
    head: tree.head,
    digest: digestOf(files, featureDir, tasksText),
    artifacts,
    tasks,
    ...(links.length === 0 ? {} : { links }),
    scope: tasks.length === 0 ? null : scopeOf(tasks, all),
  };
}

/**
 * Digest of `specs/<id>/`. Ticks in tasks.md do not count, since the product ticks tasks as it lands them; everything
 * else that a person approves does.
 */
function digestOf(files: readonly TreeFile[], featureDir: string, tasksText: string | null): string {
  const lines = files
    .map((file) => ({ ...file, name: file.path.slice(featureDir.length) }))
    .filter((file) => !PRODUCT_FILES.some((pattern) => pattern.test(file.name)))
    .map((file) => {
      const normalised = file.name === 'tasks.md' && tasksText !== null;
      return `${file.mode} ${file.name}\0${normalised ? sha256(normaliseTicks(tasksText)) : file.id}\n`;
    });
  return `sha256:${sha256(lines.sort().join(''))}`;
}

/** False for links and submodules: what they lead to can be changed without a change here. */
function isFile({ mode }: TreeFile): boolean {
  return mode.startsWith('100');
}

function plannedTasks(text: string): PlannedTask[] {
  return parseTasks(text).tasks.map((task) => ({
    id: task.id,
    description: task.description,
    phase: task.phase,
    story: task.story,
    parallel: task.parallel,
    files: [...task.files],
    depends_on: [...task.depends_on],
    // A task that its author withdrew is not to be implemented either.
    done: task.done || task.skipped,
  }));
}

function scopeOf(tasks: readonly PlannedTask[], all: readonly TreeFile[]): Scope {
  const present = new Set(all.map((file) => file.path));
  const named = new Set(tasks.flatMap((task) => task.files));
  const files = [...named];
  return {
    files_to_create: files.filter((path) => !present.has(path)).length,
    files_to_modify: files.filter((path) => present.has(path)).length,
    tests_to_write: files.filter((path) => /(^|[/._-])(test|tests|spec|__tests__)([/._-]|$)/i.test(path))
      .length,
    estimated_loc: files.length * LOC_PER_FILE,
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
