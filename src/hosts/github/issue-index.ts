import { z } from 'zod';
import { isFinal, type WorkflowState } from '../../domain/state.js';
import type { BranchFiles } from './branch-files.js';
import { claimKeyOf, readClaim } from './feature-claims.js';
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
  /** The workflow that claimed the issue last, finished or not; its state names this very issue. */
  activeFor(issue: number): Promise<string | null>;
  /**
   * The workflow that an issue or a pull request belongs to: of several in a row the latest. For an issue it is what the
   * index says, which anybody who may push can write; `activeFor` has made sure.
   */
  findWorkflow(place: Place): Promise<string | null>;
  /** Every workflow that has claimed the issue, the latest first. */
  workflowsOf(issue: number): Promise<readonly string[]>;
  /** The workflow that worked on a feature last. */
  workflowOfFeature(featureId: string): Promise<string | null>;
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
  const read = async (
    issue: number,
    looksThrough = true,
  ): Promise<{ entry: Entry; version: string | null }> => {
    const file = await files.read(pathOf(issue));
    if (file === null) {
      // Somebody may have deleted it; only then is it worth looking through all states.
      const existed = (await files.history(pathOf(issue), 1)).length > 0;
      const none: Entry = { workflows: [], active: null, runner: null };
      return { entry: existed ? await rebuild(store, issue) : none, version: null };
    }
    const known = parse(file.text);
    const holds = known !== null && (!looksThrough || (await isOf(store, known.active, issue)));
    return { entry: holds ? known : await rebuild(store, issue), version: file.sha };
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
      // Whoever asks loads the state in any case, and sees there whether it is the right one.
      if (!place.isPullRequest) return (await read(place.issueNumber, false)).entry.active;
      const pull = place.issueNumber;
      const named = readMarker(place.body ?? '', WORKFLOW_MARKER);
      // Anybody may write a marker into a pull request: the state has to name this very one.
      const marked = named === null ? null : await loadReadable(store, named);
      if (marked !== null && isAbout(marked, pull)) return await successorOf(marked);
      const branch = place.branch ?? (await headBranchOf(pull));
      // Most pull requests of a repository are none of ours, and their branches say so.
      const key = branch === null ? null : claimKeyOf(branch);
      if (key === null) return null;
      // A pull request that a person made may be a thread of its own, whoever has its feature.
      const file = await files.read(pathOf(pull));
      const own = await loadReadable(store, file === null ? '' : (parse(file.text)?.active ?? ''));
      if (own !== null && !isFinal(own.status)) return own.workflow_id;
      const claimed = await loadReadable(store, (await readClaim(files, key))?.workflow_id ?? '');
      if (claimed !== null && (isAbout(claimed, pull) || claimed.branch?.name === branch))
        return claimed.workflow_id;
      return own?.workflow_id ?? (await scanForPullRequest(store, pull));
    },
    async workflowsOf(issue) {
      return (await read(issue)).entry.workflows.toReversed();
    },
    async workflowOfFeature(featureId) {
      const key = claimKeyOf(featureId);
      const claim = key === null ? null : await readClaim(files, key);
      if (claim?.feature_id !== featureId) return null;
      const state = await loadReadable(store, claim.workflow_id);
      return state === null || isOn(state, featureId) ? claim.workflow_id : null;
    },
  };

  /** The marker names the workflow that opened the pull request; later ones on the same feature go on with it. */
  async function successorOf(first: WorkflowState): Promise<string> {
    const key = claimKeyOf(first.feature_id ?? '');
    if (key === null || !isFinal(first.status)) return first.workflow_id;
    const claim = await readClaim(files, key);
    if (claim === null || claim.feature_id !== first.feature_id) return first.workflow_id;
    const later = await loadReadable(store, claim.workflow_id);
    return isOn(later, claim.feature_id) ? claim.workflow_id : first.workflow_id;
  }
}

/** Looks through all states; a workflow that still runs goes before finished ones. */
async function scanForPullRequest(store: GithubStateStore, pullRequest: number): Promise<string | null> {
  let finished: string | null = null;
  for (const id of await store.list()) {
    const state = await loadReadable(store, id);
    if (state === null || !isAbout(state, pullRequest)) continue;
    if (!isFinal(state.status)) return id;
    finished = id;
  }
  return finished;
}

/** Whether a workflow works on a feature; one that has just claimed it may not say so yet. */
function isOn(state: WorkflowState | null, featureId: string): boolean {
  return state !== null && (state.feature_id === null || state.feature_id === featureId);
}

function isAbout(state: WorkflowState, pullRequest: number): boolean {
  return state.pull_request?.number === pullRequest || state.origin.issue === pullRequest;
}

/** Anybody who may push can write the index: the state has to name this very issue. A new claim has no state yet. */
async function isOf(store: GithubStateStore, active: string | null, issue: number): Promise<boolean> {
  const state = active === null ? null : await loadReadable(store, active);
  return state === null || state.origin.issue === issue;
}

/** An index file that cannot be read, or that names somebody else's workflow, is made again from the states, which are the truth. */
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
