import type { PreflightCheck } from '../../domain/state.js';
import type { TreeFile } from '../../runtime/ports.js';
import type { GithubClient } from './client.js';
import type { Facts } from './facts.js';
import { GithubError } from './github-error.js';
import { decidePreflight, type PreflightFacts } from './preflight.js';
import { findQualityCommand } from './quality-command.js';
import type { RepositoryName } from './repository.js';

export interface Preflight {
  /** `qualityCommand` is the one of the configuration, which spares looking for one. */
  check(options?: {
    readonly qualityCommand?: string | null | undefined;
  }): Promise<readonly PreflightCheck[]>;
}

/** Creates the pre-flight checks of a repository. They read and never write. */
export function createPreflight(
  client: GithubClient,
  repo: RepositoryName,
  facts: Facts,
  workflowFile: string,
): Preflight {
  const workflowPath = `.github/workflows/${workflowFile}`;
  return {
    async check({ qualityCommand = null } = {}) {
      const blank = blankFacts(`${repo.owner}/${repo.repo}`, workflowPath);
      try {
        const repository = await facts.repository();
        const tree = await facts.branchTree(repository.default_branch);
        const files = await tree.list();
        const has = (path: string) => files.some((file) => file.path === path);
        return decidePreflight({
          ...blank,
          default_branch: repository.default_branch,
          archived: repository.archived,
          may_push: repository.may_push,
          may_open_pull_requests: await mayOpenPullRequests(client, repo),
          quality_command:
            qualityCommand === null
              ? await findQualityCommand(rootFiles(files), tree)
              : { command: qualityCommand, source: '.github/speckit.yml' },
          has_constitution: has('.specify/memory/constitution.md'),
          has_workflow_file: has(workflowPath),
        });
      } catch (error) {
        // What is only unclear now may be well in a minute; that is no verdict on the repository.
        if (!(error instanceof GithubError) || error.failure === 'unclear' || error.failure === 'limited')
          throw error;
        return decidePreflight({ ...blank, problem: error.message });
      }
    },
  };
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
  } catch (error) {
    if (error instanceof GithubError) return null;
    throw error;
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
    may_push: null,
    may_open_pull_requests: null,
    quality_command: null,
    has_constitution: false,
    has_workflow_file: false,
    workflow_path: workflowPath,
  };
}
