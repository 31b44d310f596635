import { describe, expect, it } from '@jest/globals';
import type { Git } from '../../../src/jobs/land/git.js';
import { fetchHead, hasCommit, push } from '../../../src/jobs/land/remote.js';

const COMMIT = 'ffa040e4d833ac0c1fa5d7350cb064032f54b0a7';

/** Git whose push says this. */
function saying(stderr: string): Git {
  return async () => ({ code: 1, stdout: Buffer.from(''), stderr });
}

describe('a push', () => {
  it.each([
    [
      'a lost race, in a message whose commit ids hold 403',
      `! ${COMMIT}:refs/heads/x [remote rejected] (failed to update ref)\nremote: error: cannot lock ref 'refs/heads/x'`,
    ],
    ['a branch that has moved', `! ${COMMIT}:refs/heads/x [rejected] (fetch first)`],
    ['an answer that was lost', 'fatal: the remote end hung up unexpectedly'],
  ])('is tried again after %s', async (_what, said) => {
    expect(await push(saying(said), COMMIT, 'x')).toMatchObject({ kind: 'moved' });
  });

  it.each([
    ['a rule of the branch', `! ${COMMIT}:refs/heads/x [remote rejected] (protected branch hook declined)`],
    [
      'a token without permission',
      "fatal: unable to access 'https://github.example/': The requested URL returned error: 403",
    ],
  ])('is given up after %s', async (_what, said) => {
    expect(await push(saying(said), COMMIT, 'x')).toMatchObject({ kind: 'refused' });
  });
});

describe('a fetch', () => {
  /** Git whose fetches fail with these words, one after the other, before they succeed. */
  function failing(...said: readonly string[]) {
    const left = [...said];
    let fetched = false;
    const git: Git = async ([command]) => {
      const stderr = command === 'fetch' ? left.shift() : undefined;
      if (stderr !== undefined) return { code: 128, stdout: Buffer.from(''), stderr };
      if (command === 'fetch') fetched = true;
      const code = command === 'cat-file' && !fetched ? 1 : 0;
      return { code, stdout: Buffer.from(`${COMMIT}\n`), stderr: '' };
    };
    return git;
  }

  const OUTAGE = 'error: RPC failed; HTTP 500 curl 22 The requested URL returned error: 500';
  const MISSING = "fatal: couldn't find remote ref refs/heads/x";
  const DENIED = "fatal: unable to access 'https://github.example/': The requested URL returned error: 403";

  it('is repeated after an outage', async () => {
    expect(await fetchHead(failing(OUTAGE, OUTAGE), 'x', [0, 0])).toBe(COMMIT);
    expect(await hasCommit(failing(OUTAGE, OUTAGE), COMMIT, [0, 0])).toBe(true);
  });

  it('fails with what git said when the outage goes on: nothing is taken for missing', async () => {
    await expect(fetchHead(failing(OUTAGE, OUTAGE), 'x', [0])).rejects.toThrow('error: 500');
    await expect(hasCommit(failing(OUTAGE, OUTAGE), COMMIT, [0])).rejects.toThrow('error: 500');
  });

  it('says what origin does not have, and does not ask again', async () => {
    expect(await fetchHead(failing(MISSING), 'x', [0])).toBeNull();
    expect(await hasCommit(failing('fatal: remote error: upload-pack: not our ref'), COMMIT, [0])).toBe(
      false,
    );
  });

  it('is not repeated where access is denied', async () => {
    await expect(fetchHead(failing(DENIED), 'x', [0])).rejects.toThrow('error: 403');
  });
});
