import { z } from 'zod';
import { demandParticipant, demandRole, hasRole, isIntegration } from '../access/permissions.js';
import { emitPull } from '../events/emit.js';
import { log } from '../git/commits.js';
import { diffText } from '../git/diff.js';
import { branchTip, resolveCommit } from '../git/refs.js';
import { type Github, now } from '../github.js';
import { checkLength, readBody } from '../http/body.js';
import { forbidden, unprocessable, validationFailed } from '../http/errors.js';
import { paginate } from '../http/pages.js';
import {
  type App,
  type C,
  demand,
  inOrder,
  onCommit,
  pullOf,
  repositoryOf,
  somebody,
} from '../http/scope.js';
import type { IssueRecord, PullRecord, RepositoryRecord } from '../model.js';
import { closeIssue } from '../pulls/close.js';
import { pullFacts, pullHead, pullRange, rangeFiles } from '../pulls/facts.js';
import { openPull } from '../pulls/open.js';
import { refreshMergeRef } from '../pulls/refs.js';
import { commitShape, fileShape } from '../shapes/commit.js';
import { pullShape, pullSimple } from '../shapes/pull.js';
import { checkTitle, reopenIssue } from './issues.js';

const newPull = z.object({
  title: z.string(),
  head: z.string(),
  base: z.string(),
  body: z.string().nullish(),
  draft: z.boolean().optional(),
});
const pullEdit = z.object({
  title: z.string().optional(),
  body: z.string().nullish(),
  state: z.enum(['open', 'closed']).optional(),
  base: z.string().optional(),
});
const base = '/repos/:owner/:repo/pulls';

/** Pull requests: opening, reading, editing. Merging and reviewing have files of their own. */
export function mountPulls(app: App, gh: Github): void {
  app.get(base, async (c) => {
    demand(gh, c, 'read', 'pull-requests');
    const { direction, sort = 'created' } = c.req.query();
    const found = inOrder(c, filtered(gh, c), sort === 'created' || direction === undefined ? 'desc' : 'asc');
    return c.json(await simplePulls(gh, repositoryOf(gh, c), paginate(c, gh.origin, found)));
  });
  app.post(base, async (c) => {
    const repository = repositoryOf(gh, c);
    demandParticipant(repository, c.get('caller'), ['pull-requests']);
    const issue = await createPull(gh, c, repository);
    c.header('Location', `${gh.origin}/repos/${repository.owner}/${repository.name}/pulls/${issue.number}`);
    return c.json(await onePull(gh, repository, issue), 201);
  });
  app.get(`${base}/:number{[0-9]+}`, async (c) => {
    const repository = repositoryOf(gh, c);
    demand(gh, c, 'read', 'pull-requests');
    const { issue, pull } = pullOf(gh, c);
    if (/\.(diff|patch)/.test(c.req.header('accept') ?? '')) {
      const range = await pullRange(gh, repository, issue, pull);
      return c.text(await diffText(gh.bare(repository), range.from, range.head));
    }
    return c.json(await onePull(gh, repository, issue));
  });
  app.patch(`${base}/:number{[0-9]+}`, async (c) => {
    const repository = repositoryOf(gh, c);
    const { issue, pull } = pullOf(gh, c);
    await updatePull(gh, c, repository, issue, pull);
    return c.json(await onePull(gh, repository, issue));
  });
  app.get(`${base}/:number{[0-9]+}/files`, async (c) => {
    const repository = repositoryOf(gh, c);
    demand(gh, c, 'read', 'pull-requests');
    const { issue, pull } = pullOf(gh, c);
    const range = await pullRange(gh, repository, issue, pull);
    const files = await rangeFiles(gh, repository, range);
    return c.json(paginate(c, gh.origin, files).map((file) => fileShape(gh, repository, range.head, file)));
  });
  app.get(`${base}/:number{[0-9]+}/commits`, async (c) => {
    const repository = repositoryOf(gh, c);
    demand(gh, c, 'read', 'pull-requests');
    const { issue, pull } = pullOf(gh, c);
    const range = await pullRange(gh, repository, issue, pull);
    const commits = await log(gh.bare(repository), range.head, { exclude: range.base, limit: 250 });
    const shown = paginate(c, gh.origin, [...commits].reverse());
    return c.json(shown.map((commit) => commitShape(gh, repository, commit)));
  });
  onCommit(app, 'pulls', async (c, ref) => {
    const repository = repositoryOf(gh, c);
    const bare = gh.bare(repository);
    const sha = await resolveCommit(bare, ref);
    if (sha === undefined) throw unprocessable(`No commit found for SHA: ${ref}`);
    const found: IssueRecord[] = [];
    for (const issue of repository.issues) {
      if (!issue.pull) continue;
      const range = await pullRange(gh, repository, issue, issue.pull);
      const commits = await log(bare, range.head, { exclude: range.base });
      if (issue.pull.mergeSha === sha || commits.some((it) => it.sha === sha)) found.push(issue);
    }
    return c.json(await simplePulls(gh, repository, paginate(c, gh.origin, found)));
  });
}

