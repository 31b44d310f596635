/** Finds the code behind a `uses:`: a mapped directory, a stand-in, a path in the workspace, a sandbox repository. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gitEnv } from '../git.js';
import { type StandIn, standIns } from '../standins/index.js';
import type { JobState } from './state.js';

export type ResolvedAction =
  | { readonly kind: 'stand-in'; readonly standIn: StandIn }
  | {
      readonly kind: 'directory';
      readonly directory: string;
      readonly repository: string;
      readonly ref: string;
    };

/** Resolves a `uses:`; throws an error that says what this sandbox offers. */
export async function resolveAction(state: JobState, uses: string): Promise<ResolvedAction> {
  if (uses.startsWith('./')) {
    return { kind: 'directory', directory: join(state.directories.workspace, uses), repository: '', ref: '' };
  }
  const match = /^([^/@\s]+\/[^/@\s]+)((?:\/[^@\s]+)?)@(\S+)$/.exec(uses);
  if (match === null) {
    throw new Error(`Expected 'uses' in the form {owner}/{repo}[/path]@{ref} or ./path, received '${uses}'.`);
  }
  const [, repository = '', path = '', ref = ''] = match;
  const mapped = mappedDirectory(state, repository);
  if (mapped !== undefined) {
    return { kind: 'directory', directory: join(mapped, path), repository, ref };
  }
  const standIn = standIns[`${repository}${path}`.toLowerCase()];
  if (standIn !== undefined) {
    return { kind: 'stand-in', standIn };
  }
  const unpacked = await unpack(state, repository, ref);
  if (unpacked === undefined) {
    const offered = [...Object.keys(state.options.actions ?? {}), ...Object.keys(standIns)].join(', ');
    throw new Error(
      `Action ${uses} is not available in this sandbox. It offers ${offered}, actions of its own repositories, and './path'.`,
    );
  }
  return { kind: 'directory', directory: join(unpacked, path), repository, ref };
}

function mappedDirectory({ options }: JobState, repository: string): string | undefined {
  const wanted = repository.toLowerCase();
  return Object.entries(options.actions ?? {}).find(([name]) => name.toLowerCase() === wanted)?.[1];
}

async function unpack(
  { port, directories }: JobState,
  repository: string,
  ref: string,
): Promise<string | undefined> {
  const commit = await resolveCommit(port, repository, ref);
  if (commit === undefined) {
    return undefined;
  }
  const target = join(directories.actions, repository.replace('/', '_'), commit);
  if (!existsSync(target)) {
    mkdirSync(target, { recursive: true });
    const git = (...args: readonly string[]) =>
      promisify(execFile)(
        'git',
        ['--git-dir', port.bareRepository(repository), '--work-tree', target, ...args],
        {
          env: gitEnv({ GIT_INDEX_FILE: `${target}.index` }),
        },
      );
    await git('read-tree', commit);
    await git('checkout-index', '--all', '--force');
  }
  return target;
}

async function resolveCommit(
  port: JobState['port'],
  repository: string,
  ref: string,
): Promise<string | undefined> {
  try {
    if (!existsSync(port.bareRepository(repository))) {
      return undefined;
    }
    for (const name of [`refs/heads/${ref}`, `refs/tags/${ref}`]) {
      const commit = await port.resolveRef(repository, name);
      if (commit !== undefined) {
        return commit;
      }
    }
    return /^[0-9a-f]{40}$/.test(ref) ? ref : undefined;
  } catch {
    return undefined; // The sandbox has no such repository.
  }
}
