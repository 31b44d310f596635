import type { Effect } from '../../domain/effects.js';
import type { Deed, EffectContext } from './effect-context.js';
import { GithubError } from './github-error.js';

/** Cancels an Actions run; one that has ended or is gone needs no cancelling. */
export function cancelRun(context: EffectContext, effect: Extract<Effect, { kind: 'cancel_run' }>): Deed {
  const { client, repo } = context;
  return {
    // Cancelling twice does no harm, so there is nothing to look for.
    find: async () => null,
    async make() {
      try {
        await client.ask(`cancel run ${effect.run_id}`, (api) =>
          api.actions.cancelWorkflowRun({ ...repo, run_id: effect.run_id }),
        );
      } catch (error) {
        const over =
          error instanceof GithubError && (error.failure === 'conflict' || error.failure === 'missing');
        if (!over) throw error;
      }
      return { id: effect.id, kind: 'cancel_run' };
    },
  };
}
