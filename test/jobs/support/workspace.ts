/** Real git repositories in a temporary folder: an origin made of the sample, and checkouts of it. */
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createBackend } from '../../../src/backends/index.js';
import type { Assignment, WorkflowState } from '../../../src/domain/state.js';
import { gitIn, gitText } from '../../../src/jobs/land/git.js';
import { type LandOutcome, landResult } from '../../../src/jobs/land/land-result.js';
import type { PlayOptions } from '../../../src/jobs/play/options.js';
import { type PlayReport, playAssignment } from '../../../src/jobs/play/play-assignment.js';
import { FEATURE, NOW } from './builders.js';

const SAMPLE = join(process.cwd(), 'sandbox', 'sample');

export interface Workspace {
  readonly root: string;
  readonly origin: string;
  /** A full clone for landing. */
  readonly checkout: string;
  head(branch?: string): Promise<string>;
  /** Text of a file on the feature branch; empty when it is not there. */
  file(path: string, branch?: string): Promise<string>;
  log(branch?: string): Promise<readonly string[]>;
  /** Commits files to a branch of origin, as a person would. */
  commit(files: Readonly<Record<string, string>>, branch?: string): Promise<string>;
  /** A fresh checkout of a commit, for the agent job. */
  checkoutAt(commit: string): Promise<string>;
  close(): Promise<void>;
}

/** Makes an origin with the sample on `main` and an empty feature branch. */
export async function openWorkspace(files: Readonly<Record<string, string>> = {}): Promise<Workspace> {
  const root = await mkdtemp(join(tmpdir(), 'speckit-test-'));
  const origin = join(root, 'origin.git');
  const seed = join(root, 'seed');
  await cp(SAMPLE, seed, { recursive: true });
  await putFiles(seed, files);
  const git = gitIn(seed);
  await git(['init', '--quiet', '--initial-branch=main']);
  await commitAll(seed, 'first commit');
  await git(['clone', '--quiet', '--bare', seed, origin]);
  await git(['push', '--quiet', origin, `main:refs/heads/${FEATURE}`]);
  const checkout = join(root, 'checkout');
  await git(['clone', '--quiet', origin, checkout]);
  const bare = gitIn(origin);
  let count = 0;
  const checkoutAt = async (commit: string) => {
    const folder = join(root, `job-${count++}`);
    await git(['clone', '--quiet', '--no-checkout', origin, folder]);
    await gitIn(folder)(['checkout', '--quiet', '--detach', commit]);
    return folder;
  };
  return {
    root,
    origin,
    checkout,
    checkoutAt,
    head: (branch = FEATURE) => gitText(bare, ['rev-parse', branch]),
    file: async (path, branch = FEATURE) =>
      (await bare(['show', `${branch}:${path}`], { accept: [128] })).stdout.toString('utf8'),
    log: async (branch = FEATURE) =>
      (await gitText(bare, ['log', '--reverse', '--format=%s', branch])).split('\n'),
    commit: async (changed, branch = FEATURE) => {
      const folder = await checkoutAt(`origin/${branch}`);
      await putFiles(folder, changed);
      await commitAll(folder, 'by a person');
      await gitIn(folder)(['push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`]);
      return gitText(gitIn(folder), ['rev-parse', 'HEAD']);
    },
    close: () => rm(root, { recursive: true, force: true }),
  };
}

/** Writes files into a working tree. */
export async function putFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

async function commitAll(folder: string, message: string): Promise<void> {
  const git = gitIn(folder);
  await git(['add', '--all']);
  await git([
    '-c',
    'user.name=Alice',
    '-c',
    'user.email=alice@example.com',
    'commit',
    '--quiet',
    '-m',
    message,
  ]);
}

/** Plays an assignment in a fresh checkout of its base. */
export async function play(
  workspace: Workspace,
  state: WorkflowState,
  assignment: Assignment,
  overrides: Partial<PlayOptions> = {},
): Promise<PlayReport> {
  return playAssignment({
    state,
    assignment,
    workingTree: await workspace.checkoutAt(assignment.base),
    resultDir: join(workspace.root, `result-${assignment.id}`),
    backendFor: (name) => createBackend(name, {}),
    clock: { now: () => NOW },
    log: () => undefined,
    ...overrides,
  });
}

/** Lands what `play` has written. */
export async function land(
  workspace: Workspace,
  state: WorkflowState,
  assignment: Assignment,
  overrides: Partial<Parameters<typeof landResult>[0]> = {},
): Promise<LandOutcome> {
  return landResult({
    resultDir: join(workspace.root, `result-${assignment.id}`),
    state,
    assignment,
    checkout: workspace.checkout,
    branch: FEATURE,
    now: () => NOW,
    log: () => undefined,
    ...overrides,
  });
}
