import { defuse } from '../../commands/sanitise.js';
import type { InspectedPart } from './inspect.js';

export const ASSIGNMENT_TRAILER = 'Speckit-Assignment';
export const AGENT_TRAILER = 'Speckit-Agent';
export const TASK_TRAILER = 'Speckit-Task';

/** The message of a landed part: what was done, and trailers by which a second landing recognises it. */
export function commitMessage(
  { part, response }: Pick<InspectedPart, 'part' | 'response'>,
  workflowId: string,
  assignmentId: string,
): string {
  const scope = part.task === null ? part.agent : `${part.agent}(${line(part.task)})`;
  const said = typeof response.result.summary === 'string' ? line(response.result.summary) : '';
  const summary = said === '' ? 'work landed' : said;
  return [
    `${scope}: ${summary}`.slice(0, 120).trimEnd(),
    '',
    `Speckit-Workflow: ${workflowId}`,
    `${AGENT_TRAILER}: ${part.agent}`,
    ...(part.task === null ? [] : [`${TASK_TRAILER}: ${line(part.task)}`]),
    `${ASSIGNMENT_TRAILER}: ${assignmentId}`,
    '',
  ].join('\n');
}

/** First line of a text, without anything that acts: a message is shown on the page, and its closings close issues. */
function line(text: string): string {
  const first = text.trim().split('\n')[0] ?? '';
  return defuse(first.replace(/\s+/g, ' ')).trim();
}
