/** What `actions/checkout` fetches for which `ref`. */
import type { StandInCall } from './stand-in.js';

export type CheckoutTarget =
  /** Leaves a local branch. */
  | {
      readonly kind: 'branch';
      readonly ref: string;
      readonly branch: string;
      readonly commit: string | undefined;
    }
  /** A tag or a pull request: leaves HEAD detached at `local`. */
  | {
      readonly kind: 'other';
      readonly ref: string;
      readonly local: string;
      readonly commit: string | undefined;
    }
  | { readonly kind: 'commit'; readonly ref: string; readonly commit: string };

/** Finds out what is to be checked out: the event's commit, or what the `ref` input names. */
export async function resolveTarget(call: StandInCall, repository: string): Promise<CheckoutTarget> {
  const { instance, port } = call.state;
  const { run } = instance;
  const given = call.input('ref');
  if (given === '') {
    return repository === run.repository
      ? qualified(run.ref, run.sha)
      : qualified(`refs/heads/${port.defaultBranch(repository)}`, undefined);
  }
  if (/^[0-9a-f]{40}$/i.test(given)) {
    return { kind: 'commit', ref: '', commit: given };
  }
  if (given.startsWith('refs/')) {
    return qualified(given, undefined);
  }
  for (const ref of [`refs/heads/${given}`, `refs/tags/${given}`]) {
    if ((await port.resolveRef(repository, ref)) !== undefined) {
      return qualified(ref, undefined);
    }
  }
  throw new Error(`A branch or tag with the name '${given}' could not be found`);
}

function qualified(ref: string, commit: string | undefined): CheckoutTarget {
  if (ref.startsWith('refs/heads/')) {
    return { kind: 'branch', ref, branch: ref.slice('refs/heads/'.length), commit };
  }
  const local = ref.startsWith('refs/pull/') ? ref.replace('refs/pull/', 'refs/remotes/pull/') : ref;
  return { kind: 'other', ref, local, commit };
}

/** The `git fetch` commands; depth 0 means all history of all branches and tags. */
export function fetchPlan(
  target: CheckoutTarget,
  depth: number,
  tags: boolean,
): readonly (readonly string[])[] {
  const fetch = ['fetch', '--prune', '--no-recurse-submodules'];
  const own = target.kind === 'branch' ? undefined : refspec(target);
  if (depth > 0) {
    return [
      [...fetch, ...(tags ? ['--tags'] : ['--no-tags']), `--depth=${depth}`, 'origin', refspec(target)],
    ];
  }
  const all = [...fetch, 'origin', '+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*'];
  return own === undefined || own.startsWith('+refs/tags/') ? [all] : [all, [...fetch, 'origin', own]];
}

function refspec(target: CheckoutTarget): string {
  switch (target.kind) {
    case 'branch':
      return `+${target.commit ?? target.ref}:refs/remotes/origin/${target.branch}`;
    case 'other':
      return `+${target.commit ?? target.ref}:${target.local}`;
    case 'commit':
      return target.commit;
  }
}
