import { describe, expect, it } from '@jest/globals';
import type { Git } from '../../../src/jobs/land/git.js';
import { push } from '../../../src/jobs/land/remote.js';

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
