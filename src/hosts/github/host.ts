import type { HistoryStore } from '../../runtime/history.js';
import type { EffectRunner } from '../../runtime/ports.js';
import { createBranchFiles } from './branch-files.js';
import { type ClientOptions, createClient, type GithubClient } from './client.js';
import { type Conversation, createConversation } from './conversation.js';
import { createDashboard, type GithubDashboard } from './dashboard.js';
import { type DispatchTarget, wakeForReviews } from './dispatch.js';
import { isOwnLogin, type OwnLogins } from './effect-context.js';
import { historyStore } from './effect-record-history.js';
import { createEffectRunner } from './effects.js';
import { createFacts, type Facts } from './facts.js';
import { createIssueIndex, type IssueIndex } from './issue-index.js';
import { createPreflight, type Preflight } from './preflight-facts.js';
import { createProjections } from './projections.js';
import { isOwnBranch } from './pull-request.js';
import type { Renderer } from './renderer.js';
import { parseRepository } from './repository.js';
import { createStateStore, type GithubStateStore } from './state-store.js';

export interface GithubHostOptions
  extends Pick<
    ClientOptions,
    'token' | 'apiUrl' | 'throttleId' | 'writeSpacingMs' | 'onRequest' | 'timeoutMs' | 'secondMs'
  > {
  /** `owner/name` */
  readonly repository: string;
  /** The login under which the token writes: `github-actions[bot]`, or the App's; both where both are at work. */
  readonly botLogin: OwnLogins;
  readonly renderer: Renderer;
  /** From the event payload, which spares asking. */
  readonly defaultBranch?: string | undefined;
  readonly workflowFile?: string | undefined;
  /** The Actions workflow that this version ships, for comparison with the installed one. */
  readonly shippedWorkflow?: (() => Promise<string | null>) | undefined;
  /** Names of the secrets that the run says are set; null where it says nothing. */
  readonly presentSecrets?: readonly string[] | null | undefined;
  /** Reads who is in a team, where `token` may not. */
  readonly teamsToken?: string | undefined;
  /** Pause before looking again after an unclear failure. */
  readonly pauseMs?: number | undefined;
  /** True where somebody else makes the check runs of this repository. */
  readonly leavesChecks?: ((client: GithubClient) => Promise<boolean>) | undefined;
  /** Told of what could not be shown. */
  readonly log?: ((message: string) => void) | undefined;
}

/** Everything that the runtime needs of GitHub, for one repository. */
export interface GithubHost {
  readonly client: GithubClient;
  readonly store: GithubStateStore;
  /** How backends did in this repository's workflows. */
  readonly history: HistoryStore;
  readonly index: IssueIndex;
  readonly effects: EffectRunner;
  readonly dashboard: GithubDashboard;
  readonly facts: Facts;
  readonly preflight: Preflight;
  readonly conversation: Conversation;
  /** Wakes a run of the default branch that reads the reviews of a pull request. */
  wake(pullRequest: number): Promise<void>;
  /** Runs the failed jobs of a finished run again, and those that need them. */
  rerunFailedJobs(runId: number): Promise<void>;
}

/** Joins the adapters of one repository on one client. */
export function createGithubHost(options: GithubHostOptions): GithubHost {
  const { renderer, botLogin, workflowFile = 'speckit.yml' } = options;
  const client = createClient(options);
  const repo = parseRepository(options.repository);
  const files = createBranchFiles(client, repo);
  const store = createStateStore(client, repo, { isOurs: (login) => isOwnLogin(login, botLogin) }, files);
  const { teamsToken } = options;
  const teamsClient = teamsToken === undefined ? client : createClient({ ...options, token: teamsToken });
  const facts = createFacts(client, repo, { defaultBranch: options.defaultBranch, teamsClient });
  const target: DispatchTarget = { client, repo, defaultBranch: () => facts.defaultBranch(), workflowFile };
  return {
    client,
    store,
    history: historyStore(files),
    index: createIssueIndex(files, store, async (number) => {
      const pull = await facts.pullRequest(number);
      return pull === null || !isOwnBranch(pull, options.repository) ? null : pull.head.ref;
    }),
    effects: createEffectRunner(
      { ...target, files, store, renderer, botLogin },
      options.pauseMs === undefined ? {} : { pauseMs: options.pauseMs },
    ),
    dashboard: createDashboard(
      client,
      repo,
      (state) => renderer.dashboard(state),
      botLogin,
      createProjections({
        client,
        repo,
        renderer,
        botLogin,
        log: options.log ?? (() => undefined),
        leavesChecks: () => options.leavesChecks?.(client) ?? Promise.resolve(false),
      }),
    ),
    facts,
    preflight: createPreflight(client, repo, facts, {
      workflowFile,
      shippedWorkflow: options.shippedWorkflow,
      presentSecrets: options.presentSecrets,
      teamsClient,
    }),
    conversation: createConversation(client, repo, botLogin),
    wake: (pullRequest) => wakeForReviews(target, pullRequest),
    async rerunFailedJobs(runId) {
      await client.ask(`run the failed jobs of run ${runId} again`, (api) =>
        api.actions.reRunWorkflowFailedJobs({ ...repo, run_id: runId }),
      );
    },
  };
}
