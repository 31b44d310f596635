/** Features of real projects, as far as their list of tasks goes. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseTasks } from '../../../src/documents/tasks.js';

export const CORPUS = join(import.meta.dirname, '../../../../shared/corpus');

export interface Feature {
  readonly id: string;
  readonly path: string;
  readonly ids: readonly string[];
  /** tasks.md with the first half of the tasks. */
  readonly half: string;
  /** All tasks, and the first one in other words. */
  readonly whole: string;
}

/** The shortest ones that have enough tasks for a half: what is done is the same for each task. None without a corpus. */
export function moderateFeatures(count: number): Feature[] {
  if (!existsSync(CORPUS)) return [];
  const files = readdirSync(CORPUS, { recursive: true, encoding: 'utf8' })
    .filter((path) => /(?:^|\/)\d{3}-[a-z0-9-]+\/tasks\.md$/.test(path))
    .map((path) => ({ path, text: readFileSync(join(CORPUS, path), 'utf8') }))
    .sort((one, other) => boxes(one.text) - boxes(other.text) || one.path.localeCompare(other.path));
  const features: Feature[] = [];
  // Only as many as it takes: to parse them all takes longer than the tests of these.
  for (const { path, text } of files) {
    if (boxes(text) < 6) continue;
    const feature = featureOf(path, text);
    if (feature.ids.length >= 6) features.push(feature);
    if (features.length === count) break;
  }
  return features;
}

/** About as many as there are tasks. */
function boxes(text: string): number {
  return text.match(/^\s*[-*] \[[ xX]\]/gm)?.length ?? 0;
}

function featureOf(path: string, text: string): Feature {
  const { tasks } = parseTasks(text);
  const half = (tasks[Math.ceil(tasks.length / 2)]?.line ?? 1) - 1;
  return {
    id: path.split('/').at(-2) ?? '',
    path: path.replace(/\/tasks\.md$/, ''),
    ids: tasks.map((task) => task.id),
    half: text.split('\n').slice(0, half).join('\n'),
    whole: text.replace(new RegExp(`(\\b${tasks[0]?.id}\\b)`), '$1 Reworded:'),
  };
}
