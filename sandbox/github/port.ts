import type { GithubPort } from '../contract.js';
import { resolveCommit } from './git/refs.js';
import { entryAt, listTree, readBlob } from './git/trees.js';
import type { Github } from './github.js';
import type { RepositoryRecord } from './model.js';
import { repositoryShape } from './shapes/repository.js';
import { simpleUser } from './shapes/user.js';

export interface Settings {
  readonly secrets: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
}

/** What the Actions half may ask of this half. */
export function createPort(gh: Github, settings: Settings): GithubPort {
  const find = (name: string): RepositoryRecord => {
    const [owner = '', repo = ''] = name.split('/');
    const repository = gh.store.repository(owner, repo);
    if (!repository) throw new Error(`repository: expected one of this sandbox, received "${name}"`);
    return repository;
  };
  const bare = (name: string): string => gh.bare(find(name));
  return {
    apiUrl: gh.origin,
    gitUrl: gh.origin,
    bareRepository: bare,
    repositories: () => gh.store.repositories().map((it) => `${it.owner}/${it.name}`),
    defaultBranch: (name) => find(name).defaultBranch,
    repositoryPayload: (name) => repositoryShape(gh, find(name)),
    userPayload: (login) => simpleUser(gh, login),
    loginOf: (id) => gh.store.data.users.find((one) => one.id === id)?.login,
    resolveRef: (name, ref) => resolveCommit(bare(name), ref),
    async readFile(name, commit, path) {
      const entry = await entryAt(bare(name), commit, path);
      return entry?.type === 'blob' ? (await readBlob(bare(name), entry.sha)).toString('utf8') : undefined;
    },
    async listFiles(name, commit, directory) {
      const folder = directory.replace(/^\/+|\/+$/g, '');
      const entry = await entryAt(bare(name), commit, folder);
      if (entry?.type !== 'tree') return [];
      const files = (await listTree(bare(name), entry.sha)).filter((it) => it.type === 'blob');
      return files.map((it) => (folder === '' ? it.path : `${folder}/${it.path}`));
    },
    mintRunToken: (name, runId, permissions) => gh.tokens.mint(name, runId, permissions),
    revokeToken: (token) => gh.tokens.revoke(token),
    secrets: () => settings.secrets,
    variables: () => settings.variables,
    workflowPermissions: (name) => find(name).workflowPermissions,
    setWorkflowPermissions(name, value) {
      find(name).workflowPermissions = { ...value };
      gh.store.touch();
    },
    deliver: (event) => gh.hooks.deliver(event),
  };
}
