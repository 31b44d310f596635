import { z } from 'zod';
import { demandRole, hasRole } from '../access/permissions.js';
import { emitIssue, emitPull } from '../events/emit.js';
import { type Github, now } from '../github.js';
import { readBody } from '../http/body.js';
import { notFound } from '../http/errors.js';
import { paginate } from '../http/pages.js';
import { type App, type C, demand, issueOf, repositoryOf, text } from '../http/scope.js';
import type { IssueRecord, RepositoryRecord } from '../model.js';
import { issueShape, labelShape } from '../shapes/issue.js';
import { simpleUser } from '../shapes/user.js';
import { addLabel, findLabel } from './labels.js';

const labelEntry = z.union([
  z.string(),
  z.object({ name: z.string(), color: z.string().nullish(), description: z.string().nullish() }),
]);
export const labelsSchema = z.array(labelEntry);
/** The label routes also take a bare list. */
const labelsBody = z.union([labelsSchema, z.object({ labels: labelsSchema.optional() })]);
const assigneesBody = z.object({ assignees: z.array(z.string()).optional() });
const lockBody = z.object({
  lock_reason: z.enum(['off-topic', 'too heated', 'resolved', 'spam']).optional(),
});

const base = '/repos/:owner/:repo/issues/:number{[0-9]+}';

/** Labels, assignees and locks of one issue or pull request. */
export function mountTriage(app: App, gh: Github): void {
  app.get(`${base}/labels`, (c) => {
    demand(gh, c, 'read', 'issues', 'pull-requests');
    return c.json(paginate(c, gh.origin, shownLabels(gh, c)));
  });
  app.post(`${base}/labels`, async (c) => {
    const { repository, issue } = triaged(gh, c);
    const wanted = await requestedLabels(c);
    const present = repository.labels
      .filter((label) => issue.labels.includes(label.id))
      .map((label) => label.name);
    return changeLabels(gh, c, repository, issue, [...present, ...wanted]);
  });
  app.put(`${base}/labels`, async (c) => {
    const { repository, issue } = triaged(gh, c);
    return changeLabels(gh, c, repository, issue, await requestedLabels(c));
  });
  app.delete(`${base}/labels`, async (c) => {
    const { repository, issue } = triaged(gh, c);
    await changeLabels(gh, c, repository, issue, []);
    return c.body(null, 204);
  });
  app.delete(`${base}/labels/:name`, async (c) => {
    const { repository, issue } = triaged(gh, c);
    const label = findLabel(repository, text(c, 'name'));
    if (!label || !issue.labels.includes(label.id)) throw notFound('Label does not exist');
    const rest = repository.labels.filter((it) => it !== label && issue.labels.includes(it.id));
    return changeLabels(
      gh,
      c,
      repository,
      issue,
      rest.map((it) => it.name),
    );
  });

  app.post(`${base}/assignees`, async (c) => {
    const { repository, issue } = triaged(gh, c);
    const { assignees = [] } = await readBody(c, assigneesBody);
    applyAssignees(repository, issue, [...issue.assignees, ...assignees]);
    touched(gh, issue);
    return c.json(issueShape(gh, repository, issue), 201);
  });
  app.delete(`${base}/assignees`, async (c) => {
    const { repository, issue } = triaged(gh, c);
    const { assignees = [] } = await readBody(c, assigneesBody);
    issue.assignees = issue.assignees.filter((login) => !assignees.includes(login));
    touched(gh, issue);
    return c.json(issueShape(gh, repository, issue));
  });
  app.get('/repos/:owner/:repo/assignees', (c) => {
    const repository = repositoryOf(gh, c);
    const people = Object.keys(repository.collaborators).filter((login) =>
      hasRole(repository, login, 'write'),
    );
    return c.json(paginate(c, gh.origin, people).map((login) => simpleUser(gh, login)));
  });

  app.put(`${base}/lock`, async (c) => {
    const { issue } = triaged(gh, c);
    const body = await readBody(c, lockBody);
    issue.locked = true;
    issue.lockReason = body.lock_reason ?? null;
    touched(gh, issue);
    await emitThread(gh, c, 'locked', issue);
    return c.body(null, 204);
  });
  app.delete(`${base}/lock`, async (c) => {
    const { issue } = triaged(gh, c);
    issue.locked = false;
    issue.lockReason = null;
    touched(gh, issue);
    await emitThread(gh, c, 'unlocked', issue);
    return c.body(null, 204);
  });
}

/** Names out of what a request gives as labels. */
export function labelNames(entries: z.infer<typeof labelsSchema>): readonly string[] {
  return entries.map((entry) => (typeof entry === 'string' ? entry : entry.name));
}

/** Gives an issue exactly these labels; a name that the repository does not know becomes a label, as on GitHub. */
export function applyLabels(
  gh: Github,
  repository: RepositoryRecord,
  issue: IssueRecord,
  names: readonly string[],
): void {
  const labels = names
    .filter((name) => name.trim() !== '')
    .map((name) => findLabel(repository, name) ?? addLabel(gh, repository, name));
  issue.labels = [...new Set(labels.map((label) => label.id))];
}

/** Gives an issue these assignees; people who cannot write are left out, as GitHub does. */
export function applyAssignees(
  repository: RepositoryRecord,
  issue: IssueRecord,
  logins: readonly string[],
): void {
  issue.assignees = [...new Set(logins)].filter((login) => hasRole(repository, login, 'write')).slice(0, 10);
}

function triaged(gh: Github, c: C): { repository: RepositoryRecord; issue: IssueRecord } {
  const repository = repositoryOf(gh, c);
  const issue = issueOf(gh, c);
  const scopes = issue.pull ? ['issues', 'pull-requests'] : ['issues'];
  demandRole(repository, c.get('caller'), 'triage', scopes);
  return { repository, issue };
}

async function requestedLabels(c: C): Promise<readonly string[]> {
  const body = await readBody(c, labelsBody);
  return labelNames(Array.isArray(body) ? body : (body.labels ?? []));
}

async function changeLabels(
  gh: Github,
  c: C,
  repository: RepositoryRecord,
  issue: IssueRecord,
  names: readonly string[],
): Promise<Response> {
  const before = issue.labels;
  applyLabels(gh, repository, issue, names);
  touched(gh, issue);
  const shapes = new Map(repository.labels.map((label) => [label.id, labelShape(gh, repository, label)]));
  for (const id of issue.labels.filter((it) => !before.includes(it))) {
    await emitThread(gh, c, 'labeled', issue, { label: shapes.get(id) });
  }
  for (const id of before.filter((it) => !issue.labels.includes(it))) {
    await emitThread(gh, c, 'unlabeled', issue, { label: shapes.get(id) });
  }
  return c.json(shownLabels(gh, c));
}

function shownLabels(gh: Github, c: C) {
  const repository = repositoryOf(gh, c);
  const { labels } = issueOf(gh, c);
  return repository.labels.filter((it) => labels.includes(it.id)).map((it) => labelShape(gh, repository, it));
}

function emitThread(
  gh: Github,
  c: C,
  action: string,
  issue: IssueRecord,
  more: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const emit = issue.pull ? emitPull : emitIssue;
  return emit(gh, repositoryOf(gh, c), c.get('caller'), action, issue, more);
}

function touched(gh: Github, issue: IssueRecord): void {
  issue.updatedAt = now();
  gh.store.touch();
}
