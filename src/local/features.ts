import type { KnownFeature } from '../domain/events.js';
import { gitTreeReader } from '../jobs/land/git-tree.js';
import { readBranchContent } from '../runtime/branch-content.js';
import {
  branchNames,
  currentBranch,
  featureFolders,
  headOf,
  LocalError,
  type LocalRepository,
} from './repository.js';

const FEATURE = /^\d{3,}-[^/]+$/;

/** Ids of all features of the repository: folders below `specs/` of the present branch, and feature branches. */
async function featureIds(repository: LocalRepository): Promise<string[]> {
  const branch = await currentBranch(repository);
  const head = await headOf(repository, branch);
  const folders = head === null ? [] : await featureFolders(repository, head);
  const branches = (await branchNames(repository)).map((name) => name.replace(/^origin\//, ''));
  return [...new Set([...branches, ...folders].filter((name) => FEATURE.test(name)))].sort();
}

/** Features that a new one of this name would be confused with. */
export async function similarFeatures(repository: LocalRepository, slug: string) {
  const ids = (await featureIds(repository)).filter((id) => id.replace(/^\d+-/, '') === slug);
  return Promise.all(
    ids.map(async (feature_id) => ({
      feature_id,
      branch: (await headOf(repository, feature_id)) === null ? null : feature_id,
    })),
  );
}

/**
 * The feature that is meant: the one named (`003-login`, `003`, `specs/003-login`), or that of the present branch, or the
 * only one.
 *
 * @throws LocalError where none or several fit
 */
export async function findFeature(
  repository: LocalRepository,
  named: string | undefined,
): Promise<KnownFeature> {
  const ids = await featureIds(repository);
  const wanted = named?.replace(/^specs\//, '').replace(/\/$/, '') ?? (await currentBranch(repository));
  const exact = ids.filter((id) => id === wanted || id.split('-')[0] === wanted);
  const fitting = exact.length > 0 || named !== undefined ? exact : ids;
  const [id] = fitting;
  if (id === undefined) {
    const known =
      ids.length === 0 ? 'there are none yet: `speckit run "spec: <request>"`' : `one of ${ids.join(', ')}`;
    throw new LocalError(`expected a feature${named === undefined ? '' : ` called ${named}`}; ${known}`);
  }
  if (fitting.length > 1) {
    throw new LocalError(`several features could be meant: name one of ${fitting.join(', ')}`);
  }
  return readFeature(repository, id);
}

/** Reads a feature from its branch, or from the present branch where its own is merged and gone. */
export async function readFeature(repository: LocalRepository, id: string): Promise<KnownFeature> {
  const base = await currentBranch(repository);
  const own = await headOf(repository, id);
  const baseHead = await headOf(repository, base);
  const head = own ?? baseHead;
  if (head === null || baseHead === null)
    throw new LocalError(`branch ${base} has no commit: commit something first`);
  return {
    feature_id: id,
    branch: id,
    base: base === id ? await trunkOf(repository, id) : base,
    base_sha: baseHead,
    content: await readBranchContent(gitTreeReader(repository.root, head), `specs/${id}/`),
    pull_request: null,
  };
}

/** On a feature branch, the branch that it will be merged into is another one. */
async function trunkOf(repository: LocalRepository, feature: string): Promise<string> {
  const names = await branchNames(repository);
  return ['main', 'master', 'trunk'].find((name) => names.includes(name)) ?? feature;
}
