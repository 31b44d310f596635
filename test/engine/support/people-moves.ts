/** What people and forgers do. */
import type { EventBody } from '../../../src/domain/events.js';
import type { WorkflowState } from '../../../src/domain/state.js';
import { aFeature, approvalOf, content, sha } from './builders.js';
import { choose, type Past } from './past.js';

export function chooseBranch(state: WorkflowState, past: Past, variant: number): EventBody {
  const known = state.branch_choice?.existing[0]?.feature_id ?? '999-other';
  const feature_id = variant % 3 === 2 ? '998-unknown' : known;
  const names = variant % 2 === 0 ? ['spec'] : ['spec', 'plan', 'tasks'];
  const feature = variant % 3 === 0 ? null : aFeature(names, past.tasks, { feature_id, branch: feature_id });
  return { type: 'branch_chosen', feature, by: 'carol' };
}

/** Everything at once, one after the other, or something that does not fit. */
export function answers(state: WorkflowState, variant: number): EventBody {
  const open = state.clarification?.questions.filter((one) => one.answer === null) ?? [];
  const all = open.map((one) => ({ question: one.number, text: `answer to ${one.number}` }));
  const forms = [
    { answers: all, rest_recommended: false },
    { answers: all.slice(0, 1), rest_recommended: true },
    { answers: all.slice(-1), rest_recommended: false },
    { answers: [{ question: null, text: 'B' }], rest_recommended: false },
    { answers: [{ question: 99, text: 'B' }], rest_recommended: false },
    { answers: [{ question: open.at(-1)?.number ?? 1, text: 'Z' }], rest_recommended: false },
    { answers: [], rest_recommended: true },
  ];
  return {
    type: 'answers_given',
    by: 'carol',
    ...(choose(forms, variant) ?? { answers: all, rest_recommended: true }),
  };
}

/** Approvals that must not count. */
export function forge(state: WorkflowState, pick: number, variant: number): EventBody {
  const forgeries = [
    () => approvalOf(state, {}, { by_bot: true }),
    () => approvalOf(state, { permission: 'read' }),
    () => approvalOf(state, { head: sha(4_000 + pick) }),
    () => approvalOf(state, { digest: 'forged' }),
    () => approvalOf(state, { via: 'pull_request_review', pull_request: 4_444 }),
    () => approvalOf(state, { via: 'pull_request_review', pull_request: null }),
    () => approvalOf(state, {}, { content: content(sha(4_000), state.content_digest ?? 'none', []) }),
    () =>
      approvalOf(
        state,
        { digest: 'forged' },
        { content: content(state.branch?.head ?? sha(1), 'forged', []) },
      ),
  ];
  return (choose(forgeries, variant) ?? (() => approvalOf(state, { permission: 'none' })))();
}
