import type { Assignment, TaskState, WorkflowState } from '../domain/state.js';
import { plain } from './text.js';

/** The latest ones are shown: nobody can read more bars than these. */
const MOST_BARS = 60;
/** What took less is drawn as long as this, in milliseconds: a bar without a length cannot be seen. */
const SHORTEST = 1_000;

/**
 * When which assignment ran, as a Mermaid gantt chart: a section per agent, tasks in a section per story, approvals as
 * milestones. Null where nothing has been dispatched.
 */
export function assignmentChart(state: WorkflowState): string | null {
  const shown = state.assignments.slice(-MOST_BARS);
  if (shown.length === 0) return null;
  const tasks = new Map(state.tasks.map((task) => [task.id, task]));
  const sections = new Map<string, string[]>();
  for (const one of shown) {
    const name = sectionOf(one, tasks);
    sections.set(name, [...(sections.get(name) ?? []), bar(one, state.updated_at)]);
  }
  const approvals = state.approvals.map(
    (one) => `  approved by ${words(one.by)} :milestone, ${ms(one.at)}, 0d`,
  );
  if (approvals.length > 0) sections.set('people', approvals);
  return [
    '```mermaid',
    'gantt',
    '  dateFormat x',
    '  axisFormat %H:%M:%S',
    '  todayMarker off',
    ...[...sections].flatMap(([name, lines]) => [`  section ${name}`, ...lines]),
    '```',
  ].join('\n');
}

function sectionOf({ agents, tasks }: Assignment, known: ReadonlyMap<string, TaskState>): string {
  const [first] = tasks;
  if (first === undefined) return agents.length > 1 ? 'planning' : agents[0];
  const story = known.get(first)?.story ?? null;
  return story === null ? 'tasks' : `tasks of ${words(story)}`;
}

function bar(one: Assignment, now: string): string {
  const from = ms(one.dispatched_at);
  const to = Math.max(ms(one.finished_at ?? now), from + SHORTEST);
  return `  ${nameOf(one)} :${look(one)}${from}, ${to}`;
}

function nameOf({ agents, tasks, attempt }: Assignment): string {
  const work = tasks.length > 0 ? tasks : agents.length > 1 ? [agents[0], 'to', agents.at(-1)] : agents;
  return words(`${work.slice(0, 6).join(' ')}${attempt > 1 ? ` again (${attempt})` : ''}`);
}

/** Mermaid's words for how a bar looks. */
function look({ status, outcome }: Assignment): string {
  if (status === 'dispatched') return 'active, ';
  if (status === 'lost' || outcome?.result === 'failure') return 'crit, ';
  return 'done, ';
}

function ms(at: string): number {
  return Date.parse(at);
}

/** Colons, commas, semicolons and hashes mean something to Mermaid; everything odd is left out. */
function words(text: string): string {
  const kept = plain(text, 48)
    .replace(/[^\p{L}\p{N} ._/()-]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return kept === '' ? 'unnamed' : kept;
}
