/** GitHub's own JSON for workflows, runs, jobs and artifacts. */
import type { components } from '@octokit/openapi-types';
import type { GithubPort } from '../../contract.js';
import { dig, digNumber, digText, isObject } from '../json.js';
import { serverUrls } from '../runs/contexts.js';
import type { ArtifactRecord, JobRecord, RunRecord, WorkflowRecord } from '../runs/records.js';

type Schemas = components['schemas'];

/** `components.schemas.workflow` */
export function workflowPayload(port: GithubPort, workflow: WorkflowRecord): Schemas['workflow'] {
  const { server, api } = serverUrls(port);
  const { id, repository, path, name, state } = workflow;
  return {
    id,
    node_id: nodeId('W', id),
    name,
    path,
    state,
    created_at: workflow.createdAt,
    updated_at: workflow.updatedAt,
    url: `${api}/repos/${repository}/actions/workflows/${id}`,
    html_url: `${server}/${repository}/blob/${port.defaultBranch(repository)}/${path}`,
    badge_url: `${server}/${repository}/workflows/${encodeURIComponent(name)}/badge.svg`,
  };
}

/** `components.schemas["workflow-run"]` */
export function workflowRunPayload(port: GithubPort, run: RunRecord): Schemas['workflow-run'] {
  const { server, api } = serverUrls(port);
  const url = `${api}/repos/${run.repository}/actions/runs/${run.id}`;
  // The port promises the webhook form of a repository, which holds all that the minimal form asks for.
  const repository = port.repositoryPayload(run.repository) as unknown as Schemas['minimal-repository'];
  return {
    id: run.id,
    name: run.workflowName,
    node_id: nodeId('WFR', run.id),
    check_suite_id: run.id,
    check_suite_node_id: nodeId('CS', run.id),
    head_branch: run.headBranch,
    head_sha: run.headSha,
    path: run.path,
    run_number: run.number,
    run_attempt: run.attempt,
    referenced_workflows: [],
    event: run.event,
    status: run.status,
    conclusion: run.conclusion,
    workflow_id: run.workflowId,
    url,
    html_url: `${server}/${run.repository}/actions/runs/${run.id}`,
    pull_requests: pullRequests(run),
    created_at: run.createdAt,
    updated_at: run.updatedAt,
    actor: user(port, run.actor),
    triggering_actor: user(port, run.triggeringActor),
    run_started_at: run.startedAt,
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${api}/repos/${run.repository}/check-suites/${run.id}`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: run.attempt > 1 ? `${url}/attempts/${run.attempt - 1}` : null,
    workflow_url: `${api}/repos/${run.repository}/actions/workflows/${run.workflowId}`,
    head_commit: headCommit(run),
    repository,
    head_repository: repository,
    display_title: run.title,
  };
}

/** `components.schemas.job` */
export function jobPayload(port: GithubPort, run: RunRecord, job: JobRecord): Schemas['job'] {
  const { server, api } = serverUrls(port);
  const base = `${api}/repos/${run.repository}`;
  const ran = job.status === 'in_progress' || job.steps.length > 0;
  return {
    id: job.id,
    run_id: run.id,
    workflow_name: run.workflowName,
    head_branch: run.headBranch,
    run_url: `${base}/actions/runs/${run.id}`,
    run_attempt: job.attempt,
    node_id: nodeId('CR', job.id),
    head_sha: run.headSha,
    url: `${base}/actions/jobs/${job.id}`,
    html_url: `${server}/${run.repository}/actions/runs/${run.id}/job/${job.id}`,
    status: job.status,
    conclusion: job.conclusion,
    created_at: job.createdAt,
    started_at: job.startedAt,
    completed_at: job.completedAt,
    name: job.name,
    steps: job.steps.map((step) => ({
      name: step.name,
      status: step.status,
      conclusion: step.conclusion,
      number: step.number,
      started_at: step.startedAt,
      completed_at: step.completedAt,
    })),
    check_run_url: `${base}/check-runs/${job.id}`,
    labels: [...job.labels],
    runner_id: ran ? 1 : null,
    runner_name: ran ? 'sandbox' : null,
    runner_group_id: ran ? 1 : null,
    runner_group_name: ran ? 'Default' : null,
  };
}

/** `components.schemas.artifact` */
export function artifactPayload(
  port: GithubPort,
  artifact: ArtifactRecord,
  run: RunRecord | undefined,
): Schemas['artifact'] {
  const { api } = serverUrls(port);
  const url = `${api}/repos/${artifact.repository}/actions/artifacts/${artifact.id}`;
  const repositoryId = digNumber(port.repositoryPayload(artifact.repository), 'id') ?? 0;
  return {
    id: artifact.id,
    node_id: nodeId('A', artifact.id),
    name: artifact.name,
    size_in_bytes: artifact.size,
    url,
    archive_download_url: `${url}/zip`,
    expired: Date.parse(artifact.expiresAt) < Date.now(),
    digest: artifact.digest,
    created_at: artifact.createdAt,
    updated_at: artifact.createdAt,
    expires_at: artifact.expiresAt,
    workflow_run:
      run === undefined
        ? null
        : {
            id: run.id,
            repository_id: repositoryId,
            head_repository_id: repositoryId,
            head_branch: run.headBranch,
            head_sha: run.headSha,
          },
  };
}

function headCommit({ headCommit: commit }: RunRecord): Schemas['nullable-simple-commit'] {
  if (commit === null) {
    return null;
  }
  const { id, treeId, message, timestamp, author, committer } = commit;
  return { id, tree_id: treeId, message, timestamp, author, committer };
}

function pullRequests({ payload, fromFork }: RunRecord): Schemas['pull-request-minimal'][] {
  const pull = dig(payload, 'pull_request');
  if (!isObject(pull) || fromFork) {
    return [];
  }
  const side = (name: 'head' | 'base') => ({
    ref: digText(pull, name, 'ref') ?? '',
    sha: digText(pull, name, 'sha') ?? '',
    repo: {
      id: digNumber(pull, name, 'repo', 'id') ?? 0,
      url: digText(pull, name, 'repo', 'url') ?? '',
      name: digText(pull, name, 'repo', 'name') ?? '',
    },
  });
  const { id, number } = { id: digNumber(pull, 'id') ?? 0, number: digNumber(pull, 'number') ?? 0 };
  return [{ id, number, url: digText(pull, 'url') ?? '', head: side('head'), base: side('base') }];
}

function user(port: GithubPort, login: string): Schemas['simple-user'] {
  return port.userPayload(login) as unknown as Schemas['simple-user'];
}

function nodeId(kind: string, id: number): string {
  return `${kind}_${Buffer.from(String(id)).toString('base64url')}`;
}
