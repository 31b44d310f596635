import { z } from 'zod';
import { isFinal, type WorkflowState } from '../../domain/state.js';
import type { BranchFiles } from './branch-files.js';
import { featureNumberOf, readClaim } from './feature-claims.js';
import { GithubError } from './github-error.js';
import { readMarker, WORKFLOW_MARKER } from './markers.js';
import { STATE_DIRECTORY } from './state-branch.js';
import type { GithubStateStore } from './state-store.js';

type ClaimOutcome = { readonly claimed: true } | { readonly claimed: false; readonly holder: string };

/** Where a command was given. */
interface Place {
  readonly issueNumber: number;
  readonly isPullRequest: boolean;
  readonly body: string | null;
  /** Head branch of the pull request, where the event tells it. */
  readonly branch?: string | undefined;
}

/** Which workflows belong to an issue, and which one holds it now. */
export interface IssueIndex {
  /**
   * Makes a workflow the active one of an issue, atomically. A claim repeated by the same workflow succeeds. A claim held
   * by another one is taken over only when `isFinished(holder, runner)` resolves true; `runner` names the run that made
   * that claim, which tells a claim whose state is still to be written from one whose run crashed.
   */
  claim(
    issue: number,
    workflowId: string,
    isFinished?: (holder: string, runner: string | null) => Promise<boolean>,
    runner?: string,
  ): Promise<ClaimOutcome>;
  /** The workflow that claimed the issue last, finished or not. */
  activeFor(issue: number): Promise<string | null>;
  /** The workflow that an issue or a pull request belongs to. */
  findWorkflow(place: Place): Promise<string | null>;
}

const entry = z.object({
  workflows: z.array(z.string()),
  active: z.string().nullable(),
  runner: z.string().nullable().default(null),
});
type Entry = z.infer<typeof entry>;

/** More lost races than this on one issue mean that something is broken. */
const MAX_TRIES = 10;

/** Keeps the index as one small file per issue beside the states. */
export function createIssueIndex(
  files: BranchFiles,
  store: GithubStateStore,
  headBranchOf: (pullRequest: number) => Promise<string | null>,
): IssueIndex {
  const read = async (issue: number): Promise<{ entry: Entry; version: string | null }> => {
    const file = await files.read(pathOf(issue));
    if (file === null) {
      // Somebody may have deleted it; only then is it worth looking through all states.
      const existed = (await files.history(pathOf(issue), 1)).length > 0;
      const none: Entry = { workflows: [], active: null, runner: null };
      return { entry: existed ? await rebuild(store, issue) : none, version: null };
    }
    const known = parse(file.text) ?? (await rebuild(store, issue));
    return { entry: known, version: file.sha };
  };

  return {
    async claim(issue, workflowId, isFinished = async () => false, runner) {
      for (let attempt = 0; attempt < MAX_TRIES; attempt += 1) {
        const { entry: known, version } = await read(issue);
        if (known.active === workflowId) return { claimed: true };
        if (known.active !== null && !(await isFinished(known.active, known.runner))) {
          return { claimed: false, holder: known.active };
        }
        const others = known.workflows.filter((id) => id !== workflowId);
        const next: Entry = {
          workflows: [...others, workflowId],
          active: workflowId,
          runner: runner ?? null,
        };
        const text = `${JSON.stringify(next, null, 2)}\n`;
        const outcome = await files.write(pathOf(issue), text, version, claimMessage(issue, workflowId));
        if (outcome.kind === 'saved') return { claimed: true };
      }
      throw new GithubError(
        'conflict',
        409,
        'stale',
        `Could not claim issue #${issue} for workflow ${workflowId}: expected one of ${MAX_TRIES} writes to pass, received a conflict each time. Repeat the command.`,
      );
    },
    async activeFor(issue) {
      return (await read(issue)).entry.active;
    },
    async findWorkflow(place) {
      if (!place.isPullRequest) return (await read(place.issueNumber)).entry.active;
      const named = readMarker(place.body ?? '', WORKFLOW_MARKER);
      // Anybody may write a marker into a pull request: the state has to name this very one.
      if (named !== null && (await belongsTo(store, named, place.issueNumber)) !== null) return named;
      const branch = place.branch ?? (await headBranchOf(place.issueNumber));
      // Most pull requests of a repository are none of ours, and their branches say so.
      const number = branch === null ? null : featureNumberOf(branch);
      if (number === null) return null;
      const claimed = (await readClaim(files, number))?.workflow_id ?? '';
      if ((await belongsTo(store, claimed, place.issueNumber)) !== null) return claimed;
      return await scanForPullRequest(store, place.issueNumber);
    },
  };
}

/** Looks through all states; a workflow that still runs goes before finished ones. */
async function scanForPullRequest(store: GithubStateStore, pullRequest: number): Promise<string | null> {
  let finished: string | null = null;
  for (const id of await store.list()) {
    const state = await belongsTo(store, id, pullRequest);
    if (state !== null && !isFinal(state.status)) return id;
    if (state !== null) finished = id;
  }
  return finished;
}

async function belongsTo(store: GithubStateStore, id: string, pullRequest: number) {
  const state = await loadReadable(store, id);
  return state?.pull_request?.number === pullRequest ? state : null;
}

/** An index file that cannot be read is made again from the states, which are the truth. */
async function rebuild(store: GithubStateStore, issue: number): Promise<Entry> {
  const found: WorkflowState[] = [];
  for (const id of await store.list()) {
    const state = await loadReadable(store, id);
    if (state?.origin.issue === issue) found.push(state);
  }
  found.sort((a, b) => Date.parse(a.started_at) - Date.parse(b.started_at));
  const active = found.findLast((state) => !isFinal(state.status)) ?? found.at(-1);
  return {
    workflows: found.map((state) => state.workflow_id),
    active: active?.workflow_id ?? null,
    runner: null,
  };
}

/** One broken state must not hide the others while many are looked through. */
async function loadReadable(store: GithubStateStore, id: string): Promise<WorkflowState | null> {
  try {
    return (await store.load(id))?.state ?? null;
  } catch (error) {
    if (error instanceof Error && error.name === 'StateError') return null;
    throw error;
  }
}

function parse(text: string): Entry | null {
  try {
    return entry.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

function pathOf(issue: number): string {
  return `${STATE_DIRECTORY}/issues/${issue}.json`;
}

function claimMessage(issue: number, workflowId: string): string {
  return `speckit: claim issue #${issue}\n\nSpeckit-Workflow: ${workflowId}`;
}
