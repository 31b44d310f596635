/** Everything that the bot writes for people. Pure: a report depends on the state and nothing else. */
export { renderComment } from './comment.js';
export { renderDashboard } from './dashboard.js';
export { type RenderedIssue, renderIssue } from './issue.js';
export type { Links } from './links.js';
export { encodeProjection, type Projection, projectState, readProjection } from './projection.js';
export { renderPullRequest } from './pull-request.js';
export { type Reply, renderReply } from './reply.js';
