/** A bare repository whose commits are made with git's plumbing. */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

export type Files = Readonly<Record<string, string>>;

export interface Repository {
  readonly path: string;
  /** Commits a whole tree onto a ref and returns the commit. */
  commit(files: Files, ref?: string, message?: string): string;
  resolve(ref: string): string | undefined;
  git(...args: readonly string[]): string;
}

/** Creates an empty bare repository. */
export function createRepository(root: string, fullName: string): Repository {
  const path = join(root, `${fullName}.git`);
  mkdirSync(path, { recursive: true });
  const identity = { NAME: 'Ada', EMAIL: 'ada@example.com', DATE: '2024-01-02T03:04:05Z' };
  const env: Record<string, string> = {
    PATH: process.env.PATH ?? '',
    GIT_CONFIG_GLOBAL: '/dev/null',
    HOME: root,
  };
  for (const [key, value] of Object.entries(identity)) {
    env[`GIT_AUTHOR_${key}`] = value;
    env[`GIT_COMMITTER_${key}`] = value;
  }
  const git = (
    args: readonly string[],
    options: { input?: string; env?: Record<string, string> } = {},
  ): string =>
    execFileSync('git', ['--git-dir', path, ...args], {
      env: { ...env, ...options.env },
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'pipe'],
      ...(options.input === undefined ? {} : { input: options.input }),
    }).trim();
  git(['init', '--quiet', '--bare', '--initial-branch=main']);
  git(['config', 'uploadpack.allowAnySHA1InWant', 'true']);
  git(['config', 'http.receivepack', 'true']);
  const resolve = (ref: string) => {
    try {
      return git(['rev-parse', '--verify', '--quiet', `${ref}^{commit}`]);
    } catch {
      return undefined;
    }
  };
  return {
    path,
    resolve,
    git: (...args) => git(args),
    commit: (files, ref = 'refs/heads/main', message = 'change') => {
      const index = { GIT_INDEX_FILE: join(path, 'test-index') };
      git(['read-tree', '--empty'], { env: index });
      for (const [name, content] of Object.entries(files)) {
        const blob = git(['hash-object', '-w', '--stdin'], { input: content });
        const mode = name.endsWith('.sh') ? '100755' : '100644';
        git(['update-index', '--add', '--cacheinfo', `${mode},${blob},${name}`], { env: index });
      }
      const tree = git(['write-tree'], { env: index });
      const parent = resolve(ref);
      const commit = git([
        'commit-tree',
        tree,
        ...(parent === undefined ? [] : ['-p', parent]),
        '-m',
        message,
      ]);
      git(['update-ref', ref, commit]);
      return commit;
    },
  };
}
