import type { DemoResult } from './result.js';
import type { Moment } from './timeline.js';

/** One line of the live timeline. */
export function timelineLine(moment: Moment): string {
  return `${moment.at.slice(11, 19)}  ${moment.actor.padEnd(20)}  ${moment.what}`;
}

/** What is printed when the demo is over: the timeline, the thread as people see it, and the figures. */
export function report(result: DemoResult): string {
  return [
    heading('Timeline'),
    ...result.timeline.map(timelineLine),
    heading(`Issue #${result.issue.number}, as people see it`),
    ...result.issue.comments.map(
      (comment) => `--- ${comment.user.login}, ${comment.created_at}\n${visible(comment.body)}\n`,
    ),
    heading('Result'),
    `Status            ${result.status}`,
    `Pull request      ${result.pull_request === null ? 'none' : `#${result.pull_request.number} ${result.pull_request.url}`}`,
    `Created issues    ${result.created_issues.map((issue) => `#${issue.number} ${issue.title}`).join('\n                  ') || 'none'}`,
    `Implementing      ${implementing(result.parallel.at_once)}`,
    `Requests by bot   ${result.api.reads} reads, ${result.api.not_modified} not modified, ${result.api.writes} writes`,
  ].join('\n');
}

function implementing(atOnce: number): string {
  if (atOnce === 0) return 'nothing was implemented';
  return atOnce === 1 ? 'one run at a time' : `up to ${atOnce} runs at the same time`;
}

function heading(text: string): string {
  return `\n${text}\n${'='.repeat(text.length)}\n`;
}

/** GitHub does not show HTML comments. */
function visible(body: string): string {
  return body.replace(/<!--[\s\S]*?-->/g, '').trimEnd();
}
