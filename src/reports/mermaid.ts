import type { TaskState } from '../domain/state.js';
import { plain } from './text.js';

/** Where a picture helps: one task needs none, and more than this nobody can read. */
const MOST_TASKS = 80;
/** Mermaid refuses to draw more than 500 edges. */
const MOST_EDGES = 400;

/** Text colours are given as well, so that the picture reads in dark mode. */
const COLOURS: Readonly<Record<TaskState['status'], string>> = {
  pending: 'fill:#f6f8fa,stroke:#8c959f,color:#24292f',
  running: 'fill:#fff8c5,stroke:#bf8700,color:#24292f',
  done: 'fill:#dafbe1,stroke:#1a7f37,color:#24292f',
  failed: 'fill:#ffebe9,stroke:#cf222e,color:#24292f',
  blocked: 'fill:#eaeef2,stroke:#57606a,color:#57606a',
};

/** The task graph as a Mermaid flowchart, coloured by state; null where it would show nothing or too much. */
export function taskChart(tasks: readonly TaskState[]): string | null {
  if (tasks.length < 2 || tasks.length > MOST_TASKS) return null;
  const edges = withoutDetours(tasks);
  if (edges.length > MOST_EDGES) return null;
  const number = new Map(tasks.map((task, index) => [task.id, index]));
  const used = Object.entries(COLOURS).filter(([status]) => tasks.some((task) => task.status === status));
  return [
    '```mermaid',
    'flowchart LR',
    ...tasks.map((task, index) => `  t${index}["${label(task)}"]:::${task.status}`),
    ...edges.map(([from, to]) => `  t${number.get(from)} --> t${number.get(to)}`),
    ...used.map(([status, style]) => `  classDef ${status} ${style}`),
    '```',
  ].join('\n');
}

/** Only letters, digits and harmless signs: everything else has a meaning to Mermaid somewhere. */
function label(task: TaskState): string {
  const text = plain(`${task.id}: ${task.description}`, 48);
  return text
    .replace(/[^\p{L}\p{N} .,:+/_='-]/gu, ' ')
    .replace(/-{2,}/g, '-')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Dependencies that no other path says already. Tasks that are not there and loops on oneself are left out. */
function withoutDetours(tasks: readonly TaskState[]): [string, string][] {
  const known = new Map(tasks.map((task) => [task.id, task]));
  const needs = (id: string) => [...new Set(known.get(id)?.depends_on ?? [])].filter((one) => known.has(one));
  const edges: [string, string][] = [];
  for (const task of tasks) {
    const direct = needs(task.id).filter((one) => one !== task.id);
    for (const one of direct) {
      const others = direct.filter((other) => other !== one);
      if (!reaches(others, one, needs)) edges.push([one, task.id]);
    }
  }
  return edges;
}

function reaches(starts: readonly string[], goal: string, needs: (id: string) => readonly string[]): boolean {
  const seen = new Set(starts);
  const open = [...starts];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const next of needs(id)) {
      if (next === goal) return true;
      if (!seen.has(next)) {
        seen.add(next);
        open.push(next);
      }
    }
  }
  return false;
}
