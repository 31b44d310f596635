import { z } from 'zod';
import { formatFeatureNumber } from '../../documents/slug.js';
import type { BranchFiles } from './branch-files.js';
import { STATE_DIRECTORY } from './state-branch.js';

/** A number once given, kept on the state branch: it is atomic there, and a crash leaves it to be found. */
const featureClaim = z.object({
  feature_id: z.string(),
  workflow_id: z.string(),
  effect_id: z.string(),
  base: z.string(),
  base_sha: z.string(),
});
export type FeatureClaim = z.infer<typeof featureClaim>;

const CLAIMS = `${STATE_DIRECTORY}/features`;

/** `again` when the write was stale only because another file of the branch changed at the same time. */
export async function claimNumber(
  files: BranchFiles,
  number: number,
  claim: FeatureClaim,
): Promise<'claimed' | 'taken' | 'again'> {
  const message = `speckit: claim ${claim.feature_id}\n\nSpeckit-Workflow: ${claim.workflow_id}`;
  const path = pathOf(number);
  const outcome = await files.write(path, `${JSON.stringify(claim, null, 2)}\n`, null, message);
  if (outcome.kind === 'saved') return 'claimed';
  return (await files.read(path)) === null ? 'again' : 'taken';
}

/** All numbers that were ever claimed, highest first. */
export async function claimedNumbers(files: BranchFiles): Promise<number[]> {
  const numbers = (await files.list()).flatMap((path) => {
    const digits = path.startsWith(`${CLAIMS}/`) ? /\/(\d+)\.json$/.exec(path)?.[1] : undefined;
    return digits === undefined ? [] : [Number(digits)];
  });
  return numbers.toSorted((a, b) => b - a);
}

/** The claim of a number; null where there is none that can be read. */
export async function readClaim(files: BranchFiles, number: number): Promise<FeatureClaim | null> {
  const file = await files.read(pathOf(number));
  if (file === null) return null;
  try {
    return featureClaim.parse(JSON.parse(file.text));
  } catch {
    return null;
  }
}

/** The number in the name of a feature branch; null for other branches. */
export function featureNumberOf(branch: string): number | null {
  const digits = /^(\d{3,15})-/.exec(branch)?.[1];
  return digits === undefined ? null : Number(digits);
}

function pathOf(number: number): string {
  return `${CLAIMS}/${formatFeatureNumber(number)}.json`;
}
