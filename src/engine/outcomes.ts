import type { EffectOutcome } from '../domain/effects.js';
import type { Draft } from './draft.js';

/** Keeps what an effect made in the world, unless that is known already. */
export function recordOutcome(draft: Draft, outcome: EffectOutcome): void {
  const { state } = draft;
  switch (outcome.kind) {
    case 'create_dashboard':
      if (state.dashboard === null) draft.set({ dashboard: { comment_id: outcome.comment_id } });
      return;
    case 'claim_feature': {
      if (state.branch !== null) return;
      const { feature_id, branch, base, base_sha, head } = outcome;
      draft.set({
        feature_id,
        feature_dir: `specs/${feature_id}/`,
        branch: { name: branch, base, base_sha, head: head ?? base_sha },
      });
      return draft.tell('speckit', `claimed feature ${feature_id}`);
    }
    case 'open_pull_request':
      if (state.pull_request !== null) return;
      draft.set({
        pull_request: { number: outcome.number, url: outcome.url },
        pull_request_problem: null,
      });
      return draft.tell('speckit', `opened pull request #${outcome.number}`);
    case 'create_issue':
      if (Object.hasOwn(state.created_issues, outcome.task_id)) return;
      return draft.set({ created_issues: { ...state.created_issues, [outcome.task_id]: outcome.number } });
    default:
      return;
  }
}
