/** The files that path filters look at. */
import { gitIn } from '../git.js';
import { digText } from '../json.js';
import type { Candidate } from './candidates.js';

const NO_COMMIT = /^0+$/;

/** Files changed by a push (before..after) or a pull request (base...head); all files where there is nothing to compare. */
export async function changedFiles(bareRepository: string, candidate: Candidate): Promise<readonly string[]> {
  const range = rangeOf(candidate);
  const output =
    range === undefined
      ? await gitIn(bareRepository, 'ls-tree', '-r', '--name-only', '-z', candidate.headSha)
      : await gitIn(bareRepository, 'diff', '--name-only', '-z', range);
  return output.split('\0').filter((path) => path !== '');
}

function rangeOf({ event, payload, sha, headSha }: Candidate): string | undefined {
  if (event === 'push') {
    const before = digText(payload, 'before') ?? '';
    return before === '' || NO_COMMIT.test(before) ? undefined : `${before}..${sha}`;
  }
  const base = digText(payload, 'pull_request', 'base', 'sha');
  return base === undefined ? undefined : `${base}...${headSha}`;
}
