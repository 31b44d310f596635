import type { Access, Caller } from '../../contract.js';
import { forbidden, notFound, unauthenticated } from '../http/errors.js';
import type { Permission, RepositoryRecord } from '../model.js';

const ranks: Readonly<Record<Permission, number>> = {
  none: 0,
  read: 1,
  triage: 2,
  write: 3,
  maintain: 4,
  admin: 5,
};

export type WriteAccess = Exclude<Access, 'none'>;

/** The role that a person was given; people who were given none have `none`, also on a public repository. */
export function roleOf(repository: RepositoryRecord, login: string): Permission {
  const wanted = login.toLowerCase();
  if (repository.owner.toLowerCase() === wanted) return 'admin';
  const found = Object.entries(repository.collaborators).find(([name]) => name.toLowerCase() === wanted);
  return found?.[1] ?? 'none';
}

/** The role that counts: a public repository can be read by everybody. */
export function effectiveRole(repository: RepositoryRecord, login: string): Permission {
  const role = roleOf(repository, login);
  return role === 'none' && repository.visibility === 'public' ? 'read' : role;
}

/** Whether a person's role is this one or higher. */
export function hasRole(repository: RepositoryRecord, login: string, least: Permission): boolean {
  return ranks[effectiveRole(repository, login)] >= ranks[least];
}

/** Whether a caller may know that the repository exists. */
export function canSee(repository: RepositoryRecord, caller: Caller): boolean {
  if (repository.visibility === 'public') return true;
  switch (caller.kind) {
    case 'anonymous':
      return false;
    case 'user':
      return roleOf(repository, caller.login) !== 'none';
    case 'run':
    case 'installation':
      return isOwnRepository(repository, caller);
    case 'app':
      return false;
  }
}

/** Whether a caller holds an access: a scope of a run's token, or for people the role that stands for it. */
export function allows(
  repository: RepositoryRecord,
  caller: Caller,
  scope: string,
  access: WriteAccess,
): boolean {
  if (access === 'read' && repository.visibility === 'public' && scope !== 'administration') return true;
  switch (caller.kind) {
    case 'anonymous':
      return false;
    case 'user':
      if (scope === 'administration') return hasRole(repository, caller.login, 'admin');
      return hasRole(repository, caller.login, access === 'read' ? 'read' : 'write');
    case 'app':
      return false;
    case 'run':
    case 'installation': {
      if (!isOwnRepository(repository, caller)) return false;
      const held = scope === 'metadata' ? 'read' : (caller.permissions[scope] ?? 'none');
      return access === 'read' ? held !== 'none' : held === 'write';
    }
  }
}

/** Refuses a caller who holds none of these scopes at this access, in GitHub's words. */
export function demandAny(
  repository: RepositoryRecord,
  caller: Caller,
  scopes: readonly string[],
  access: WriteAccess,
): void {
  if (scopes.some((scope) => allows(repository, caller, scope, access))) return;
  refuse(caller, scopes.includes('administration') ? 'admin' : 'write');
}

/**
 * Refuses a caller who may not take part in a conversation: people may on every repository that they can see, runs need
 * one of the scopes.
 */
export function demandParticipant(
  repository: RepositoryRecord,
  caller: Caller,
  scopes: readonly string[],
): void {
  if (caller.kind === 'user' && hasRole(repository, caller.login, 'read')) return;
  demandAny(repository, caller, scopes, 'write');
}

/** Refuses a person below this role and a run without one of the scopes. */
export function demandRole(
  repository: RepositoryRecord,
  caller: Caller,
  least: Permission,
  scopes: readonly string[],
): void {
  if (caller.kind === 'user' && hasRole(repository, caller.login, least)) return;
  if (isIntegration(caller) && scopes.some((scope) => allows(repository, caller, scope, 'write'))) return;
  refuse(caller, least);
}

function refuse(caller: Caller, needed: Permission): never {
  switch (caller.kind) {
    case 'anonymous':
      throw unauthenticated();
    case 'run':
    case 'app':
    case 'installation':
      throw forbidden('Resource not accessible by integration');
    case 'user':
      throw forbidden(
        needed === 'admin'
          ? 'Must have admin rights to Repository.'
          : 'Must have write access to Repository.',
      );
  }
}

/** Repository administration answers 404 to those without it, as GitHub does for webhooks. */
export function demandAdmin(repository: RepositoryRecord, caller: Caller): void {
  if (!allows(repository, caller, 'administration', 'write')) throw notFound();
}

type Integration = Caller & { kind: 'run' | 'installation' };

/** Whether a caller is a program with permissions of its own: a run of Actions, or an App where it is installed. */
export function isIntegration(caller: Caller): caller is Integration {
  return caller.kind === 'run' || caller.kind === 'installation';
}

function isOwnRepository(repository: RepositoryRecord, caller: Integration): boolean {
  if (caller.kind === 'installation') return caller.repositories.includes(repository.id);
  return `${repository.owner}/${repository.name}`.toLowerCase() === caller.repository.toLowerCase();
}
