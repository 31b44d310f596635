/** What a repository event means for Actions: under which names it triggers, at which commit, for which head. */
import type { GithubPort, RepositoryEvent } from '../../contract.js';
import { dig, digText, type Json } from '../json.js';

export interface Candidate {
  readonly repository: string;
  /** `github.event_name` */
  readonly event: string;
  readonly action: string | undefined;
  readonly payload: Json;
  readonly actor: string;
  readonly ref: string;
  /** Workflow files are read here; also `github.sha`. */
  readonly sha: string;
  readonly headSha: string;
  readonly headBranch: string;
  readonly fromFork: boolean;
}

const PULL_REQUEST_EVENTS = ['pull_request', 'pull_request_review', 'pull_request_review_comment'];

/** The Actions events that a repository event stands for. */
export async function candidatesOf(port: GithubPort, event: RepositoryEvent): Promise<readonly Candidate[]> {
  const own = await candidate(port, event, event.name, event.ref, event.sha);
  if (event.name !== 'pull_request') {
    return own === undefined ? [] : [own];
  }
  const target = await candidate(port, event, 'pull_request_target', '', '');
  return [own, target].flatMap((found) => found ?? []);
}

async function candidate(
  port: GithubPort,
  event: RepositoryEvent,
  name: string,
  givenRef: string,
  givenSha: string,
): Promise<Candidate | undefined> {
  const { repository, payload } = event;
  if (name === 'push' && dig(payload, 'deleted') === true) {
    return undefined;
  }
  const ofPullRequest = PULL_REQUEST_EVENTS.includes(name);
  if (ofPullRequest && givenSha === '') {
    return undefined; // No merge ref: the pull request conflicts, and GitHub starts nothing then.
  }
  const ref = givenRef === '' ? `refs/heads/${port.defaultBranch(repository)}` : givenRef;
  const sha = givenSha === '' ? await port.resolveRef(repository, ref) : givenSha;
  if (sha === undefined) {
    return undefined;
  }
  const pull = ofPullRequest || name === 'pull_request_target' ? dig(payload, 'pull_request') : undefined;
  return {
    repository,
    event: name,
    action: event.action,
    payload,
    actor: event.sender,
    ref,
    sha,
    headSha: digText(pull, 'head', 'sha') ?? sha,
    headBranch: digText(pull, 'head', 'ref') ?? shortRef(ref),
    fromFork: ofPullRequest && isFork(pull),
  };
}

function isFork(pull: unknown): boolean {
  const head = digText(pull, 'head', 'repo', 'full_name');
  const base = digText(pull, 'base', 'repo', 'full_name');
  return head !== undefined && base !== undefined && head !== base;
}

/** `github.ref_name`: a branch or tag name, or `12/merge`. */
export function shortRef(ref: string): string {
  return ref.replace(/^refs\/(heads|tags|pull)\//, '');
}
