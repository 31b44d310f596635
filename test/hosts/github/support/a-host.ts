import { createGithubHost, type GithubHostOptions } from '../../../../src/hosts/github/host.js';
import { renderer } from './a-renderer.js';
import { BOT } from './a-state.js';
import { API } from './fake-github.js';

/** A host of the fake repository that waits for nothing. */
export function aHost(options: Partial<GithubHostOptions> = { defaultBranch: 'main' }) {
  return createGithubHost({
    token: 'secret',
    apiUrl: API,
    repository: 'octo/shop',
    botLogin: BOT,
    renderer,
    writeSpacingMs: 0,
    secondMs: 1,
    pauseMs: 1,
    ...options,
  });
}
