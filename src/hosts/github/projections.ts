import type { WorkflowState } from '../../domain/state.js';
import { writeCheckRuns } from './check-runs.js';
import type { GithubClient } from './client.js';
import type { OwnLogins } from './effect-context.js';
import { GithubError, isForGood } from './github-error.js';
import { writePullRequestBody } from './pull-request-body.js';
import type { Renderer } from './renderer.js';
import type { RepositoryName } from './repository.js';
import { fingerprint, type Shown } from './shown.js';
import { writeStatusLabel } from './status-labels.js';

/** What GitHub shows of a workflow beside the dashboard: check runs, labels, the pull request's description. */
export interface Projections {
  /**
   * Writes what is not shown yet, and answers with what is shown afterwards. A failure is logged: it keeps nothing from
   * going on, and what GitHub declines for good is warned of once.
   *
   * @param remembered what is shown already; asked for where there is anything to show
   */
  bring(view: View, remembered: () => Promise<Shown>): Promise<Brought>;
}

interface Brought {
  readonly shown: Shown;
  readonly changed: boolean;
  /** False where something could not be written that may be the next time. */
  readonly whole: boolean;
}

const NOTHING: Brought = { shown: new Map(), changed: false, whole: true };

/** A state to show, and what is known better than in it. */
export interface View {
  readonly state: WorkflowState;
  /** What the branch holds now, where somebody pushed after the workflow had ended. */
  readonly moved?: { readonly head: string; readonly digest: string };
}

export interface ProjectionOptions {
  readonly client: GithubClient;
  readonly repo: RepositoryName;
  readonly renderer: Renderer;
  readonly botLogin: OwnLogins;
  readonly log: (message: string) => void;
  /** True where somebody else makes the check runs of this repository: two sets of one name would contradict each other. */
  readonly leavesChecks?: (() => Promise<boolean>) | undefined;
}

interface Projection {
  readonly name: string;
  /** What it is made from: when that is the same, nothing is written. */
  readonly gist: unknown;
  readonly write: (digest: string) => Promise<void>;
}

/** Creates the projections of a repository. */
export function createProjections(options: ProjectionOptions): Projections {
  const { log } = options;
  let leaves: Promise<boolean> | undefined;
  const leavesChecks = (): Promise<boolean> => {
    leaves ??= options.leavesChecks?.() ?? Promise.resolve(false);
    return leaves;
  };

  const bringOne = async ({ name, gist, write }: Projection, before: Brought): Promise<Brought> => {
    const value = fingerprint(gist);
    const known = before.shown.get(name);
    const withIt = (declined: boolean): Brought => ({
      ...before,
      shown: new Map(before.shown).set(name, { value, declined }),
      changed: true,
    });
    if (known?.value === value) return before;
    try {
      if (name === 'checks' && (await leavesChecks())) return before;
      await write(value);
      return withIt(false);
    } catch (error) {
      const isFinal = error instanceof GithubError && isForGood(error);
      if (known?.declined !== true || !isFinal) log(warning(name, error));
      return isFinal ? withIt(true) : { ...before, whole: false };
    }
  };

  return {
    async bring(view, remembered) {
      const projections = projectionsOf(options, view);
      if (projections.length === 0) return NOTHING;
      let brought: Brought = { ...NOTHING, shown: await remembered() };
      for (const one of projections) brought = await bringOne(one, brought);
      return brought;
    },
  };
}

function projectionsOf(
  { client, repo, renderer, botLogin }: ProjectionOptions,
  view: View,
): readonly Projection[] {
  const state = presentState(view);
  const { pull_request, origin, workflow_id, revision } = state;
  const projections: Projection[] = [];
  const checks = renderer.checks(state, view.moved?.digest);
  if (checks.length > 0) {
    const app = ([botLogin].flat()[0] ?? '').replace(/\[bot\]$/, '');
    projections.push({
      name: 'checks',
      gist: checks,
      write: () => writeCheckRuns(client, repo, checks, { workflow_id, revision, app }),
    });
  }
  const label = renderer.statusLabel(state);
  if (label !== null) {
    const places = [origin.issue, ...(pull_request === null ? [] : [pull_request.number])];
    projections.push({
      name: 'labels',
      gist: [label.name, places],
      write: async () => {
        for (const place of new Set(places)) await writeStatusLabel(client, repo, place, label);
      },
    });
  }
  if (pull_request !== null && view.moved === undefined) {
    const { body, gist } = renderer.pullRequest(state);
    projections.push({
      name: 'pull',
      gist: [pull_request.number, gist],
      write: () => writePullRequestBody(client, repo, pull_request.number, ownPart(body, gist)),
    });
  }
  return projections;
}

/** The product's part of a pull request's description; also what a new one is opened with. */
export function ownPart(body: string, gist: string): { readonly body: string; readonly digest: string } {
  return { body, digest: fingerprint(gist) };
}

function presentState({ state, moved }: View): WorkflowState {
  const { branch } = state;
  return moved === undefined || branch === null
    ? state
    : { ...state, branch: { ...branch, head: moved.head } };
}

const WHAT: Readonly<Record<string, string>> = {
  checks: 'check runs',
  labels: 'status labels',
  pull: "the pull request's description",
};

function warning(name: string, error: unknown): string {
  const why = error instanceof Error ? error.message : String(error);
  const advice =
    name === 'checks' && error instanceof GithubError && error.status === 403
      ? ' Give `checks: write` to the jobs orchestrate and land of the Actions workflow (`speckit init` brings it up to date), or to the App; or set `reports: { checks: false }` in .github/speckit.yml.'
      : '';
  return `warning: ${WHAT[name] ?? name} could not be written, the workflow goes on without. ${why}${advice}`;
}
