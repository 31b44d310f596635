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
  const key = formatFeatureNumber(number);
  if (await takeClaim(files, key, claim, null)) return 'claimed';
  return (await files.read(pathOf(key))) === null ? 'again' : 'taken';
}

/** A claim with the version that a compare-and-set write must name. `claim` is null where the file cannot be read. */
interface HeldClaim {
  readonly claim: FeatureClaim | null;
  readonly version: string;
}

/** The claim of a feature as it is to be changed; null where nobody has claimed it. */
export async function heldClaim(files: BranchFiles, key: string): Promise<HeldClaim | null> {
  const file = await files.read(pathOf(key));
  return file === null ? null : { claim: parse(file.text), version: file.sha };
}

/** Writes a claim, unless somebody else has changed it since `version` (null: made it). False when somebody has. */
export async function takeClaim(
  files: BranchFiles,
  key: string,
  claim: FeatureClaim,
  version: string | null,
): Promise<boolean> {
  const message = `speckit: claim ${claim.feature_id}\n\nSpeckit-Workflow: ${claim.workflow_id}`;
  const text = `${JSON.stringify(claim, null, 2)}\n`;
  return (await files.write(pathOf(key), text, version, message)).kind === 'saved';
}

/** The claim of a feature; null where there is none that can be read. */
export async function readClaim(files: BranchFiles, key: string): Promise<FeatureClaim | null> {
  return (await heldClaim(files, key))?.claim ?? null;
}

/** All numbers that were ever claimed, highest first. */
export async function claimedNumbers(files: BranchFiles): Promise<number[]> {
  const numbers = (await files.list()).flatMap((path) => {
    const digits = path.startsWith(`${CLAIMS}/`) ? /\/(\d+)\.json$/.exec(path)?.[1] : undefined;
    return digits === undefined ? [] : [Number(digits)];
  });
  return numbers.toSorted((a, b) => b - a);
}

/**
 * What the claim of a feature is kept under, from the name of the feature or of its branch: its number, or the timestamp
 * that Spec Kit takes on request. Null for other names.
 */
export function claimKeyOf(name: string): string | null {
  const timestamp = /^(\d{8}-\d{6})-/.exec(name)?.[1];
  if (timestamp !== undefined) return timestamp;
  const digits = /^(\d{3,15})-/.exec(name)?.[1];
  return digits === undefined ? null : formatFeatureNumber(Number(digits));
}

function parse(text: string): FeatureClaim | null {
  try {
    return featureClaim.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

function pathOf(key: string): string {
  return `${CLAIMS}/${key}.json`;
}
