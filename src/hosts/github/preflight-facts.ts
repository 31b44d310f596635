import { type Diagnosis, error, pass } from '../../domain/diagnosis.js';
import type { TreeFile, TreeReader } from '../../runtime/ports.js';
import { readBranchRules } from './branch-rules.js';
import type { GithubClient } from './client.js';
import type { Facts, RepositoryFact } from './facts.js';
import { GithubError } from './github-error.js';
import { checkLocks, type WantedLocks } from './locks.js';
import type { EventRepository } from './payload.js';
import { decidePreflight, type PreflightFacts } from './preflight.js';
import type { NeededSecrets } from './preflight-secrets.js';
import { findQualityCommand } from './quality-command.js';
import type { RepositoryName } from './repository.js';
import { checkStateBranch } from './state-branch-rules.js';
import { readWorkflowFile, type WorkflowFile } from './workflow-file.js';

interface PreflightOptions {
  /** As the event tells of the repository. */
  readonly repository?: EventRepository | undefined;
  /** The one of the configuration, which spares looking for one. */
  readonly qualityCommand?: string | null | undefined;
  /** The default branch as it was read already. */
  readonly tree?: TreeReader | undefined;
  /** The feature branch that will be pushed, as near as is known. */
  readonly branch?: string | undefined;
  /** True once this very token has written something, such as the claim of the issue. */
  readonly hasWritten?: boolean | undefined;
  readonly needed?: readonly NeededSecrets[] | undefined;
  readonly locks?: WantedLocks | undefined;
}

export interface Preflight {
  check(options?: PreflightOptions): Promise<readonly Diagnosis[]>;
  /** Whether GitHub runs the Actions workflow at all; null where it does not tell. */
  checkSwitch(): Promise<Diagnosis | null>;
  /** Whether GitHub's rules keep others from the branch of all states. */
  checkStateBranch(): Promise<Diagnosis>;
}

type GroundFact = Pick<RepositoryFact, 'default_branch' | 'archived' | 'has_issues' | 'url' | 'may_push'>;

/** What pre-flight compares with, besides the repository. */
export interface PreflightSurroundings {
  readonly workflowFile: string;
  /** The Actions workflow that this version ships; null where it is not at hand. */
  readonly shippedWorkflow?: (() => Promise<string | null>) | undefined;
  /** Names of the secrets that the run says are set; null where it says nothing. */
  readonly presentSecrets?: readonly string[] | null | undefined;
  /** Reads teams, where another token has to. */
  readonly teamsClient?: GithubClient | undefined;
}

/** Creates the pre-flight checks of a repository. They read and never write. */
export function createPreflight(
  client: GithubClient,
  repo: RepositoryName,
  facts: Facts,
  surroundings: PreflightSurroundings,
): Preflight {
  const workflowPath = `.github/workflows/${surroundings.workflowFile}`;
  return {
    checkSwitch: () => checkSwitch(client, repo, surroundings.workflowFile),
    checkStateBranch: () => checkStateBranch(client, repo),
    async check(options = {}) {
      const blank = blankFacts(`${repo.owner}/${repo.repo}`, workflowPath);
      try {
        const repository = toldBy(options.repository) ?? (await facts.repository());
        const tree = options.tree ?? (await facts.branchTree(repository.default_branch));
        const files = await tree.list();
        const workflow = await workflowOf(files, tree, workflowPath, surroundings);
        const { qualityCommand = null, branch = '001-feature' } = options;
        const checks = decidePreflight({
          ...blank,
          default_branch: repository.default_branch,
          archived: repository.archived,
          has_issues: repository.has_issues,
          may_push: repository.may_push,
          has_written: options.hasWritten ?? false,
          may_open_pull_requests: await mayOpenPullRequests(client, repo),
          quality_command:
            qualityCommand === null
              ? await findQualityCommand(rootFiles(files), tree)
              : { command: qualityCommand, source: '.github/speckit.yml' },
          has_constitution: files.some((file) => file.path === '.specify/memory/constitution.md'),
          specs_is_file: files.some((file) => file.path === 'specs'),
          workflow,
          rules: await readBranchRules(client, repo, branch),
          secrets: {
            needed: options.needed ?? [],
            present: surroundings.presentSecrets ?? null,
            workflow: workflow === 'absent' ? null : workflow,
            workflow_path: workflowPath,
            settings_url: `${repository.url}/settings/secrets/actions`,
          },
        });
        const { teamsClient = client } = surroundings;
        const readable = workflow === 'absent' ? null : workflow;
        const around = { client, teamsClient, repo, workflow: readable, workflow_path: workflowPath };
        const wanted = options.locks ?? { teams: [], environment: undefined };
        return [...checks, ...(await checkLocks(wanted, { ...around, url: repository.url }))];
      } catch (reason) {
        // What is only unclear now may be well in a minute; that is no verdict on the repository.
        if (!(reason instanceof GithubError) || reason.failure === 'unclear' || reason.failure === 'limited')
          throw reason;
        return decidePreflight({ ...blank, problem: reason.message });
      }
    },
  };
}

