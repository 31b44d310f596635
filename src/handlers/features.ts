import { formatFeatureNumber, nextFeatureNumber } from '../documents/slug.js';
import type { KnownFeature } from '../domain/events.js';
import type { WorkflowState } from '../domain/state.js';
import type { PullRequestFact } from '../hosts/github/pull-request.js';
import { readBranchContent } from '../runtime/branch-content.js';
import type { Bot } from './bot.js';
import type { Ground } from './ground.js';

/** A name as Spec Kit gives it: a number or a timestamp, and words. */
const FEATURE = /^(\d{8}-\d{6}|\d{3,7})-([^/]+)$/;

/** What a request without Latin words is called, see `featureSlug`: two of them have nothing in common. */
const NO_NAME = 'feature';

/** True for the name of a feature, which is also the name of its branch. */
export function isFeatureName(name: string): boolean {
  return FEATURE.test(name);
}

/** Whether `003` or `003-payments` means this feature. */
export function isNamed(featureId: string, named: string): boolean {
  return featureId.toLowerCase() === named.toLowerCase() || FEATURE.exec(featureId)?.[1] === named;
}

/** Names in use: directories below `specs/` of the default branch, and branches. */
export interface Names {
  readonly folders: readonly string[];
  readonly branches: readonly string[];
}

/** Reads the names in use, or those that begin in this way. */
export async function readNames(bot: Bot, ground: Ground, prefix = ''): Promise<Names> {
  const folders = foldersOf(ground).filter((name) => name.startsWith(prefix));
  return { folders, branches: await bot.host.facts.branchNames(prefix) };
}

/** All features among the names. */
export function featureIds({ folders, branches }: Names): string[] {
  return [...new Set([...folders, ...branches])].filter(isFeatureName).sort();
}

/** Features that have the very name which a new one would get. */
export function similarFeatures(names: Names, slug: string): { feature_id: string; branch: string | null }[] {
  if (slug === NO_NAME) return [];
  return featureIds(names)
    .filter((id) => FEATURE.exec(id)?.[2] === slug)
    .map((feature_id) => ({
      feature_id,
      branch: names.branches.includes(feature_id) ? feature_id : null,
    }));
}

/** The branch that a new feature will most likely get. */
export function plannedBranch({ folders, branches }: Names, slug: string): string {
  return `${formatFeatureNumber(nextFeatureNumber([...folders, ...branches]))}-${slug}`;
}

/** What is known of a feature beforehand, which spares asking. */
interface Known {
  /** Its last workflow. */
  readonly workflow?: WorkflowState | null;
  /** The pull request on which the command was given. */
  readonly pull?: PullRequestFact | null;
}

/**
 * Reads a feature from its branch, or from the default branch where its own was merged and is gone; null where neither
 * has it.
 */
export async function readFeature(
  bot: Bot,
  featureId: string,
  ground: Ground,
  { workflow = null, pull = null }: Known = {},
): Promise<KnownFeature | null> {
  const { facts } = bot.host;
  const earlier = workflow?.feature_id === featureId ? workflow.branch : null;
  const branch = earlier?.name ?? featureId;
  const head = await facts.branchHead(branch);
  const folder = `specs/${featureId}/`;
  if (head === null) {
    if (!ground.files.some((file) => file.path.startsWith(folder))) return null;
    return {
      feature_id: featureId,
      branch,
      base: ground.default_branch,
      base_sha: ground.tree.head,
      content: await readBranchContent(ground.tree, folder),
      pull_request: null,
    };
  }
  const open = pull?.state === 'open' && pull.head.ref === branch;
  const request = open
    ? { number: pull.number, url: pull.url, base: pull.base.ref }
    : await facts.openPullRequest(branch);
  const base = request?.base ?? earlier?.base ?? ground.default_branch;
  const parted = earlier?.base === base ? earlier.base_sha : await facts.mergeBase(base, branch);
  return {
    feature_id: featureId,
    branch,
    base,
    base_sha: parted ?? ground.tree.head,
    content: await readBranchContent(await facts.branchTree(head), folder),
    pull_request: request === null ? null : { number: request.number, url: request.url },
  };
}

function foldersOf(ground: Ground): string[] {
  const names = ground.files.flatMap((file) => {
    const [top, name, rest] = file.path.split('/');
    return top === 'specs' && name !== undefined && rest !== undefined ? [name] : [];
  });
  return [...new Set(names)];
}
