import { performedVia } from '../apps/shapes.js';
import { readCommit } from '../git/commits.js';
import type { Github } from '../github.js';
import type { CheckRunRecord, CheckSuiteRecord, RepositoryRecord, StatusRecord } from '../model.js';
import { pullHead } from '../pulls/facts.js';
import { simpleCommit } from './commit.js';
import { nodeId, type Schemas } from './ids.js';
import { pullMinimal } from './pull.js';
import { repositoryHtmlUrl, repositoryShape, repositoryUrl } from './repository.js';
import { actionsApp, simpleUser } from './user.js';

/** A check run. */
export async function checkRunShape(gh: Github, repository: RepositoryRecord, run: CheckRunRecord) {
  const url = `${repositoryUrl(gh, repository)}/check-runs/${run.id}`;
  const page = `${repositoryHtmlUrl(gh, repository)}/runs/${run.id}`;
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId('CR', run.id),
    head_sha: run.headSha,
    external_id: run.externalId,
    url,
    html_url: page,
    details_url: run.detailsUrl ?? page,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    output: {
      title: run.title,
      summary: run.summary,
      text: run.text,
      annotations_count: run.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: run.suite },
    app: appOf(gh, run),
    pull_requests: await pullsAt(gh, repository, run.headSha),
  } satisfies Schemas['check-run'];
}

/** A check suite: all check runs of one app on one commit. */
export async function checkSuiteShape(
  gh: Github,
  repository: RepositoryRecord,
  suite: CheckSuiteRecord,
): Promise<Schemas['check-suite']> {
  const url = `${repositoryUrl(gh, repository)}/check-suites/${suite.id}`;
  const runs = repository.checkRuns.filter((it) => it.suite === suite.id);
  const done = runs.length > 0 && runs.every((it) => it.status === 'completed');
  const failed = runs.some((it) => !['success', 'neutral', 'skipped'].includes(it.conclusion ?? ''));
  const pulls = await pullsAt(gh, repository, suite.headSha);
  return {
    id: suite.id,
    node_id: nodeId('CS', suite.id),
    head_branch: pulls[0]?.head.ref ?? null,
    head_sha: suite.headSha,
    status: done ? 'completed' : runs.length === 0 ? 'queued' : 'in_progress',
    conclusion: done ? (failed ? 'failure' : 'success') : null,
    url,
    before: null,
    after: suite.headSha,
    pull_requests: [...pulls],
    app: appOf(gh, suite),
    repository: repositoryShape(gh, repository),
    created_at: suite.createdAt,
    updated_at: suite.updatedAt,
    head_commit: simpleCommit(await readCommit(gh.bare(repository), suite.headSha)),
    latest_check_runs_count: runs.length,
    check_runs_url: `${url}/check-runs`,
  };
}

function appOf(gh: Github, { creator }: CheckRunRecord | CheckSuiteRecord) {
  return (creator === undefined ? null : performedVia(gh, creator)) ?? actionsApp(gh);
}

/** A commit status. */
export function statusShape(
  gh: Github,
  repository: RepositoryRecord,
  status: StatusRecord,
): Schemas['status'] {
  const creator = simpleUser(gh, status.creator);
  return {
    url: `${repositoryUrl(gh, repository)}/statuses/${status.sha}`,
    avatar_url: creator.avatar_url,
    id: status.id,
    node_id: nodeId('SC', status.id),
    state: status.state,
    description: status.description,
    target_url: status.targetUrl,
    context: status.context,
    created_at: status.createdAt,
    updated_at: status.createdAt,
    creator,
  };
}

async function pullsAt(
  gh: Github,
  repository: RepositoryRecord,
  sha: string,
): Promise<Schemas['pull-request-minimal'][]> {
  const found: Schemas['pull-request-minimal'][] = [];
  for (const issue of repository.issues) {
    if (!issue.pull || issue.state !== 'open') continue;
    if ((await pullHead(gh, repository, issue)) === sha)
      found.push(pullMinimal(gh, repository, issue, issue.pull, sha));
  }
  return found;
}
