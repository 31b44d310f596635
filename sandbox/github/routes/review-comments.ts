import { z } from 'zod';
import { demandParticipant, demandRole } from '../access/permissions.js';
import { emitPull } from '../events/emit.js';
import { type Github, now } from '../github.js';
import { checkLength, readBody } from '../http/body.js';
import { notFound, validationFailed } from '../http/errors.js';
import { paginate } from '../http/pages.js';
import {
  type App,
  type C,
  demand,
  id,
  inOrder,
  type Pull,
  pullOf,
  repositoryOf,
  required,
  somebody,
} from '../http/scope.js';
import type { RepositoryRecord, ReviewCommentRecord } from '../model.js';
import { pullHead, pullRange, rangeFiles } from '../pulls/facts.js';
import { reviewCommentShape } from '../shapes/pull.js';

export const reviewCommentFields = {
  body: z.string(),
  path: z.string(),
  line: z.number().int().positive().optional(),
  position: z.number().int().positive().optional(),
  side: z.enum(['LEFT', 'RIGHT']).optional(),
  subject_type: z.enum(['line', 'file']).optional(),
};
const newComment = z.object({ ...reviewCommentFields, commit_id: z.string() });
const commentEdit = z.object({ body: z.string() });
const base = '/repos/:owner/:repo/pulls';

interface CommentDraft {
  readonly body: string;
  readonly path: string;
  readonly commit_id?: string;
  readonly line?: number | undefined;
  readonly position?: number | undefined;
  readonly side?: 'LEFT' | 'RIGHT' | undefined;
  readonly inReplyTo?: number;
}

/** Comments on the lines of a pull request. */
export function mountReviewComments(app: App, gh: Github): void {
  app.get(`${base}/comments`, (c) => {
    const repository = repositoryOf(gh, c);
    demand(gh, c, 'read', 'pull-requests');
    return c.json(
      paginate(c, gh.origin, inOrder(c, repository.reviewComments, 'asc')).map((it) => shape(gh, c, it)),
    );
  });
  app.get(`${base}/:number{[0-9]+}/comments`, (c) => {
    demand(gh, c, 'read', 'pull-requests');
    const { issue } = pullOf(gh, c);
    const found = repositoryOf(gh, c).reviewComments.filter((it) => it.pull === issue.number);
    return c.json(paginate(c, gh.origin, inOrder(c, found, 'asc')).map((it) => shape(gh, c, it)));
  });
  app.post(`${base}/:number{[0-9]+}/comments`, async (c) => {
    const draft = await readBody(c, newComment);
    return created(gh, c, draft);
  });
  app.post(`${base}/:number{[0-9]+}/comments/:id{[0-9]+}/replies`, async (c) => {
    const first = commentOf(gh, c);
    const { body } = await readBody(c, commentEdit);
    const { path, side, commitId: commit_id } = first;
    return created(gh, c, {
      body,
      path,
      side,
      commit_id,
      inReplyTo: first.id,
      ...(first.line === null ? {} : { line: first.line }),
    });
  });
  app.get(`${base}/comments/:id{[0-9]+}`, (c) => {
    demand(gh, c, 'read', 'pull-requests');
    return c.json(shape(gh, c, commentOf(gh, c)));
  });
  app.patch(`${base}/comments/:id{[0-9]+}`, async (c) => {
    const comment = commentOf(gh, c);
    demandEditor(gh, c, comment);
    const { body } = await readBody(c, commentEdit);
    checkLength('PullRequestReviewComment', 'body', body);
    const from = comment.body;
    comment.body = body;
    comment.updatedAt = now();
    await emitComment(gh, c, 'edited', comment, { changes: { body: { from } } });
    return c.json(shape(gh, c, comment));
  });
  app.delete(`${base}/comments/:id{[0-9]+}`, async (c) => {
    const repository = repositoryOf(gh, c);
    const comment = commentOf(gh, c);
    demandEditor(gh, c, comment);
    repository.reviewComments = repository.reviewComments.filter((it) => it !== comment);
    await emitComment(gh, c, 'deleted', comment);
    return c.body(null, 204);
  });
}

/** Adds a comment to a pull request's line, or to a whole file where no line is given. */
export async function addReviewComment(
  gh: Github,
  repository: RepositoryRecord,
  { issue, pull }: Pull,
  user: string,
  draft: CommentDraft,
  review: number | null,
): Promise<ReviewCommentRecord> {
  checkLength('PullRequestReviewComment', 'body', draft.body);
  const range = await pullRange(gh, repository, issue, pull);
  const file = (await rangeFiles(gh, repository, range)).find((it) => it.path === draft.path);
  if (!file) {
    throw validationFailed({
      resource: 'PullRequestReviewComment',
      code: 'invalid',
      field: 'path',
      value: draft.path,
    });
  }
  const at = now();
  const comment: ReviewCommentRecord = {
    id: gh.store.nextId(),
    pull: issue.number,
    review,
    user,
    body: draft.body,
    path: draft.path,
    line: draft.line ?? draft.position ?? null,
    side: draft.side ?? 'RIGHT',
    commitId: draft.commit_id ?? (await pullHead(gh, repository, issue)),
    diffHunk: file.patch?.split(/\n(?=@@ )/)[0] ?? '',
    inReplyTo: draft.inReplyTo ?? null,
    createdAt: at,
    updatedAt: at,
  };
  repository.reviewComments.push(comment);
  gh.store.touch();
  return comment;
}

async function created(gh: Github, c: C, draft: CommentDraft): Promise<Response> {
  const repository = repositoryOf(gh, c);
  const target = pullOf(gh, c);
  demandParticipant(repository, c.get('caller'), ['pull-requests']);
  const comment = await addReviewComment(gh, repository, target, somebody(c).login, draft, null);
  await emitComment(gh, c, 'created', comment);
  const answer = shape(gh, c, comment);
  c.header('Location', answer.url);
  return c.json(answer, 201);
}

function commentOf(gh: Github, c: C): ReviewCommentRecord {
  return required(repositoryOf(gh, c).reviewComments.find((it) => it.id === id(c, 'id')));
}

function demandEditor(gh: Github, c: C, comment: ReviewCommentRecord): void {
  const caller = somebody(c);
  if (caller.kind === 'user' && caller.login === comment.user) return;
  demandRole(repositoryOf(gh, c), caller, 'write', ['pull-requests']);
}

function shape(gh: Github, c: C, comment: ReviewCommentRecord) {
  const repository = repositoryOf(gh, c);
  const issue = gh.store.issue(repository, comment.pull);
  if (!issue) throw notFound();
  return reviewCommentShape(gh, repository, issue, comment);
}

function emitComment(
  gh: Github,
  c: C,
  action: string,
  comment: ReviewCommentRecord,
  more: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  gh.store.touch();
  const repository = repositoryOf(gh, c);
  const issue = required(gh.store.issue(repository, comment.pull));
  const about = { comment: shape(gh, c, comment), ...more };
  return emitPull(gh, repository, c.get('caller'), action, issue, about, 'pull_request_review_comment');
}
