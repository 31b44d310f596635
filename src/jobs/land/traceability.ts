/** Writes `traceability.md` to the feature branch when the last agent has landed. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AssignmentFinished, WorkflowEvent } from '../../domain/events.js';
import type { WorkflowState } from '../../domain/state.js';
import { transition } from '../../engine/transition.js';
import { isWorkDone } from '../../engine/work-done.js';
import type { Links } from '../../reports/links.js';
import { type LandedCommit, traceFeature } from '../../reports/trace.js';
import { recordTrace, renderTraceability } from '../../reports/traceability.js';
import { readBranchContent } from '../../runtime/branch-content.js';
import type { TreeReader } from '../../runtime/ports.js';
import { commitIdentity } from './commit-parts.js';
import { type Git, gitIn, gitText } from './git.js';
import { gitTreeReader } from './git-tree.js';
import { landedCommits } from './landed-commits.js';
import { fetchHead, push } from './remote.js';

export interface TraceOptions {
  /** Clone whose `origin` holds the feature branch. */
  readonly checkout: string;
  readonly links?: Links | undefined;
  readonly log: (line: string) => void;
}

/** The first try and two more. */
const PUSHES = 3;

/**
 * Where this landing leaves no agent anything to do: commits the traceability of the feature on top of the branch, and lets
 * the event tell of it, so that the push is known before anybody is told of it. A repetition finds the file as it is to be.
 * The workflow does not depend on it: what fails here is logged.
 */
export async function traceLanding<Event extends WorkflowEvent>(
  event: Event | null,
  state: WorkflowState,
  options: TraceOptions,
): Promise<Event | AssignmentFinished | null> {
  if (event?.type !== 'assignment_finished') return event;
  const { state: next, refusal } = transition(state, event);
  if (next === null || refusal !== null || !isWorkDone(next) || !next.steps.includes('implement'))
    return event;
  try {
    return await traced(event, next, options);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    options.log(`warning: traceability.md could not be written, the workflow goes on without: ${why}`);
    return event;
  }
}

async function traced(
  event: AssignmentFinished,
  next: WorkflowState,
  { checkout, links, log }: TraceOptions,
): Promise<AssignmentFinished> {
  const { branch, feature_dir: dir } = next;
  if (branch === null || dir === null) return event;
  const git = gitIn(checkout);
  for (let attempt = 1; ; attempt += 1) {
    const head = await fetchHead(git, branch.name);
    if (head === null) return event;
    const tree = gitTreeReader(checkout, head);
    const content = await readBranchContent(tree, dir);
    // Rule G1: nothing is written on top of artifacts that nobody has approved; the engine is told of them as ever.
    if (content.digest !== next.content_digest) return event;
    const path = `${dir}traceability.md`;
    const [spec, tasks, present] = await Promise.all(
      [`${dir}spec.md`, `${dir}tasks.md`, path].map((name) => textOf(tree, name)),
    );
    if (spec == null) return event;
    const commits = await landedCommits(git, branch.base_sha, head);
    const text = renderTraceability(asOf(next, commits), spec, tasks ?? null, commits, links);
    const traceability = recordTrace(traceFeature(next, spec, tasks ?? null, commits));
    if (text === present) return { ...event, traceability, landed: content };
    const made = await commitFile(git, head, path, text, `Trace requirements of ${next.feature_id}`, next);
    const pushed = await push(git, made, branch.name);
    if (pushed.kind === 'pushed') {
      log(`${made.slice(0, 12)} traceability.md`);
      const landed = await readBranchContent(gitTreeReader(checkout, made), dir);
      return { ...event, traceability, landed };
    }
    if (pushed.kind === 'refused' || attempt === PUSHES) throw new Error(pushed.message);
  }
}

/** Links to files lead to the last commit of an agent: the head would change with this very file. */
function asOf(state: WorkflowState, commits: readonly LandedCommit[]): WorkflowState {
  const last = commits.at(-1)?.sha;
  if (state.branch === null || last === undefined) return state;
  return { ...state, branch: { ...state.branch, head: last } };
}

async function textOf(tree: TreeReader, path: string): Promise<string | null> {
  const file = (await tree.list()).find((one) => one.path === path);
  return file === undefined || file.mode === '120000' ? null : tree.read(file);
}

async function commitFile(
  git: Git,
  parent: string,
  path: string,
  text: string,
  subject: string,
  state: WorkflowState,
): Promise<string> {
  const scratch = await mkdtemp(join(tmpdir(), 'speckit-trace-'));
  try {
    const env = { GIT_INDEX_FILE: join(scratch, 'index') };
    const blob = await gitText(git, ['hash-object', '-w', '--stdin'], { input: text });
    await git(['read-tree', parent], { env });
    await git(['update-index', '--add', '--cacheinfo', `100644,${blob},${path}`], { env });
    const tree = await gitText(git, ['write-tree'], { env });
    const message = `${subject}\n\nSpeckit-Workflow: ${state.workflow_id}\n`;
    return await gitText(git, ['commit-tree', tree, '-p', parent, '-F', '-'], {
      env: commitIdentity,
      input: message,
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
