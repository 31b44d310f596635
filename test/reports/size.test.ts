import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { COMMENT_TOPICS } from '../../src/domain/effects.js';
import type { TaskState, WorkflowState } from '../../src/domain/state.js';
import {
  projectState,
  readProjection,
  renderComment,
  renderDashboard,
  renderIssue,
  renderPullRequest,
  renderReply,
} from '../../src/reports/render.js';
import { aResult, aTask, at, checkpointState, implementingState } from '../support/state-builder.js';
import { LINKS } from './states.js';

const GITHUB_LIMIT = 65_536;
const LONG = 'A long sentence about <things> | that `could` be shorter. '.repeat(140);

describe('no page is longer than GitHub takes', () => {
  it('with 1,000 tasks of long texts', () => {
    const state = huge(1_000, LONG);
    const page = renderDashboard(state, LINKS);
    expect(page.length).toBeLessThanOrEqual(GITHUB_LIMIT);
    expect(page).toContain('🛑 **Waiting for approval**');
    expect(readProjection(page)).toEqual(projectState(state));
  });

  it('with any number of tasks and any length of texts', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 8_000 }), (tasks, length) => {
        const state = huge(tasks, '<|`'.repeat(3_000).slice(0, length));
        const page = renderDashboard(state, LINKS);
        expect(page.length).toBeLessThanOrEqual(GITHUB_LIMIT);
        expect(page).toContain('🛑 **Waiting for approval**');
        expect(readProjection(page)).toEqual(projectState(state));
      }),
      { numRuns: 25 },
    );
  });

  it.each(COMMENT_TOPICS)('in a %s comment, which keeps what a person has to type', (topic) => {
    const page = renderComment(topic, { ...huge(1_000, LONG), status: 'paused' }, LINKS);
    expect(page.length).toBeLessThanOrEqual(GITHUB_LIMIT);
    expect(page).toMatch(/`\/(proceed|resume|speckit|confirm|answer)/);
  });

  it('in a pull request, an issue and a shown artifact', () => {
    const state = huge(1_000, LONG);
    const bodies = [
      renderPullRequest(state, LINKS).body,
      renderIssue(state, 'T7', LINKS).body,
      renderReply({ kind: 'artifact', path: 'spec.md', content: '``` @bob\n'.repeat(20_000), url: null }),
      renderReply({ kind: 'status', state, links: LINKS }),
      renderReply({ kind: 'note', text: LONG.repeat(20) }),
    ];
    for (const body of bodies) expect(body.length).toBeLessThanOrEqual(GITHUB_LIMIT);
    expect(bodies[0]).toContain('### How to approve');
  });
});

describe('a dashboard that is near the limit', () => {
  it('gives up the past before the picture, and the picture before the tasks', () => {
    const past = implementingState({
      timeline: Array.from({ length: 400 }, () => ({
        at: at(1),
        actor: 'speckit',
        what: LONG.slice(0, 200),
      })),
    });
    const withTasks = (count: number, text: string) =>
      renderDashboard({ ...past, tasks: tasksOf(count, text) }, LINKS);
    expect(renderDashboard(past, LINKS)).toContain('Timeline (latest 100 of 400)');
    const longer = withTasks(80, `${'<'.repeat(50)}${'a'.repeat(110)}`);
    expect(longer).toContain('```mermaid');
    expect(longer).toContain('Timeline (latest 15 of 400)');
    expect(withTasks(160, 'a'.repeat(160))).toContain('| T159 |');
    expect(withTasks(160, 'a'.repeat(160))).not.toContain('Timeline');
    expect(withTasks(80, '<'.repeat(160))).toContain('| T79 |');
    expect(withTasks(80, '<'.repeat(160))).not.toContain('```mermaid');
    expect(withTasks(1_000, 'a'.repeat(160))).toContain('more tasks not shown');
  });

  it('shows tasks in trouble first when it cannot show all', () => {
    const tasks = tasksOf(3_000, 'x').map(
      (task, index): TaskState =>
        index === 2_500 ? { ...task, status: 'failed' } : { ...task, status: 'done' },
    );
    expect(renderDashboard(implementingState({ tasks }), LINKS)).toContain('| ❌ | T2500 |');
  });
});

function huge(count: number, text: string): WorkflowState {
  const issue = {
    severity: 'HIGH' as const,
    type: text.slice(0, 200),
    message: text.slice(0, 8_000),
    location: text.slice(0, 1_000),
    recommendation: text.slice(0, 4_000),
  };
  const error = {
    type: 'QualityGateFailure' as const,
    message: text.slice(0, 8_000),
    recoverable: true,
    feedback_required: true,
    blocking_issues: Array.from({ length: 50 }, () => issue),
  };
  return checkpointState({
    user_request: text,
    status_reason: text,
    clarification: {
      asked_at: at(4),
      questions: Array.from({ length: 5 }, (_, index) => ({
        number: index + 1,
        question: text.slice(0, 2_000),
        options: Array.from({ length: 6 }, () => text.slice(0, 500)),
        recommended: 0,
        answer: null,
        answered_by: null,
      })),
    },
    branch_choice: { existing: Array.from({ length: 200 }, () => ({ feature_id: text, branch: text })) },
    workflow_selection: {
      complexity_analysis: {
        total_score: 12,
        factors: Object.fromEntries(['a', 'b', 'c', 'd'].map((key) => [key, { score: 3, reason: text }])),
        e2e: text,
      },
      recommended_workflow: 'full',
      final_workflow: null,
    },
    tasks: tasksOf(count, text),
    preflight: Array.from({ length: 30 }, () => ({ check: text, level: 'WARN' as const, message: text })),
    artifacts_ready: Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`a${index}`, text])),
    pull_request: null,
    pull_request_problem: text,
    agent_results: {
      specify: aResult({ summary: text }),
      test: aResult({ status: 'error', summary: text, error }),
    },
    voided_approvals: Array.from({ length: 100 }, () => ({ by: text, at: at(9), reason: text })),
    retries: Object.fromEntries(
      Array.from({ length: 300 }, (_, index) => [`implement/T${index}:${text}`, 1]),
    ),
    timeline: Array.from({ length: 400 }, () => ({ at: at(1), actor: text, what: text })),
    created_issues: Object.fromEntries(Array.from({ length: count }, (_, index) => [`T${index}`, index + 1])),
  });
}

function tasksOf(count: number, text: string): TaskState[] {
  return Array.from({ length: count }, (_, index) =>
    aTask({
      id: `T${index}`,
      description: text,
      files: [text, text],
      depends_on: index === 0 ? [] : [`T${index - 1}`],
    }),
  );
}