/** GitHub switches a workflow off by itself after 60 days without activity; then nothing is scheduled or dispatched. */
async function checkSwitch(
  client: GithubClient,
  repo: RepositoryName,
  file: string,
): Promise<Diagnosis | null> {
  const check = 'runs';
  try {
    const found = await client.askMaybe('read the state of the Actions workflow', (api) =>
      api.actions.getWorkflow({ ...repo, workflow_id: file }),
    );
    if (found === null) return null;
    if (found.state === 'active') return pass(check, 'GitHub runs the Actions workflow');
    return error(
      check,
      `the Actions workflow ${file} is switched off (${found.state})`,
      `Enable it: Actions > ${found.name} > "Enable workflow".`,
    );
  } catch (reason) {
    if (reason instanceof GithubError) return null;
    throw reason;
  }
}

/** The event is enough where it tells everything; whether the token may push, its own writes tell. */
function toldBy(event: EventRepository | undefined): GroundFact | null {
  const { archived, has_issues, html_url: url, default_branch } = event ?? {};
  if (archived === undefined || has_issues === undefined || !url || !default_branch) return null;
  return { default_branch, archived, has_issues, url, may_push: null };
}

async function workflowOf(
  files: readonly TreeFile[],
  tree: TreeReader,
  path: string,
  { shippedWorkflow }: PreflightSurroundings,
): Promise<WorkflowFile | 'absent' | null> {
  const file = files.find((one) => one.path === path);
  if (file === undefined) return 'absent';
  return readWorkflowFile(await tree.read(file), (await shippedWorkflow?.()) ?? null);
}

/** The setting is readable only with administration rights, which run tokens do not have. */
async function mayOpenPullRequests(client: GithubClient, repo: RepositoryName): Promise<boolean | null> {
  try {
    const answer = await client.ask('read the workflow permissions', (api) =>
      api.actions.getGithubActionsDefaultWorkflowPermissionsRepository({ ...repo }),
    );
    return typeof answer.can_approve_pull_request_reviews === 'boolean'
      ? answer.can_approve_pull_request_reviews
      : null;
  } catch (reason) {
    if (reason instanceof GithubError) return null;
    throw reason;
  }
}

function rootFiles(files: readonly TreeFile[]): ReadonlyMap<string, TreeFile> {
  return new Map(files.filter((file) => !file.path.includes('/')).map((file) => [file.path, file]));
}

function blankFacts(repository: string, workflowPath: string): PreflightFacts {
  return {
    repository,
    default_branch: null,
    problem: null,
    archived: false,
    has_issues: true,
    may_push: null,
    has_written: false,
    may_open_pull_requests: null,
    quality_command: null,
    has_constitution: false,
    specs_is_file: false,
    workflow_path: workflowPath,
    workflow: 'absent',
    rules: { kind: 'unknown', denied: null },
    secrets: { needed: [], present: null, workflow: null, workflow_path: workflowPath, settings_url: '' },
  };
}
