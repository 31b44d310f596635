/** Everything that the bot writes for people. Pure: a report depends on the state and nothing else. */
export { renderChecks } from './checks.js';
export { renderComment } from './comment.js';
export { renderDashboard } from './dashboard.js';
export { renderIssue } from './issue.js';
export { encodeProjection, projectState, readProjection } from './projection.js';
export { renderPullRequest } from './pull-request.js';
export { renderReply } from './reply.js';
export { statusLabel } from './status-label.js';
