import type { Renderer } from '../hosts/github/renderer.js';
import type { Links } from '../reports/links.js';
import {
  renderChecks,
  renderComment,
  renderDashboard,
  renderIssue,
  renderPullRequest,
  statusLabel,
} from '../reports/render.js';

/** Joins the reports with the host that posts them, for the repository that their links lead to. */
export function rendererFor(links: Links): Renderer {
  return {
    dashboard: (state) => renderDashboard(state, links),
    comment: (topic, state) => renderComment(topic, state, links),
    pullRequest: (state) => renderPullRequest(state, links),
    issue: (state, taskId) => renderIssue(state, taskId, links),
    checks: (state, digest) => renderChecks(state, links, digest),
    statusLabel,
  };
}
