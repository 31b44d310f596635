import type { Effect, EffectOutcome } from '../../domain/effects.js';
import type { WorkflowState } from '../../domain/state.js';
import { type Deed, type EffectContext, failed } from './effect-context.js';
import { GithubError } from './github-error.js';

/** Dismisses an approval of the plan, so that it does not pass for a review of the code. */
export function dismissApproval(
  context: EffectContext,
  effect: Extract<Effect, { kind: 'dismiss_approval' }>,
  state: WorkflowState,
): Deed {
  const { client, repo } = context;
  const done: EffectOutcome = { id: effect.id, kind: 'dismiss_approval' };
  const pullRequest = state.pull_request;
  if (pullRequest === null) {
    const problem = failed(
      effect,
      `Could not dismiss review ${effect.review_id}: there is no pull request to review.`,
    );
    return { find: async () => problem, make: async () => problem };
  }
  const review = { ...repo, pull_number: pullRequest.number, review_id: effect.review_id };
  const attempted = `dismiss review ${effect.review_id} of #${pullRequest.number}`;

  const find = async () => {
    const found = await client.askMaybe(`read review ${effect.review_id} of #${pullRequest.number}`, (api) =>
      api.pulls.getReview(review),
    );
    return found?.state === 'DISMISSED' ? done : null;
  };
  return {
    find,
    async make() {
      try {
        await client.ask(attempted, (api) =>
          api.pulls.dismissReview({ ...review, message: effect.reason, event: 'DISMISS' }),
        );
        return done;
      } catch (error) {
        // GitHub declines to dismiss twice: what counts is that it is dismissed.
        const already = error instanceof GithubError && error.status === 422 ? await find() : null;
        if (already === null) throw error;
        return already;
      }
    },
  };
}
