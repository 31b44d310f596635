/** The `permissions:` block of a workflow or a job, and the run token that follows from it. */
import { StringToken, type TemplateToken } from '@actions/workflow-parser/templates/tokens/index';
import type { Access, TokenPermissions } from '../../contract.js';
import { fields, tokenText } from './fields.js';

/** As written: a shorthand, or levels by scope (what is left out is `none`). */
export type PermissionSpec = 'read-all' | 'write-all' | TokenPermissions;

const SCOPES: readonly string[] = [
  'actions',
  'attestations',
  'checks',
  'contents',
  'deployments',
  'discussions',
  'issues',
  'packages',
  'pages',
  'pull-requests',
  'repository-projects',
  'security-events',
  'statuses',
];

/** Reads a `permissions:` block. */
export function readPermissions(token: TemplateToken | undefined): PermissionSpec | undefined {
  if (token === undefined) {
    return undefined;
  }
  if (token instanceof StringToken) {
    return token.value === 'write-all' ? 'write-all' : 'read-all';
  }
  return Object.fromEntries(fields(token).map(([scope, level]) => [scope, toAccess(tokenText(level))]));
}

/**
 * The permissions of one job's token: the job's block, else the workflow's, else the repository's default. A run for a
 * pull request from a fork never gets more than reading.
 */
export function tokenPermissions(
  written: PermissionSpec | undefined,
  repositoryDefault: 'read' | 'write',
  fromFork: boolean,
): TokenPermissions {
  const wanted =
    written ?? (repositoryDefault === 'write' ? 'write-all' : { contents: 'read', packages: 'read' });
  const levels = typeof wanted === 'string' ? all(wanted === 'write-all' ? 'write' : 'read') : wanted;
  const granted = Object.entries(levels)
    .filter(([, level]) => level !== 'none')
    .map(([scope, level]): [string, Access] => [scope, fromFork ? 'read' : level]);
  return { ...Object.fromEntries(granted), metadata: 'read' };
}

function all(level: Access): TokenPermissions {
  return Object.fromEntries(SCOPES.map((scope) => [scope, level]));
}

function toAccess(level: string): Access {
  return level === 'write' || level === 'read' ? level : 'none';
}
