import { formatFeatureNumber, nextFeatureNumber } from '../../documents/slug.js';
import type { Effect, EffectOutcome } from '../../domain/effects.js';
import type { WorkflowState } from '../../domain/state.js';
import { type Deed, type EffectContext, failed } from './effect-context.js';
import { claimedNumbers, claimNumber, type FeatureClaim, readClaim } from './feature-claims.js';
import { GithubError } from './github-error.js';
import { branchHead, branchNames, createBranch } from './refs.js';

/** Parallel claims that are lost in a row; beyond this something else is wrong. */
const MAX_TRIES = 50;

/**
 * Claims the next feature number and creates its branch at the head of the default branch. The ref alone would not do:
 * `003-a` and `003-b` are different refs, so the number itself is claimed first by a file that can be created only once.
 */
export function claimFeature(
  context: EffectContext,
  effect: Extract<Effect, { kind: 'claim_feature' }>,
  state: WorkflowState,
): Deed {
  const { client, repo, files } = context;
  return {
    async find() {
      for (const number of await claimedNumbers(files)) {
        const claim = await readClaim(files, formatFeatureNumber(number));
        if (claim?.effect_id !== effect.id) continue;
        await createBranch(client, repo, claim.feature_id, claim.base_sha);
        return tell(effect, claim);
      }
      return null;
    },
    async make() {
      const base = await context.defaultBranch();
      const sha = await branchHead(client, repo, base);
      if (sha === null)
        return failed(effect, `Could not claim a feature number: branch ${base} has no commit.`);
      let number = nextFeatureNumber(await takenNames(context, sha));
      for (let attempt = 0; attempt < MAX_TRIES; attempt += 1) {
        const claim: FeatureClaim = {
          feature_id: `${formatFeatureNumber(number)}-${effect.slug}`,
          workflow_id: state.workflow_id,
          effect_id: effect.id,
          base,
          base_sha: sha,
        };
        const outcome = await claimNumber(files, number, claim);
        if (outcome === 'claimed' && (await createBranch(client, repo, claim.feature_id, sha))) {
          return tell(effect, claim);
        }
        // Lost the number, or somebody pushed a branch of this very name meanwhile: the next one.
        if (outcome !== 'again') number += 1;
      }
      throw new GithubError(
        'conflict',
        409,
        'stale',
        `Could not claim a feature number for "${effect.slug}": expected one of ${MAX_TRIES} tries to pass, received a conflict each time. Repeat the command.`,
      );
    },
  };
}

/** Everything that uses up a number: directories below `specs/`, branches, and claims. */
async function takenNames(context: EffectContext, sha: string): Promise<string[]> {
  const { client, repo, files } = context;
  const specs = await client.askMaybe('list specs/', (api) =>
    api.repos.getContent({ ...repo, path: 'specs', ref: sha }),
  );
  const directories = Array.isArray(specs) ? specs.map((entry) => entry.name) : [];
  const claims = (await claimedNumbers(files)).map((number) => `${formatFeatureNumber(number)}-claimed`);
  return [...directories, ...(await branchNames(client, repo)), ...claims];
}

function tell(effect: Effect, claim: FeatureClaim): EffectOutcome {
  return {
    id: effect.id,
    kind: 'claim_feature',
    feature_id: claim.feature_id,
    branch: claim.feature_id,
    base: claim.base,
    base_sha: claim.base_sha,
  };
}
