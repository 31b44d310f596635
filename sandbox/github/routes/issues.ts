import { z } from 'zod';
import { demandParticipant, demandRole, hasRole, isIntegration } from '../access/permissions.js';
import { emitIssue, emitPull } from '../events/emit.js';
import { type Github, loginOf, now } from '../github.js';
import { checkLength, readBody } from '../http/body.js';
import { forbidden, validationFailed } from '../http/errors.js';
import { paginate } from '../http/pages.js';
import { type App, type C, demand, inOrder, issueOf, repositoryOf, somebody } from '../http/scope.js';
import type { IssueRecord, RepositoryRecord } from '../model.js';
import { closeIssue, prepareReopening } from '../pulls/close.js';
import { issueShape } from '../shapes/issue.js';
import { findLabel } from './labels.js';
import { applyAssignees, applyLabels, labelNames, labelsSchema } from './triage.js';

const title = z.union([z.string(), z.number()]).transform(String);
const shared = {
  body: z.string().nullish(),
  labels: labelsSchema.optional(),
  assignees: z.array(z.string()).optional(),
  assignee: z.string().nullish(),
  milestone: z.union([z.number(), z.string()]).nullish(),
};
const newIssue = z.object({ title, ...shared });
const issueEdit = z.object({
  title: title.optional(),
  state: z.enum(['open', 'closed']).optional(),
  state_reason: z.enum(['completed', 'not_planned', 'duplicate', 'reopened']).nullish(),
  ...shared,
});

/** Issues. Pull requests are issues too, except where the pull request API is meant. */
export function mountIssues(app: App, gh: Github): void {
  app.get('/repos/:owner/:repo/issues', (c) => {
    const repository = repositoryOf(gh, c);
    demand(gh, c, 'read', 'issues', 'pull-requests');
    const found = inOrder(c, filtered(c, repository), 'desc');
    return c.json(paginate(c, gh.origin, found).map((issue) => issueShape(gh, repository, issue)));
  });
  app.post('/repos/:owner/:repo/issues', async (c) => {
    const repository = repositoryOf(gh, c);
    demandParticipant(repository, c.get('caller'), ['issues']);
    const issue = await createIssue(gh, c, repository);
    await emitIssue(gh, repository, c.get('caller'), 'opened', issue);
    const shape = issueShape(gh, repository, issue);
    c.header('Location', shape.url);
    return c.json(shape, 201);
  });
  app.get('/repos/:owner/:repo/issues/:number{[0-9]+}', (c) => {
    demand(gh, c, 'read', 'issues', 'pull-requests');
    return c.json(issueShape(gh, repositoryOf(gh, c), issueOf(gh, c)));
  });
  app.patch('/repos/:owner/:repo/issues/:number{[0-9]+}', async (c) => {
    const repository = repositoryOf(gh, c);
    const issue = issueOf(gh, c);
    await updateIssue(gh, c, repository, issue);
    return c.json(issueShape(gh, repository, issue));
  });
}

async function createIssue(gh: Github, c: C, repository: RepositoryRecord): Promise<IssueRecord> {
  const caller = somebody(c);
  const body = await readBody(c, newIssue);
  checkTitle(body.title);
  checkLength('Issue', 'body', body.body);
  // People without triage rights may send labels and assignees; GitHub drops them without a word.
  const mayTriage = isIntegration(caller) || hasRole(repository, caller.login, 'triage');
  const issue = newIssueRecord(gh, repository, caller.login, body.title, body.body ?? null);
  if (mayTriage) {
    issue.milestone = milestoneNumber(repository, body.milestone);
    applyLabels(gh, repository, issue, labelNames(body.labels ?? []));
    const logins = [...(body.assignees ?? []), ...(body.assignee ? [body.assignee] : [])];
    applyAssignees(repository, issue, logins);
  }
  repository.issues.push(issue);
  return issue;
}

/** A new issue with the next number, not yet in the repository. */
export function newIssueRecord(
  gh: Github,
  repository: RepositoryRecord,
  user: string,
  title: string,
  body: string | null,
): IssueRecord {
  const at = now();
  const number = repository.nextNumber;
  repository.nextNumber += 1;
  return {
    id: gh.store.nextId(),
    number,
    title,
    body,
    user,
    state: 'open',
    stateReason: null,
    labels: [],
    assignees: [],
    milestone: null,
    locked: false,
    lockReason: null,
    createdAt: at,
    updatedAt: at,
    closedAt: null,
    closedBy: null,
    parent: null,
    subIssues: [],
    blockedBy: [],
    deleted: false,
    pull: null,
  };
}

/** Refuses an empty or overlong title. */
export function checkTitle(title: string, resource = 'Issue'): void {
  if (title.trim() === '') throw validationFailed({ resource, code: 'missing_field', field: 'title' });
  if (Array.from(title).length > 256) {
    const message = 'title is too long (maximum is 256 characters)';
    throw validationFailed({ resource, code: 'custom', field: 'title', message });
  }
}

