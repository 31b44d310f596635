import { z } from 'zod';
import { formatFeatureNumber, nextFeatureNumber } from '../../documents/slug.js';
import type { Effect, EffectOutcome } from '../../domain/effects.js';
import type { WorkflowState } from '../../domain/state.js';
import { type Deed, type EffectContext, failed } from './effect-context.js';
import { GithubError } from './github-error.js';
import { branchHead, branchNames, createBranch } from './refs.js';
import { STATE_DIRECTORY } from './state-store.js';

/** A number once given, kept on the state branch: it is atomic there, and a crash leaves it to be found. */
const claimFile = z.object({
  feature_id: z.string(),
  workflow_id: z.string(),
  effect_id: z.string(),
  base: z.string(),
  base_sha: z.string(),
});
type ClaimFile = z.infer<typeof claimFile>;

const CLAIMS = `${STATE_DIRECTORY}/features`;

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
      const claims = (await claimPaths(context)).toSorted((a, b) => numberOf(b) - numberOf(a));
      for (const path of claims) {
        const claim = parse((await files.read(path))?.text ?? '');
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
        const claim: ClaimFile = {
          feature_id: `${formatFeatureNumber(number)}-${effect.slug}`,
          workflow_id: state.workflow_id,
          effect_id: effect.id,
          base,
          base_sha: sha,
        };
        const outcome = await claimNumber(context, number, claim);
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

/** `again` when the write was stale only because another file of the branch changed at the same time. */
async function claimNumber(
  { files }: EffectContext,
  number: number,
  claim: ClaimFile,
): Promise<'claimed' | 'taken' | 'again'> {
  const path = `${CLAIMS}/${formatFeatureNumber(number)}.json`;
  const message = `speckit: claim ${claim.feature_id}\n\nSpeckit-Workflow: ${claim.workflow_id}`;
  const outcome = await files.write(path, `${JSON.stringify(claim, null, 2)}\n`, null, message);
  if (outcome.kind === 'saved') return 'claimed';
  return (await files.read(path)) === null ? 'again' : 'taken';
}

/** Everything that uses up a number: directories below `specs/`, branches, and claims. */
async function takenNames(context: EffectContext, sha: string): Promise<string[]> {
  const { client, repo } = context;
  const specs = await client.askMaybe('list specs/', (api) =>
    api.repos.getContent({ ...repo, path: 'specs', ref: sha }),
  );
  const directories = Array.isArray(specs) ? specs.map((entry) => entry.name) : [];
  const claims = (await claimPaths(context)).map((path) => `${formatFeatureNumber(numberOf(path))}-claimed`);
  return [...directories, ...(await branchNames(client, repo)), ...claims];
}

async function claimPaths({ files }: EffectContext): Promise<string[]> {
  return (await files.list()).filter((path) => path.startsWith(`${CLAIMS}/`) && numberOf(path) > 0);
}

function numberOf(path: string): number {
  return Number(/\/(\d+)\.json$/.exec(path)?.[1] ?? 0);
}

function parse(text: string): ClaimFile | null {
  try {
    return claimFile.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

function tell(effect: Effect, claim: ClaimFile): EffectOutcome {
  return {
    id: effect.id,
    kind: 'claim_feature',
    feature_id: claim.feature_id,
    branch: claim.feature_id,
    base: claim.base,
    base_sha: claim.base_sha,
  };
}
