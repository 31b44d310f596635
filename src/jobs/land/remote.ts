import { setTimeout as wait } from 'node:timers/promises';
import { type Git, gitText } from './git.js';

/** Milliseconds before each repetition of a fetch: as long as the API's reads are waited for. */
const PAUSES = [1_000, 4_000, 9_000] as const;

/** Fetches a branch from `origin` and says where it is; null when it does not exist. */
export async function fetchHead(
  git: Git,
  branch: string,
  pauses: readonly number[] = PAUSES,
): Promise<string | null> {
  const local = `refs/remotes/origin/${branch}`;
  const there = await fetchRef(git, branch, `+refs/heads/${branch}:${local}`, pauses);
  return there ? gitText(git, ['rev-parse', local]) : null;
}

/** True when the commit is here, or could be fetched by its id. */
export async function hasCommit(
  git: Git,
  commit: string,
  pauses: readonly number[] = PAUSES,
): Promise<boolean> {
  const look = () => git(['cat-file', '-e', `${commit}^{commit}`], { accept: [1, 128] });
  if ((await look()).code === 0) return true;
  return (await fetchRef(git, commit, commit, pauses)) && (await look()).code === 0;
}

/** What `origin` says of a ref or commit that it does not have. */
const MISSING = /couldn't find remote ref|not our ref|no such remote ref/i;

/** Numbers are looked for only where git names an HTTP status: commit ids hold every digit sequence sooner or later. */
const NO_ACCESS =
  /permission|denied|authentication|could not read Username|repository not found|returned error: 40[134]/i;

/** False when `origin` does not have it. Whatever else fails is tried again, since a fetch changes nothing there. */
async function fetchRef(
  git: Git,
  name: string,
  refspec: string,
  pauses: readonly number[],
): Promise<boolean> {
  for (let attempt = 0; ; attempt += 1) {
    const fetched = await git(['fetch', '--quiet', '--no-tags', 'origin', refspec], { accept: [1, 128] });
    if (fetched.code === 0) return true;
    if (MISSING.test(fetched.stderr)) return false;
    const pause = NO_ACCESS.test(fetched.stderr) ? undefined : pauses[attempt];
    if (pause === undefined)
      throw new Error(
        `expected to fetch ${name} from origin, received: ${fetched.stderr.trim().slice(-1_000)}`,
      );
    await wait(pause);
  }
}

export type PushOutcome =
  | { readonly kind: 'pushed' }
  /** Somebody else was faster, or it is not known whether the push arrived: look and try again. */
  | { readonly kind: 'moved'; readonly message: string }
  | { readonly kind: 'refused'; readonly message: string };

const DECLINED =
  /\[remote rejected\](?!.*(?:lock|reference already exists|failed to update|incorrect old value))|protected branch/i;

/** Pushes one commit to a branch, never by force and without running hooks. */
export async function push(git: Git, commit: string, branch: string): Promise<PushOutcome> {
  const target = `${commit}:refs/heads/${branch}`;
  const { code, stdout, stderr } = await git(['push', '--porcelain', '--no-verify', 'origin', target], {
    accept: [1, 128],
  });
  if (code === 0) return { kind: 'pushed' };
  const said = `${stdout.toString('utf8')}\n${stderr}`.trim();
  const message = `expected to push ${branch} to origin, received: ${said.slice(-1_500)}`;
  const isFinal = DECLINED.test(said) || NO_ACCESS.test(said);
  return { kind: isFinal ? 'refused' : 'moved', message };
}
