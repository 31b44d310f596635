import type { WorkflowState } from '../domain/state.js';
import { count, moment } from './format.js';
import { table } from './table.js';
import { cell, inline, sentence } from './text.js';

/** Rounds of feedback, pending feedback and retries, in words; empty when everything went straight. */
export function troubleSection(state: WorkflowState, most: number): string {
  const lines = [...loopLines(state), ...feedbackLines(state), ...retryLines(state)];
  return lines.length === 0 ? '' : `### Feedback and retries\n\n${cut(lines, most).join('\n')}`;
}

/** Approvals that no longer count: whose, since when, why. */
export function voidedSection(state: WorkflowState, most: number): string {
  if (state.voided_approvals.length === 0) return '';
  const lines = state.voided_approvals.map(
    (one) =>
      `- The approval by ${inline(one.by, 100)} was voided at ${moment(one.at)}: ${sentence(inline(one.reason, 200))}`,
  );
  return `### Voided approvals\n\n${cut(lines, most).join('\n')}`;
}

/** Approvals that count now. */
export function approvalLines(state: WorkflowState): string[] {
  const means = { pull_request_review: 'a pull request review', proceed_comment: '`/proceed`' };
  return state.approvals.map(
    (one) =>
      `- ${inline(one.by, 100)} (${inline(one.permission, 40)}) approved commit \`${one.head.slice(0, 7)}\` by ${means[one.via]} at ${moment(one.at)}.`,
  );
}

/** The latest entries of the timeline as a table. */
export function timelineTable(state: WorkflowState, entries: number): string {
  const rows = state.timeline
    .slice(-entries)
    .map((one) => [moment(one.at), cell(one.actor, 60), cell(one.what, 200)]);
  return table(['When', 'Who', 'What'], rows);
}

/** `test → implement` for the loop that the state calls `test_to_implement`. */
export function loopName(key: string): string {
  const [source, target, ...more] = key.split('_to_');
  if (key === 'e2e') return 'E2E tests → implement';
  if (target === undefined || more.length > 0) return inline(key.replaceAll('_', ' '), 60);
  return `${inline(source ?? '', 40)} → ${inline(target, 40)}`;
}

function loopLines(state: WorkflowState): string[] {
  return Object.entries(state.feedback_loops)
    .filter(([, loop]) => loop.iteration > 0)
    .map(
      ([key, loop]) =>
        `- ${loopName(key)}: work was sent back ${times(loop.iteration)} (limit ${loop.max_iterations}).`,
    );
}

function feedbackLines(state: WorkflowState): string[] {
  return state.feedback.slice(0, 10).flatMap(({ target, task, context }) => {
    const issues = count(context.issues_to_fix.length, 'issue');
    const who = task === null ? target : `${target} of ${inline(task, 40)}`;
    const round = `iteration ${context.iteration} of ${context.max_iterations}`;
    return [
      `- ${who} has ${issues} to fix from ${inline(context.feedback_from, 60)} (${round}):`,
      ...context.issues_to_fix
        .slice(0, 5)
        .map((issue) => `  - ${issue.severity} ${inline(issue.type, 80)}: ${inline(issue.message, 200)}`),
    ];
  });
}

/** Keys are `agent:Reason` or `agent/task:Reason`. */
function retryLines(state: WorkflowState): string[] {
  return Object.entries(state.retries)
    .filter(([, used]) => used > 0)
    .map(([key, used]) => {
      const [, agent, task, cause] = /^([^/:]+)(?:\/(.+))?:([^:]+)$/.exec(key) ?? [];
      if (agent === undefined || cause === undefined)
        return `- ${inline(key, 120)}: tried again ${times(used)}.`;
      const what = task === undefined ? inline(agent, 40) : `${inline(agent, 40)} of ${inline(task, 40)}`;
      return `- ${what}: ${used} ${used === 1 ? 'retry' : 'retries'} after ${inline(cause, 60)}.`;
    });
}

function times(number: number): string {
  return number === 1 ? 'once' : `${number} times`;
}

function cut(lines: readonly string[], most: number): string[] {
  if (lines.length <= most) return [...lines];
  return [...lines.slice(0, most), `- ${lines.length - most} more not shown.`];
}
