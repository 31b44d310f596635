import type { Renderer } from '../../../../src/hosts/github/renderer.js';

/** Texts short enough to compare. */
export const renderer: Renderer = {
  dashboard: (state) => `dashboard at ${state.revision}`,
  comment: (topic) => `comment on ${topic}`,
  pullRequest: (state) => ({
    title: `Feature ${state.feature_id ?? ''}`,
    body: 'the plan',
    gist: 'the plan',
  }),
  checks: () => [],
  statusLabel: () => null,
  issue: (_state, taskId) => ({ title: `Do ${taskId}`, body: `body of ${taskId}`, labels: ['task'] }),
};