async function updateIssue(
  gh: Github,
  c: C,
  repository: RepositoryRecord,
  issue: IssueRecord,
): Promise<void> {
  const caller = somebody(c);
  const scopes = issue.pull ? ['issues', 'pull-requests'] : ['issues'];
  const body = await readBody(c, issueEdit);
  const own = caller.kind === 'user' && caller.login === issue.user;
  if (!own)
    demandRole(
      repository,
      caller,
      body.title !== undefined || body.body !== undefined ? 'write' : 'triage',
      scopes,
    );
  const mayTriage = isIntegration(caller) || hasRole(repository, caller.login, 'triage');
  if (body.title !== undefined) checkTitle(body.title);
  checkLength('Issue', 'body', body.body);

  const changes: Record<string, { from: string | null }> = {};
  if (body.title !== undefined && body.title !== issue.title) changes.title = { from: issue.title };
  if (body.body !== undefined && body.body !== issue.body) changes.body = { from: issue.body };
  issue.title = body.title ?? issue.title;
  if (body.body !== undefined) issue.body = body.body;
  if (mayTriage) {
    if (body.milestone !== undefined) issue.milestone = milestoneNumber(repository, body.milestone);
    if (body.labels) applyLabels(gh, repository, issue, labelNames(body.labels));
    const logins =
      body.assignees ?? (body.assignee === undefined ? undefined : body.assignee ? [body.assignee] : []);
    if (logins) applyAssignees(repository, issue, logins);
  }
  issue.updatedAt = now();
  gh.store.touch();
  if (Object.keys(changes).length > 0) {
    await (issue.pull
      ? emitPull(gh, repository, caller, 'edited', issue, { changes })
      : emitIssue(gh, repository, caller, 'edited', issue, { changes }));
  }
  await changeState(gh, c, repository, issue, body.state, body.state_reason);
}

async function changeState(
  gh: Github,
  c: C,
  repository: RepositoryRecord,
  issue: IssueRecord,
  state: 'open' | 'closed' | undefined,
  reason: z.infer<typeof issueEdit>['state_reason'],
): Promise<void> {
  const caller = c.get('caller');
  if (state === 'closed' && issue.state === 'open') {
    await closeIssue(gh, repository, caller, issue, reason ?? null);
  } else if (state === 'closed' && reason && !issue.pull) {
    issue.stateReason = reason;
  } else if (state === 'open' && issue.state === 'closed') {
    await reopenIssue(gh, c, repository, issue);
  }
}

/** Opens a closed issue or pull request again. */
export async function reopenIssue(
  gh: Github,
  c: C,
  repository: RepositoryRecord,
  issue: IssueRecord,
): Promise<void> {
  const { pull } = issue;
  if (pull) await gh.writes.run(String(repository.id), () => prepareReopening(gh, repository, issue, pull));
  issue.state = 'open';
  issue.stateReason = pull ? null : 'reopened';
  issue.closedAt = null;
  issue.closedBy = null;
  issue.updatedAt = now();
  gh.store.touch();
  const caller = c.get('caller');
  await (pull
    ? emitPull(gh, repository, caller, 'reopened', issue)
    : emitIssue(gh, repository, caller, 'reopened', issue));
}

/** Refuses people who may not write on a locked thread. */
export function demandUnlocked(repository: RepositoryRecord, c: C, issue: IssueRecord): void {
  const caller = c.get('caller');
  if (!issue.locked || isIntegration(caller) || hasRole(repository, loginOf(caller), 'write')) return;
  throw forbidden('Unable to create comment because issue is locked.');
}

function filtered(c: C, repository: RepositoryRecord): readonly IssueRecord[] {
  const { state = 'open', labels, creator, assignee, milestone } = c.req.query();
  const wanted = (labels ?? '').split(',').filter((name) => name !== '');
  const ids = wanted.map((name) => findLabel(repository, name)?.id);
  return repository.issues.filter(
    (issue) =>
      !issue.deleted &&
      (state === 'all' || issue.state === state) &&
      ids.every((id) => id !== undefined && issue.labels.includes(id)) &&
      (creator === undefined || issue.user.toLowerCase() === creator.toLowerCase()) &&
      matches(assignee, issue.assignees) &&
      matches(milestone, issue.milestone === null ? [] : [String(issue.milestone)]),
  );
}

/** GitHub's filter values: `none`, `*`, or one value. */
function matches(wanted: string | undefined, values: readonly string[]): boolean {
  if (wanted === undefined) return true;
  if (wanted === 'none') return values.length === 0;
  return wanted === '*' ? values.length > 0 : values.includes(wanted);
}

function milestoneNumber(
  repository: RepositoryRecord,
  value: number | string | null | undefined,
): number | null {
  if (value === null || value === undefined) return null;
  const found = repository.milestones.find((it) => it.number === Number(value));
  if (!found)
    throw validationFailed({ resource: 'Issue', code: 'invalid', field: 'milestone', value: String(value) });
  return found.number;
}
