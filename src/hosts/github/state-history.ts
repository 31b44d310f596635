/** Who wrote the files of the state branch. Whoever may push can write them, and only the product may. */
import type { GithubClient } from './client.js';
import { GithubError } from './github-error.js';
import type { RepositoryName } from './repository.js';
import { STATE_BRANCH } from './state-branch.js';

/** Whether a login is one under which the product writes. */
export type IsOurs = (login: string) => boolean;

/** A commit that changed a file of the state branch. */
export interface StateCommit {
  readonly commit: string;
  /** Who wrote it, if not the product. */
  readonly person: string | null;
  /** As the product's commit messages name it. */
  readonly revision: number;
  /** By this commit the product has put right what somebody else had written. */
  readonly restores: boolean;
}

/** What the commit begins with that puts a forged state right. */
export const RESTORING = 'restore the state';

/** The first write may leave no trace in the file's history, where a person had pushed what was there before. */
const RESTORATIONS = [RESTORING, 'state_recovered'].map((word) => `speckit: ${word}`);

/** GitHub gives no more commits at once. */
const PER_PAGE = 100;

/** A workflow of hundreds of tasks writes more, but each of its jobs has looked, and would have stopped. */
const MOST_PAGES = 10;

/** GitHub could not look at a signature; nobody can bring that about. */
const NOT_LOOKED_AT = ['gpgverify_error', 'gpgverify_unavailable'];

/**
 * The commits of a file, newest first, back to where the product has put it right: how long ago a forgery was made, and
 * how much the product has written since, must not matter.
 */
export async function commitsOf(
  client: GithubClient,
  repo: RepositoryName,
  path: string,
  isOurs: IsOurs,
): Promise<readonly StateCommit[]> {
  let pages = 0;
  try {
    const commits = await client.list(`read the history of ${path}`, (octokit) =>
      octokit.paginate(
        octokit.rest.repos.listCommits,
        { ...repo, path, sha: STATE_BRANCH, per_page: PER_PAGE },
        ({ data }, done) => {
          pages += 1;
          if (pages === MOST_PAGES || data.some((one) => restores(one) && stranger(one, isOurs) === null))
            done();
          return data;
        },
      ),
    );
    return withoutSignature(commits, isOurs);
  } catch (error) {
    // No branch, no history.
    if (error instanceof GithubError && error.failure === 'missing') return [];
    throw error;
  }
}

/** Who wrote the newest version of a file; null for the product. */
export async function strangerOf(
  client: GithubClient,
  repo: RepositoryName,
  path: string,
  isOurs: IsOurs,
): Promise<string | null> {
  const commits = await client.askMaybe(`read the history of ${path}`, (api) =>
    api.repos.listCommits({ ...repo, path, sha: STATE_BRANCH, per_page: PER_PAGE }),
  );
  return withoutSignature(commits ?? [], isOurs)[0]?.person ?? null;
}

/** The person whose version was never put right, of commits that begin with the newest. */
export function personBelow(commits: readonly StateCommit[]): string | null {
  return commits.find((one) => one.person !== null || one.restores)?.person ?? null;
}

/** The product's own commits that build on nothing that somebody else has written. */
export function soundOnes(commits: readonly StateCommit[]): readonly StateCommit[] {
  return commits.filter((one, at) => one.person === null && personBelow(commits.slice(at)) === null);
}

/** The fields of GitHub's commit that count. */
interface RawCommit {
  readonly sha: string;
  readonly author: { readonly login?: string; readonly type?: string } | null;
  readonly commit: {
    readonly message: string;
    readonly author?: { readonly email?: string } | null;
    readonly verification?: { readonly verified: boolean; readonly reason: string };
  };
}

/** Who wrote a commit, if not the product. An author whom GitHub does not know is nobody's bot. */
function stranger({ author, commit }: RawCommit, isOurs: IsOurs): string | null {
  const login = author?.login;
  if (login === undefined) return `somebody unknown to GitHub (${commit.author?.email ?? 'no address'})`;
  return author?.type === 'Bot' || isOurs(login) ? null : login;
}

function restores({ commit }: RawCommit): boolean {
  return RESTORATIONS.some((words) => commit.message.startsWith(words));
}

/**
 * Anybody can put the bot's name on a commit. GitHub signs what a bot writes through its API, on servers that sign at all:
 * where it has signed the bot's earlier commit, one without a signature is not the bot's.
 */
function withoutSignature(commits: readonly RawCommit[], isOurs: IsOurs): readonly StateCommit[] {
  const signing = new Set<string>();
  const known: StateCommit[] = [];
  for (const one of commits.toReversed()) {
    const { sha, author, commit } = one;
    const login = author?.login ?? '';
    const { verified = false, reason = '' } = commit.verification ?? {};
    const isCheat =
      author?.type === 'Bot' && signing.has(login) && !verified && !NOT_LOOKED_AT.includes(reason);
    if (verified && author?.type === 'Bot') signing.add(login);
    known.push({
      commit: sha,
      person: isCheat ? `somebody in the name of ${login}` : stranger(one, isOurs),
      restores: restores(one),
      revision: Number(/^Speckit-Revision: (\d+)$/m.exec(commit.message)?.[1] ?? 0),
    });
  }
  return known.toReversed();
}
