import type { GithubClient } from './client.js';
import { GithubError } from './github-error.js';
import type { RepositoryName } from './repository.js';

const PERMISSIONS = ['none', 'read', 'triage', 'write', 'maintain', 'admin'] as const;
type Permission = (typeof PERMISSIONS)[number];

/** What a person may do in the repository, read at this moment. */
export interface PermissionFact {
  readonly login: string;
  readonly permission: Permission;
  readonly may_write: boolean;
  /** Set when the permission could not be read, which counts as none; says why. */
  readonly problem: string | null;
}

/**
 * Asks GitHub what a person may do. Whatever cannot be read or understood counts as no permission: being wrong the
 * other way would open the gate.
 */
export async function readPermission(
  client: GithubClient,
  repo: RepositoryName,
  login: string,
): Promise<PermissionFact> {
  try {
    const answer = await client.askMaybe(`read the permission of ${login}`, (api) =>
      api.repos.getCollaboratorPermissionLevel({ ...repo, username: login }),
    );
    if (answer === null) return fact(login, 'none', null);
    const permission = understand(answer.permission, answer.role_name);
    if (permission !== null) return fact(login, permission, null);
    return fact(login, 'none', `GitHub answered with the unknown permission "${answer.permission}"`);
  } catch (error) {
    if (!(error instanceof GithubError)) throw error;
    return fact(login, 'none', error.message);
  }
}

/**
 * `permission` knows four levels and reports maintain as write and triage as read; `role_name` tells them apart, and
 * also carries names of custom roles, for which the level that they are based on stands.
 */
function understand(level: unknown, role: unknown): Permission | null {
  const base = isPermission(level) ? level : null;
  if (base === 'write' && role === 'maintain') return 'maintain';
  if (base === 'read' && role === 'triage') return 'triage';
  return base;
}

function isPermission(value: unknown): value is Permission {
  return PERMISSIONS.some((known) => known === value);
}

function fact(login: string, permission: Permission, problem: string | null): PermissionFact {
  const rank = PERMISSIONS.indexOf(permission);
  return { login, permission, may_write: rank >= PERMISSIONS.indexOf('write'), problem };
}
