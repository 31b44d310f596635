import { createGithubHost } from '../../../../src/hosts/github/host.js';
import type { Renderer } from '../../../../src/hosts/github/renderer.js';
import { API, BOT } from './fake-github.js';

export const renderer: Renderer = {
  dashboard: (state) => `dashboard at ${state.revision}`,
  comment: (topic) => `comment on ${topic}`,
  pullRequest: (state) => ({ title: `Feature ${state.feature_id ?? ''}`, body: 'the plan' }),
  issue: (_state, taskId) => ({ title: `Do ${taskId}`, body: `body of ${taskId}`, labels: ['task'] }),
};

/** A host of the fake repository that waits for nothing. */
export function aHost(options: { defaultBranch?: string } = { defaultBranch: 'main' }) {
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
