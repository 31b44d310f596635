import type { WorkflowState } from '../../domain/state.js';
import type { SaveOutcome, StateStore, Versioned } from '../../runtime/ports.js';
import { type BranchFiles, createBranchFiles } from './branch-files.js';
import type { GithubClient } from './client.js';
import { findOpen, type IsGenuine, noteFinished, type Versions } from './finished.js';
import type { RepositoryName } from './repository.js';
import { STATE_BRANCH, STATE_DIRECTORY } from './state-branch.js';
import { StateError } from './state-error.js';
import { decodeState, encodeState, type Migrations } from './state-file.js';
import { commitsOf, type IsOurs, soundOnes, strangerOf } from './state-history.js';
import { type Forgery, findLineage, type Lineage } from './state-lineage.js';

export interface GithubStateStore extends StateStore {
  /** Ids of the workflows that are not noted as finished. */
  listOpen(): Promise<readonly string[]>;
  /**
   * Notes workflows in which nothing is left to do, by the versions at which that was seen: looking through years of them
   * then costs no request each.
   */
  noteFinished(finished: Versions): Promise<void>;
  /**
   * Whether the newest version of a state is one that the product has written last. Null when it is; else what is wrong,
   * and the version that counts.
   */
  findForgery(workflowId: string): Promise<Forgery | null>;
  /** The same with the version that was looked at, and what it holds; null where there is none. */
  lineageOf(workflowId: string): Promise<Lineage | null>;
}

export interface StateStoreOptions {
  readonly migrations?: Migrations;
  /** Logins under which the product writes, besides those of bots. */
  readonly isOurs?: IsOurs;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** How far back a valid version is looked for. */
const HISTORY_LENGTH = 20;

/** Keeps states as files of the branch `speckit-state`, written by compare-and-set (rule S1). */
export function createStateStore(
  client: GithubClient,
  repo: RepositoryName,
  options: StateStoreOptions = {},
  files: BranchFiles = createBranchFiles(client, repo),
): GithubStateStore {
  const { isOurs = () => false } = options;
  const history = (path: string) => commitsOf(client, repo, path, isOurs);
  const isGenuine: IsGenuine = async (path) => (await strangerOf(client, repo, path, isOurs)) === null;
  const lineageOf = async (workflowId: string): Promise<Lineage | null> => {
    if (!UUID.test(workflowId)) return null;
    const decode = (text: string) => decodeState(text, workflowId, options.migrations);
    const path = pathOf(workflowId);
    return await findLineage(files, path, await history(path), decode);
  };
  const store: GithubStateStore = {
    async load(workflowId) {
      // An id comes from comments and inputs; anything but a UUID could name another file.
      if (!UUID.test(workflowId)) return null;
      const file = await files.read(pathOf(workflowId));
      if (file === null) return null;
      const decoded = decodeState(file.text, workflowId, options.migrations);
      if (decoded.kind === 'valid') return { state: decoded.state, version: file.sha };
      const sound = soundOnes(await history(pathOf(workflowId))).map((one) => one.commit);
      return await recover(files, sound, workflowId, file.sha, decoded.reason, options);
    },
    async save(state, version, message): Promise<SaveOutcome> {
      const path = pathOf(state.workflow_id);
      return await files.write(path, encodeState(state), version, commitMessage(state, message));
    },
    async list() {
      return (await files.list()).flatMap((path) => idOf(path) ?? []);
    },
    lineageOf,
    findForgery: async (workflowId) => (await lineageOf(workflowId))?.forgery ?? null,
    async listOpen() {
      return await findOpen(files, await versionsIn(files), isGenuine);
    },
    async noteFinished(finished) {
      await noteFinished(files, await versionsIn(files), finished, isGenuine);
    },
  };
  return store;
}

async function versionsIn(files: BranchFiles): Promise<Versions> {
  const versions = (await files.tree()).flatMap((file): [string, string][] => {
    const id = idOf(file.path);
    return id === null ? [] : [[id, file.id]];
  });
  return new Map(versions);
}

/**
 * The last valid version of the product's own, with the version token of the broken file, so that the next save replaces it.
 *
 * @param sound commits of the file that the product made, newest first
 */
async function recover(
  files: BranchFiles,
  sound: readonly string[],
  workflowId: string,
  version: string,
  reason: string,
  options: StateStoreOptions,
): Promise<Versioned> {
  const path = pathOf(workflowId);
  for (const commit of sound.slice(0, HISTORY_LENGTH)) {
    const older = await files.read(path, commit);
    if (older === null || older.sha === version) continue;
    const decoded = decodeState(older.text, workflowId, options.migrations);
    if (decoded.kind === 'valid') {
      return { state: decoded.state, version, recovered: { from: commit, reason } };
    }
  }
  throw new StateError(
    'corrupt',
    `The state of workflow ${workflowId} cannot be used: expected a valid ${path} on branch ${STATE_BRANCH}, received one of which ${reason}, and none of the last ${HISTORY_LENGTH} versions that the product wrote is valid. Restore the file from a clone, or delete it and start the workflow again.`,
  );
}

/** The workflow whose state file has this path; null for other files. */
function idOf(path: string): string | null {
  const name = path.startsWith(`${STATE_DIRECTORY}/`) ? path.slice(STATE_DIRECTORY.length + 1) : '';
  const id = name.replace(/\.json$/, '');
  return name !== id && UUID.test(id) && id === id.toLowerCase() ? id : null;
}

function pathOf(workflowId: string): string {
  return `${STATE_DIRECTORY}/${workflowId.toLowerCase()}.json`;
}

function commitMessage(state: WorkflowState, message: string): string {
  const last = state.audit?.at(-1);
  const audit = last === undefined ? '' : `\nSpeckit-Audit: ${last.n} ${last.digest}`;
  return `speckit: ${message}\n\nSpeckit-Workflow: ${state.workflow_id}\nSpeckit-Revision: ${state.revision}${audit}`;
}
