/** What `init` looks at in a repository. It reads files and git's own records, and asks no network. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findE2eCommand, findNamedCommand, findTestCommand } from '../../jobs/play/find-command.js';
import { backendHint } from '../../setup/backend-hint.js';
import { languagesOf } from '../../setup/languages.js';
import type { RepositoryFacts } from '../../setup/needs.js';
import { remoteRepository } from '../../setup/remote.js';

/** Looks at the repository whose working tree begins at `root`. */
export async function readRepositoryFacts(root: string): Promise<RepositoryFacts> {
  const git = gitIn(root);
  const paths = await filesOf(root, git);
  const initOptions = await readFile(join(root, '.specify/init-options.json'), 'utf8').catch(() => null);
  const remote = await git('remote', 'get-url', 'origin');
  return {
    root,
    defaultBranch: await defaultBranch(git),
    remote: remote === null ? null : remoteRepository(remote),
    languages: languagesOf(paths),
    commands: await commandsOf(root),
    specKit: {
      templates: existsSync(join(root, '.specify/templates')),
      constitution: existsSync(join(root, '.specify/memory/constitution.md')),
    },
    backendHint: backendHint(paths, initOptions),
  };
}

type Git = (...args: readonly string[]) => Promise<string | null>;

/** What git says, or null where it has nothing to say. */
function gitIn(root: string): Git {
  return async (...args) => {
    try {
      const { stdout } = await promisify(execFile)('git', [...args], { cwd: root, maxBuffer: 64_000_000 });
      return stdout.trim() === '' ? null : stdout.trim();
    } catch {
      return null;
    }
  };
}

async function filesOf(root: string, git: Git): Promise<readonly string[]> {
  const listed = await git('ls-files', '-z', '--cached', '--others', '--exclude-standard');
  if (listed !== null) return listed.split('\0');
  return readdir(root).catch(() => []);
}

async function defaultBranch(git: Git): Promise<RepositoryFacts['defaultBranch']> {
  const ofOrigin = await git('symbolic-ref', '--short', 'refs/remotes/origin/HEAD');
  if (ofOrigin !== null) return { name: ofOrigin.replace(/^origin\//, ''), isCertain: true };
  const branches = (await git('for-each-ref', '--format=%(refname:short)', 'refs/heads')) ?? '';
  const usual = ['main', 'master', 'trunk', 'develop'].find((name) => branches.split('\n').includes(name));
  const present = usual ?? (await git('symbolic-ref', '--short', 'HEAD'));
  return { name: present ?? 'main', isCertain: false };
}

/** The same search that the agents' jobs do. A package.json that is no JSON is somebody else's trouble. */
async function commandsOf(root: string): Promise<RepositoryFacts['commands']> {
  const text = (found: Promise<{ readonly text: string } | null>) =>
    found.then(
      (command) => command?.text ?? null,
      () => null,
    );
  return {
    test: await text(findTestCommand(root)),
    lint: await text(findNamedCommand(root, ['lint'])),
    e2e: await text(findE2eCommand(root)),
  };
}
