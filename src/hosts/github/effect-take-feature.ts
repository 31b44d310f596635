import type { Effect, EffectOutcome } from '../../domain/effects.js';
import { isFinal, type WorkflowState } from '../../domain/state.js';
import { type Deed, type EffectContext, failed } from './effect-context.js';
import { claimKeyOf, type FeatureClaim, heldClaim, readClaim, takeClaim } from './feature-claims.js';
import { GithubError } from './github-error.js';
import { branchHead, createBranch } from './refs.js';
import { StateError } from './state-error.js';

type ClaimEffect = Extract<Effect, { kind: 'claim_feature' }>;
type Existing = NonNullable<ClaimEffect['existing']>;

/** Races that are lost in a row; beyond this something else is wrong. */
const MAX_TRIES = 10;

/**
 * Takes a feature that exists already: its claim changes hands by compare-and-set, but never away from a workflow that
 * still works on it, and its branch is made where it is gone.
 */
export function takeFeature(
  context: EffectContext,
  effect: ClaimEffect,
  existing: Existing,
  state: WorkflowState,
): Deed {
  const key = claimKeyOf(existing.feature_id);
  if (key === null) {
    const problem = failed(
      effect,
      `Could not take up ${existing.feature_id}: expected the name of a feature, such as 003-login.`,
    );
    return { find: async () => problem, make: async () => problem };
  }
  const claim: FeatureClaim = {
    feature_id: existing.feature_id,
    workflow_id: state.workflow_id,
    effect_id: effect.id,
    base: existing.base,
    base_sha: existing.base_sha,
  };
  const finish = async (): Promise<EffectOutcome> => ({
    id: effect.id,
    kind: 'claim_feature',
    feature_id: existing.feature_id,
    branch: existing.branch,
    base: existing.base,
    base_sha: existing.base_sha,
    head: await makeSureOfBranch(context, existing),
  });
  return {
    async find() {
      const held = await readClaim(context.files, key);
      return held?.effect_id === effect.id ? await finish() : null;
    },
    async make() {
      for (let attempt = 0; attempt < MAX_TRIES; attempt += 1) {
        const held = await heldClaim(context.files, key);
        const obstacle = await obstacleIn(context, held?.claim ?? null, claim);
        if (obstacle !== null) return failed(effect, obstacle);
        if (await takeClaim(context.files, key, claim, held?.version ?? null)) return await finish();
      }
      throw new GithubError(
        'conflict',
        409,
        'stale',
        `Could not take up ${existing.feature_id}: expected one of ${MAX_TRIES} tries to pass, received a conflict each time. Repeat the command.`,
      );
    },
  };
}

/** Why the feature cannot be had now; null when it can. */
async function obstacleIn(
  context: EffectContext,
  held: FeatureClaim | null,
  claim: FeatureClaim,
): Promise<string | null> {
  if (held === null || held.workflow_id === claim.workflow_id) return null;
  const holder = await loadHolder(context, held.workflow_id);
  if (typeof holder === 'string') return holder;
  if (holder === null || isFinal(holder.status)) return null;
  const { feature_id: wanted } = claim;
  const what = held.feature_id === wanted ? wanted : `${held.feature_id}, which has the number of ${wanted},`;
  return `Could not take up ${wanted}: expected a feature that no other workflow works on, but on ${what} workflow ${holder.workflow_id} of #${holder.origin.issue} is still at work (${holder.status}). Wait for its end or comment \`/abort\` on #${holder.origin.issue}, then repeat the command.`;
}

/** A state that cannot be read says nothing of its end, so its feature is left alone; people are told why. */
async function loadHolder(context: EffectContext, id: string): Promise<WorkflowState | string | null> {
  try {
    return (await context.store.load(id))?.state ?? null;
  } catch (error) {
    if (error instanceof StateError) return error.message;
    throw error;
  }
}

/** A branch that somebody else creates at the same moment is as good as one that was there. */
async function makeSureOfBranch({ client, repo }: EffectContext, existing: Existing): Promise<string> {
  const head = await branchHead(client, repo, existing.branch);
  if (head !== null) return head;
  if (await createBranch(client, repo, existing.branch, existing.head)) return existing.head;
  return (await branchHead(client, repo, existing.branch)) ?? existing.head;
}
