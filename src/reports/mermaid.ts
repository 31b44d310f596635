import type { TaskState } from '../domain/state.js';
import { plain } from './text.js';

/** Where a picture helps: one task needs none, and more than this nobody can read; then stories stand for their tasks. */
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

/**
 * The task graph as a Mermaid flowchart, coloured by state; of a large one the graph of its stories. Null where it would
 * show nothing or too much.
 */
export function taskChart(tasks: readonly TaskState[]): string | null {
  if (tasks.length > MOST_TASKS) return storyChart(tasks);
  const edges = withoutDetours(tasks);
  return chart(
    tasks.map(({ id, description, status }) => ({ id, label: `${id}: ${description}`, status })),
    edges,
  );
}

interface Box {
  readonly id: string;
  readonly label: string;
  readonly status: TaskState['status'];
}

function chart(boxes: readonly Box[], edges: readonly (readonly [string, string])[]): string | null {
  if (boxes.length < 2 || boxes.length > MOST_TASKS || edges.length > MOST_EDGES) return null;
  const number = new Map(boxes.map((box, index) => [box.id, index]));
  const used = Object.entries(COLOURS).filter(([status]) => boxes.some((box) => box.status === status));
  return [
    '```mermaid',
    'flowchart LR',
    ...boxes.map((box, index) => `  t${index}["${harmless(box.label)}"]:::${box.status}`),
    ...edges.map(([from, to]) => `  t${number.get(from)} --> t${number.get(to)}`),
    ...used.map(([status, style]) => `  classDef ${status} ${style}`),
    '```',
  ].join('\n');
}

/** Tasks without a story stand together. */
const NO_STORY = 'no story';

function storyChart(tasks: readonly TaskState[]): string | null {
  const storyOf = new Map(tasks.map((task) => [task.id, task.story ?? NO_STORY]));
  const stories = new Map([...storyOf.values()].map((story): [string, TaskState[]] => [story, []]));
  for (const task of tasks) stories.get(task.story ?? NO_STORY)?.push(task);
  const edges = new Map<string, [string, string]>();
  for (const { id, depends_on } of tasks) {
    const to = storyOf.get(id) ?? NO_STORY;
    for (const need of depends_on) {
      const from = storyOf.get(need);
      if (from !== undefined && from !== to) edges.set(JSON.stringify([from, to]), [from, to]);
    }
  }
  return chart(
    [...stories].map(([id, members]) => ({
      id,
      label: `${id}: ${members.filter((task) => task.status === 'done').length} of ${members.length} done`,
      status: statusOf(members),
    })),
    [...edges.values()],
  );
}

/** What a person would look at first. */
function statusOf(members: readonly TaskState[]): TaskState['status'] {
  const some = (status: TaskState['status']) => members.some((task) => task.status === status);
  if (members.every((task) => task.status === 'done')) return 'done';
  return (['failed', 'running', 'blocked'] as const).find(some) ?? 'pending';
}

/** Only letters, digits and harmless signs: everything else has a meaning to Mermaid somewhere. */
function harmless(text: string): string {
  return plain(text, 48)
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
