import { GithubError } from '../hosts/github/github-error.js';
import type { TreeFile, TreeReader } from '../runtime/ports.js';
import type { Bot } from './bot.js';

/** The default branch as a command meets it, read once for everything that looks at it. */
export interface Ground {
  readonly default_branch: string;
  readonly tree: TreeReader;
  readonly files: readonly TreeFile[];
}

/**
 * Reads the default branch.
 *
 * @throws GithubError when there is none
 */
export async function readGround(bot: Bot): Promise<Ground> {
  const branch = await bot.host.facts.defaultBranch();
  const tree = await bot.host.facts.branchTree(branch);
  return { default_branch: branch, tree, files: await tree.list() };
}

/** The same, with null where it cannot be read for good: pre-flight tells people why. */
export async function readGroundIfAny(bot: Bot): Promise<Ground | null> {
  try {
    return await readGround(bot);
  } catch (error) {
    if (!(error instanceof GithubError) || error.failure === 'unclear' || error.failure === 'limited')
      throw error;
    return null;
  }
}
