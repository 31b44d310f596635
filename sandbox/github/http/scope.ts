import type { Context, Hono } from 'hono';
import type { Caller, SandboxEnv } from '../../contract.js';
import { canSee, demandAny } from '../access/permissions.js';
import type { Github } from '../github.js';
import type { CommentRecord, IssueRecord, PullRecord, RepositoryRecord } from '../model.js';
import { HttpError, notFound, unauthenticated } from './errors.js';

export type App = Hono<SandboxEnv>;
export type C = Context<SandboxEnv>;

export interface Pull {
  readonly issue: IssueRecord;
  readonly pull: PullRecord;
}

/** The repository of a request; 404 for one that does not exist or that the caller may not see. */
export function repositoryOf(gh: Github, c: C): RepositoryRecord {
  const repository = gh.store.repository(text(c, 'owner'), text(c, 'repo'));
  if (!repository || !canSee(repository, c.get('caller'))) throw notFound();
  return repository;
}

/** The issue or pull request that `:number` names. */
export function issueOf(gh: Github, c: C, parameter = 'number'): IssueRecord {
  const issue = gh.store.issue(repositoryOf(gh, c), id(c, parameter));
  if (!issue) throw notFound();
  if (issue.deleted) throw new HttpError(410, 'This issue was deleted');
  return issue;
}

/** The pull request that `:number` names. */
export function pullOf(gh: Github, c: C): Pull {
  const issue = issueOf(gh, c);
  if (!issue.pull) throw notFound();
  return { issue, pull: issue.pull };
}

/** The issue comment that `:id` names. */
export function commentOf(gh: Github, c: C): CommentRecord {
  return required(repositoryOf(gh, c).comments.find((it) => it.id === id(c, 'id')));
}

/** Refuses a caller who lacks this scope, or on an issue thread any of several. */
export function demand(gh: Github, c: C, access: 'read' | 'write', ...scopes: readonly string[]): void {
  demandAny(repositoryOf(gh, c), c.get('caller'), scopes, access);
}

/** The caller, who has to be somebody. */
export function somebody(c: C): Exclude<Caller, { kind: 'anonymous' }> {
  const caller = c.get('caller');
  if (caller.kind === 'anonymous') throw unauthenticated();
  return caller;
}

/** A path parameter. */
export function text(c: C, name: string): string {
  return c.req.param(name) ?? '';
}

/** A path parameter that is a number; anything else names nothing. */
export function id(c: C, name: string): number {
  const value = text(c, name);
  if (!/^\d{1,15}$/.test(value)) throw notFound();
  return Number(value);
}

/** The value, or 404. */
export function required<T>(value: T | undefined): T {
  if (value === undefined) throw notFound();
  return value;
}

/** A list of times in the order that `since`, `sort` and `direction` ask for. */
export function inOrder<T extends { createdAt: string; updatedAt: string; id: number }>(
  c: C,
  items: readonly T[],
  fallback: 'asc' | 'desc',
): readonly T[] {
  const since = Date.parse(c.req.query('since') ?? '');
  const key = c.req.query('sort') === 'updated' ? 'updatedAt' : 'createdAt';
  const sign = (c.req.query('direction') ?? fallback) === 'asc' ? 1 : -1;
  return items
    .filter((it) => Number.isNaN(since) || Date.parse(it.updatedAt) >= since)
    .sort((a, b) => sign * (a[key].localeCompare(b[key]) || a.id - b.id));
}

/**
 * Answers `GET /repos/{owner}/{repo}/commits/{ref}/{what}`. A ref may hold slashes, so the end of the path decides; to be
 * mounted before the route of the commit itself.
 */
export function onCommit(app: App, what: string, handler: (c: C, ref: string) => Promise<Response>): void {
  app.get('/repos/:owner/:repo/commits/:ref{.+}', (c, next) => {
    const ref = text(c, 'ref');
    return ref.endsWith(`/${what}`) ? handler(c, ref.slice(0, -what.length - 1)) : next();
  });
}
