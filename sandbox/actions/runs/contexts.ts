/** The contexts that expressions see before a runner is involved. */
import type { GithubPort } from '../../contract.js';
import { dig, digText, type Json, textOf } from '../json.js';
import type { Scope } from '../language/expressions.js';
import { shortRef } from '../triggers/candidates.js';
import type { RunRecord } from './records.js';

/** Where the sandbox's GitHub is, as its environment variables name it. */
export function serverUrls(port: GithubPort): {
  readonly server: string;
  readonly api: string;
  readonly graphql: string;
} {
  const api = trimSlash(port.apiUrl);
  return {
    server: trimSlash(port.gitUrl),
    api,
    graphql: api.endsWith('/v3') ? `${api.slice(0, -2)}graphql` : `${api}/graphql`,
  };
}

function trimSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

/** The `github` context of a run, without what only a running job has (token, workspace). */
export function githubContext(port: GithubPort, run: RunRecord): Json {
  const [owner = '', name = ''] = run.repository.split('/');
  const urls = serverUrls(port);
  const repository = port.repositoryPayload(run.repository);
  const pull = dig(run.payload, 'pull_request');
  return {
    ref: run.ref,
    ref_name: shortRef(run.ref),
    ref_type: run.ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    ref_protected: false,
    sha: run.sha,
    repository: run.repository,
    repository_owner: owner,
    repository_id: textOf(repository.id),
    repository_owner_id: textOf(dig(repository, 'owner', 'id')),
    repository_visibility: repository.private === true ? 'private' : 'public',
    repositoryUrl: `${urls.server}/${owner}/${name}.git`,
    run_id: String(run.id),
    run_number: String(run.number),
    run_attempt: String(run.attempt),
    retention_days: '90',
    actor: run.actor,
    actor_id: textOf(port.userPayload(run.actor).id),
    triggering_actor: run.triggeringActor,
    workflow: run.workflowName,
    workflow_ref: `${run.repository}/${run.path}@${run.ref}`,
    workflow_sha: run.sha,
    head_ref: digText(pull, 'head', 'ref') ?? '',
    base_ref: digText(pull, 'base', 'ref') ?? '',
    event_name: run.event,
    event: run.payload,
    server_url: urls.server,
    api_url: urls.api,
    graphql_url: urls.graphql,
    secret_source: run.fromFork ? 'None' : 'Actions',
  };
}

/** The scope of expressions at workflow level: `run-name` and `concurrency`. */
export function workflowScope(port: GithubPort, run: RunRecord): Scope {
  return {
    contexts: {
      github: () => githubContext(port, run),
      inputs: run.inputs,
      vars: () => port.variables(run.repository),
    },
    status: { success: () => true, failure: () => false, cancelled: () => false },
  };
}