/** The full answer about one pull request. */
export async function onePull(gh: Github, repository: RepositoryRecord, issue: IssueRecord) {
  if (!issue.pull) throw new Error(`#${issue.number} is no pull request`);
  return pullShape(gh, repository, issue, issue.pull, await pullFacts(gh, repository, issue, issue.pull));
}

async function createPull(gh: Github, c: C, repository: RepositoryRecord): Promise<IssueRecord> {
  const caller = somebody(c);
  const body = await readBody(c, newPull);
  if (caller.kind === 'run' && !repository.workflowPermissions.can_approve_pull_request_reviews) {
    throw forbidden('GitHub Actions is not permitted to create or approve pull requests.');
  }
  checkTitle(body.title, 'PullRequest');
  checkLength('PullRequest', 'body', body.body);
  if (caller.kind === 'user' && !hasRole(repository, caller.login, 'write')) {
    throw validationFailed({ resource: 'PullRequest', code: 'custom', message: 'must be a collaborator' });
  }
  const prefix = `${repository.owner}:`;
  const head = body.head.startsWith(prefix) ? body.head.slice(prefix.length) : body.head;
  const draft = {
    title: body.title,
    body: body.body ?? null,
    head,
    base: body.base,
    draft: body.draft ?? false,
  };
  return gh.writes.run(String(repository.id), () => openPull(gh, repository, caller, draft));
}

async function updatePull(
  gh: Github,
  c: C,
  repository: RepositoryRecord,
  issue: IssueRecord,
  pull: PullRecord,
): Promise<void> {
  const caller = somebody(c);
  const body = await readBody(c, pullEdit);
  if (caller.login !== issue.user || isIntegration(caller))
    demandRole(repository, caller, 'write', ['pull-requests']);
  if (body.title !== undefined) checkTitle(body.title, 'PullRequest');
  checkLength('PullRequest', 'body', body.body);
  const changes: Record<string, unknown> = {};
  if (body.title !== undefined && body.title !== issue.title) changes.title = { from: issue.title };
  if (body.body !== undefined && body.body !== issue.body) changes.body = { from: issue.body };
  if (body.base !== undefined && body.base !== pull.base) {
    const tip = await branchTip(gh.bare(repository), body.base);
    if (tip === undefined)
      throw validationFailed({ resource: 'PullRequest', code: 'invalid', field: 'base' });
    changes.base = { ref: { from: pull.base }, sha: { from: pull.baseSha } };
    pull.base = body.base;
    pull.baseSha = tip;
    await gh.writes.run(String(repository.id), () => refreshMergeRef(gh, repository, issue, pull));
  }
  issue.title = body.title ?? issue.title;
  if (body.body !== undefined) issue.body = body.body;
  issue.updatedAt = now();
  gh.store.touch();
  if (Object.keys(changes).length > 0) await emitPull(gh, repository, caller, 'edited', issue, { changes });
  if (body.state === 'closed' && issue.state === 'open')
    await closeIssue(gh, repository, caller, issue, null);
  if (body.state === 'open' && issue.state === 'closed') await reopenIssue(gh, c, repository, issue);
}

function filtered(gh: Github, c: C): readonly IssueRecord[] {
  const repository = repositoryOf(gh, c);
  const { state = 'open', head, base: into } = c.req.query();
  return repository.issues.filter(
    ({ pull, ...issue }) =>
      pull !== null &&
      (state === 'all' || issue.state === state) &&
      (into === undefined || pull.base === into) &&
      // GitHub ignores a head without its owner.
      (head === undefined || !head.includes(':') || head === `${repository.owner}:${pull.head}`),
  );
}

async function simplePulls(gh: Github, repository: RepositoryRecord, issues: readonly IssueRecord[]) {
  const shapes = issues.map(async (issue) => {
    if (!issue.pull) return undefined;
    const head = await pullHead(gh, repository, issue);
    const merge = await resolveCommit(gh.bare(repository), `refs/pull/${issue.number}/merge`);
    return pullSimple(gh, repository, issue, issue.pull, head, issue.pull.mergeSha ?? merge ?? null);
  });
  return (await Promise.all(shapes)).filter((shape) => shape !== undefined);
}
