/**
 * The hidden copy of the state in the dashboard comment: enough to find and to show the workflow. It is a projection,
 * never the truth; whoever reads it compares it with the state on the branch (rule S1).
 */
import { z } from 'zod';
import { agentName } from '../domain/contract.js';
import { SCHEMA_VERSION, type TaskState, type WorkflowState, workflowStatus } from '../domain/state.js';
import { WORKFLOW_TYPES } from '../domain/workflows.js';
import { countTasks } from './totals.js';

const taskCounts = z.object({
  pending: z.int(),
  running: z.int(),
  done: z.int(),
  failed: z.int(),
  blocked: z.int(),
});

const projectionSchema = z.object({
  schema_version: z.int(),
  workflow_id: z.uuid(),
  revision: z.int().positive(),
  workflow_type: z.enum(WORKFLOW_TYPES),
  status: workflowStatus,
  feature_id: z.string().nullable(),
  branch: z.object({ name: z.string(), head: z.string() }).nullable(),
  pull_request: z.int().nullable(),
  current_agent: agentName.nullable(),
  completed_agents: z.array(agentName),
  planning_complete: z.boolean(),
  implementation_approved: z.boolean(),
  resume_from: agentName.nullable(),
  task_counts: taskCounts,
  /** Ids by status; null where they would take too much room. */
  tasks: z
    .partialRecord(z.enum(['pending', 'running', 'done', 'failed', 'blocked']), z.array(z.string()))
    .nullable(),
  feedback_loops: z.record(z.string(), z.object({ iteration: z.int(), max_iterations: z.int() })),
  updated_at: z.string(),
});
type Projection = z.infer<typeof projectionSchema>;

const OPENING = '<!-- speckit:state ';
/** Nothing between the marks can end the comment, so the pattern needs no look-ahead. */
const MARKER = /<!-- speckit:state (\{[^<>\n]*\}) -->/g;

/** Most characters that the tasks' ids may take in the comment; a page has to fit around it. */
const TASKS_ROOM = 20_000;
/** git refuses longer names of branches. */
const NAME_LIMIT = 250;

/** What of the state is worth hiding in the dashboard. Bounded in size, whatever the state holds. */
export function projectState(state: WorkflowState): Projection {
  return {
    schema_version: SCHEMA_VERSION,
    workflow_id: state.workflow_id,
    revision: state.revision,
    workflow_type: state.workflow_type,
    status: state.status,
    feature_id: bounded(state.feature_id),
    branch: projectBranch(state),
    pull_request: state.pull_request?.number ?? null,
    current_agent: state.current_agent,
    completed_agents: [...new Set(state.completed_agents)],
    planning_complete: state.planning_complete,
    implementation_approved: state.implementation_approved,
    resume_from: state.resume_from,
    task_counts: countTasks(state.tasks),
    tasks: tasksByStatus(state.tasks),
    feedback_loops: Object.fromEntries(
      Object.entries(state.feedback_loops)
        .filter(([name]) => /^[a-z][a-z0-9_-]{0,59}$/.test(name))
        .slice(0, 20)
        .map(([name, { iteration, max_iterations }]) => [name, { iteration, max_iterations }]),
    ),
    updated_at: state.updated_at,
  };
}

/** The projection as the comment that stands in the dashboard. */
export function encodeProjection(state: WorkflowState): string {
  return `${OPENING}${escaped(projectState(state))} -->`;
}

/** Reads the projection out of a comment's body; null when there is not exactly one that is whole. Never throws. */
export function readProjection(body: string): Projection | null {
  const found = [...body.matchAll(MARKER)];
  const json = found[0]?.[1];
  if (found.length !== 1 || json === undefined || body.split(OPENING).length !== 2) return null;
  try {
    return projectionSchema.safeParse(JSON.parse(json)).data ?? null;
  } catch {
    // Somebody edited the comment: the same as no projection, it is rebuilt from the branch.
    return null;
  }
}

/** JSON in which nothing can end an HTML comment, mention a person or be changed by an editor of text. */
function escaped(value: unknown): string {
  return JSON.stringify(value)
    .replace(/--+/g, (run) => '\\u002d'.repeat(run.length))
    .replace(/[<>&@]|[^\x20-\x7e]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function projectBranch(state: WorkflowState): Projection['branch'] {
  const name = bounded(state.branch?.name ?? null);
  return state.branch === null || name === null ? null : { name, head: state.branch.head };
}

/** A cut name would be a wrong name: better none. */
function bounded(name: string | null): string | null {
  return name !== null && name.length <= NAME_LIMIT ? name : null;
}

function tasksByStatus(tasks: readonly TaskState[]): Projection['tasks'] {
  const groups: NonNullable<Projection['tasks']> = {};
  for (const task of tasks) {
    const group = groups[task.status] ?? [];
    group.push(task.id);
    groups[task.status] = group;
  }
  return escaped(groups).length <= TASKS_ROOM ? groups : null;
}
