/** Commits that GitHub has signed: those that a bot makes through its API under its own name. */
import type { Github } from '../github.js';

const signed = new WeakMap<Github, Set<string>>();

/** Notes that GitHub has signed a commit. */
export function sign(gh: Github, sha: string): void {
  const known = signed.get(gh) ?? new Set();
  signed.set(gh, known.add(sha));
}

/** Whether GitHub has signed a commit, while this box has been running. */
export function isSigned(gh: Github, sha: string): boolean {
  return signed.get(gh)?.has(sha) === true;
}
