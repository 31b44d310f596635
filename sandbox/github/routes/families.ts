import { z } from 'zod';
import { demandRole } from '../access/permissions.js';
import { type Github, now } from '../github.js';
import { readBody } from '../http/body.js';
import { notFound, validationFailed } from '../http/errors.js';
import { paginate } from '../http/pages.js';
import { type App, type C, demand, id, issueOf, repositoryOf, required } from '../http/scope.js';
import type { IssueRecord, RepositoryRecord } from '../model.js';
import { issueShape } from '../shapes/issue.js';

const subIssueBody = z.object({ sub_issue_id: z.number().int(), replace_parent: z.boolean().optional() });
const blockerBody = z.object({ issue_id: z.number().int() });
const base = '/repos/:owner/:repo/issues/:number{[0-9]+}';
const maxSubIssues = 100;

/** Sub-issues and dependencies between issues. Both APIs name the other issue by its id, not by its number. */
export function mountFamilies(app: App, gh: Github): void {
  app.get(`${base}/sub_issues`, (c) => {
    demand(gh, c, 'read', 'issues');
    return list(gh, c, issueOf(gh, c).subIssues);
  });
  app.post(`${base}/sub_issues`, async (c) => {
    const repository = repositoryOf(gh, c);
    const parent = changeable(gh, c, repository);
    const body = await readBody(c, subIssueBody);
    const child = byId(repository, body.sub_issue_id);
    addSubIssue(repository, parent, child, body.replace_parent ?? false);
    return answer(gh, c, repository, parent, 201);
  });
  app.delete(`${base}/sub_issue`, async (c) => {
    const repository = repositoryOf(gh, c);
    const parent = changeable(gh, c, repository);
    const child = byId(repository, (await readBody(c, subIssueBody)).sub_issue_id);
    if (!parent.subIssues.includes(child.id)) throw notFound('The provided sub-issue does not exist');
    parent.subIssues = parent.subIssues.filter((it) => it !== child.id);
    child.parent = null;
    return answer(gh, c, repository, parent, 200);
  });
  app.get(`${base}/parent`, (c) => {
    demand(gh, c, 'read', 'issues');
    const repository = repositoryOf(gh, c);
    const { parent } = issueOf(gh, c);
    return c.json(issueShape(gh, repository, required(repository.issues.find((it) => it.id === parent))));
  });

  app.get(`${base}/dependencies/blocked_by`, (c) => {
    demand(gh, c, 'read', 'issues');
    return list(gh, c, issueOf(gh, c).blockedBy);
  });
  app.get(`${base}/dependencies/blocking`, (c) => {
    demand(gh, c, 'read', 'issues');
    const issue = issueOf(gh, c);
    const blocked = repositoryOf(gh, c).issues.filter((it) => it.blockedBy.includes(issue.id));
    return list(
      gh,
      c,
      blocked.map((it) => it.id),
    );
  });
  app.post(`${base}/dependencies/blocked_by`, async (c) => {
    const repository = repositoryOf(gh, c);
    const issue = changeable(gh, c, repository);
    const blocker = byId(repository, (await readBody(c, blockerBody)).issue_id);
    const refusal =
      blocker === issue
        ? 'An issue cannot be blocked by itself'
        : issue.blockedBy.includes(blocker.id)
          ? 'Target issue has already been taken'
          : blocker.blockedBy.includes(issue.id)
            ? 'Target issue is already blocked by this issue'
            : undefined;
    if (refusal !== undefined) {
      throw validationFailed({
        resource: 'IssueDependency',
        code: 'custom',
        field: 'issue_id',
        message: refusal,
      });
    }
    issue.blockedBy.push(blocker.id);
    return answer(gh, c, repository, issue, 201);
  });
  app.delete(`${base}/dependencies/blocked_by/:blocker{[0-9]+}`, (c) => {
    const repository = repositoryOf(gh, c);
    const issue = changeable(gh, c, repository);
    const blocker = byId(repository, id(c, 'blocker'));
    if (!issue.blockedBy.includes(blocker.id)) throw notFound();
    issue.blockedBy = issue.blockedBy.filter((it) => it !== blocker.id);
    return answer(gh, c, repository, issue, 200);
  });
}

function addSubIssue(
  repository: RepositoryRecord,
  parent: IssueRecord,
  child: IssueRecord,
  replaceParent: boolean,
): void {
  const refuse = (message: string) =>
    validationFailed({ resource: 'SubIssue', code: 'custom', field: 'sub_issue_id', message });
  if (child === parent) throw refuse('An issue cannot be its own sub-issue');
  if (parent.subIssues.includes(child.id)) throw refuse('Issue may not contain duplicate sub-issues');
  if (child.parent !== null && !replaceParent) throw refuse('Sub issue may only have one parent');
  for (let above: IssueRecord | undefined = parent; above; ) {
    if (above === child) throw refuse('Sub issue may not be an ancestor of its parent');
    const next: number | null = above.parent;
    above = repository.issues.find((it) => it.id === next);
  }
  if (parent.subIssues.length >= maxSubIssues)
    throw refuse(`Parent cannot have more than ${maxSubIssues} sub-issues`);
  const former = repository.issues.find((it) => it.id === child.parent);
  if (former) former.subIssues = former.subIssues.filter((it) => it !== child.id);
  parent.subIssues.push(child.id);
  child.parent = parent.id;
}

function byId(repository: RepositoryRecord, issueId: number): IssueRecord {
  const issue = repository.issues.find((it) => it.id === issueId && !it.deleted);
  if (!issue) throw notFound('The provided issue does not exist');
  return issue;
}

function changeable(gh: Github, c: C, repository: RepositoryRecord): IssueRecord {
  const issue = issueOf(gh, c);
  demandRole(repository, c.get('caller'), 'triage', ['issues']);
  return issue;
}

function list(gh: Github, c: C, ids: readonly number[]): Response {
  const repository = repositoryOf(gh, c);
  const issues = ids
    .map((it) => repository.issues.find((issue) => issue.id === it))
    .filter((it) => it !== undefined);
  return c.json(paginate(c, gh.origin, issues).map((issue) => issueShape(gh, repository, issue)));
}

function answer(
  gh: Github,
  c: C,
  repository: RepositoryRecord,
  issue: IssueRecord,
  status: 200 | 201,
): Response {
  issue.updatedAt = now();
  gh.store.touch();
  const shape = issueShape(gh, repository, issue);
  if (status === 201) c.header('Location', shape.url);
  return c.json(shape, status);
}
