import { z } from 'zod';
import { demandParticipant, demandRole } from '../access/permissions.js';
import { emitOnDefaultBranch } from '../events/emit.js';
import { type Github, now } from '../github.js';
import { checkLength, readBody } from '../http/body.js';
import { validationFailed } from '../http/errors.js';
import { paginate } from '../http/pages.js';
import {
  type App,
  type C,
  commentOf,
  demand,
  inOrder,
  issueOf,
  repositoryOf,
  required,
  somebody,
} from '../http/scope.js';
import type { CommentRecord, RepositoryRecord } from '../model.js';
import { commentShape, issueShape } from '../shapes/issue.js';
import { demandUnlocked } from './issues.js';

const commentBody = z.object({ body: z.string() });
const base = '/repos/:owner/:repo/issues';

/** Comments on issues and on the conversation of pull requests. */
export function mountComments(app: App, gh: Github): void {
  app.get(`${base}/comments`, (c) => {
    demand(gh, c, 'read', 'issues', 'pull-requests');
    // The list of a repository is only in an order when asked for one; ascending by creation otherwise.
    return list(gh, c, inOrder(c, repositoryOf(gh, c).comments, 'asc'));
  });
  app.get(`${base}/:number{[0-9]+}/comments`, (c) => {
    demand(gh, c, 'read', 'issues', 'pull-requests');
    const issue = issueOf(gh, c);
    const since = Date.parse(c.req.query('since') ?? '');
    const all = repositoryOf(gh, c).comments.filter((it) => it.issue === issue.number);
    return list(
      gh,
      c,
      all.filter((it) => Number.isNaN(since) || Date.parse(it.updatedAt) >= since),
    );
  });
  app.post(`${base}/:number{[0-9]+}/comments`, async (c) => {
    const repository = repositoryOf(gh, c);
    const issue = issueOf(gh, c);
    demandParticipant(repository, c.get('caller'), issue.pull ? ['issues', 'pull-requests'] : ['issues']);
    demandUnlocked(repository, c, issue);
    const body = await text(c);
    const at = now();
    const comment: CommentRecord = {
      id: gh.store.nextId(),
      issue: issue.number,
      user: somebody(c).login,
      body,
      createdAt: at,
      updatedAt: at,
    };
    repository.comments.push(comment);
    issue.updatedAt = at;
    await emitComment(gh, c, repository, comment, 'created');
    const shape = commentShape(gh, repository, comment);
    c.header('Location', shape.url);
    return c.json(shape, 201);
  });
  app.get(`${base}/comments/:id{[0-9]+}`, (c) => {
    demand(gh, c, 'read', 'issues', 'pull-requests');
    return c.json(commentShape(gh, repositoryOf(gh, c), commentOf(gh, c)));
  });
  app.patch(`${base}/comments/:id{[0-9]+}`, async (c) => {
    const repository = repositoryOf(gh, c);
    const comment = commentOf(gh, c);
    demandEditor(gh, c, repository, comment);
    const from = comment.body;
    comment.body = await text(c);
    comment.updatedAt = now();
    await emitComment(gh, c, repository, comment, 'edited', { changes: { body: { from } } });
    return c.json(commentShape(gh, repository, comment));
  });
  app.delete(`${base}/comments/:id{[0-9]+}`, async (c) => {
    const repository = repositoryOf(gh, c);
    const comment = commentOf(gh, c);
    demandEditor(gh, c, repository, comment);
    repository.comments = repository.comments.filter((it) => it !== comment);
    repository.reactions = repository.reactions.filter(
      (it) => it.subject !== 'comment' || it.subjectId !== comment.id,
    );
    await emitComment(gh, c, repository, comment, 'deleted');
    return c.body(null, 204);
  });
}

/** The `body` of a request about a comment, checked. */
async function text(c: C): Promise<string> {
  const { body } = await readBody(c, commentBody);
  if (body.trim() === '') {
    throw validationFailed({
      resource: 'IssueComment',
      code: 'unprocessable',
      field: 'data',
      message: 'Body cannot be blank',
    });
  }
  checkLength('IssueComment', 'body', body);
  return body;
}

function list(gh: Github, c: C, comments: readonly CommentRecord[]): Response {
  const repository = repositoryOf(gh, c);
  return c.json(paginate(c, gh.origin, comments).map((comment) => commentShape(gh, repository, comment)));
}

/** People may change what they wrote; with write access, what anybody wrote. */
function demandEditor(gh: Github, c: C, repository: RepositoryRecord, comment: CommentRecord): void {
  const caller = somebody(c);
  if (caller.kind === 'user' && caller.login === comment.user) return;
  const issue = required(gh.store.issue(repository, comment.issue));
  demandRole(repository, caller, 'write', issue.pull ? ['issues', 'pull-requests'] : ['issues']);
}

function emitComment(
  gh: Github,
  c: C,
  repository: RepositoryRecord,
  comment: CommentRecord,
  action: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  gh.store.touch();
  const issue = required(gh.store.issue(repository, comment.issue));
  const about = {
    issue: issueShape(gh, repository, issue),
    comment: commentShape(gh, repository, comment),
    ...more,
  };
  return emitOnDefaultBranch(gh, repository, c.get('caller'), { name: 'issue_comment', action, about });
}
