import { type Git, gitText } from './git.js';

/** Fetches a branch from `origin` and says where it is; null when it does not exist. */
export async function fetchHead(git: Git, branch: string): Promise<string | null> {
  const local = `refs/remotes/origin/${branch}`;
  const refspec = `+refs/heads/${branch}:${local}`;
  const fetched = await git(['fetch', '--quiet', '--no-tags', 'origin', refspec], { accept: [1, 128] });
  if (fetched.code === 0) return gitText(git, ['rev-parse', local]);
  if (/couldn't find remote ref/i.test(fetched.stderr)) return null;
  throw new Error(
    `expected to fetch ${branch} from origin, received: ${fetched.stderr.trim().slice(-1_000)}`,
  );
}

/** True when the commit is here, or could be fetched by its id. */
export async function hasCommit(git: Git, commit: string): Promise<boolean> {
  const look = () => git(['cat-file', '-e', `${commit}^{commit}`], { accept: [1, 128] });
  if ((await look()).code === 0) return true;
  await git(['fetch', '--quiet', '--no-tags', 'origin', commit], { accept: [1, 128] });
  return (await look()).code === 0;
}

export type PushOutcome =
  | { readonly kind: 'pushed' }
  /** Somebody else was faster, or it is not known whether the push arrived: look and try again. */
  | { readonly kind: 'moved'; readonly message: string }
  | { readonly kind: 'refused'; readonly message: string };

/** Numbers are looked for only where git names an HTTP status: commit ids hold every digit sequence sooner or later. */
const FOR_GOOD =
  /\[remote rejected\](?!.*(?:lock|reference already exists|failed to update|incorrect old value))|protected branch|permission|denied|authentication|could not read Username|returned error: 40[13]/i;

/** Pushes one commit to a branch, never by force and without running hooks. */
export async function push(git: Git, commit: string, branch: string): Promise<PushOutcome> {
  const target = `${commit}:refs/heads/${branch}`;
  const { code, stdout, stderr } = await git(['push', '--porcelain', '--no-verify', 'origin', target], {
    accept: [1, 128],
  });
  if (code === 0) return { kind: 'pushed' };
  const said = `${stdout.toString('utf8')}\n${stderr}`.trim();
  const message = `expected to push ${branch} to origin, received: ${said.slice(-1_500)}`;
  return FOR_GOOD.test(said) ? { kind: 'refused', message } : { kind: 'moved', message };
}
