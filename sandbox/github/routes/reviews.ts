import { z } from 'zod';
import { demandParticipant, demandRole } from '../access/permissions.js';
import { emitPull } from '../events/emit.js';
import { isAncestor, objectType } from '../git/refs.js';
import { type Github, now } from '../github.js';
import { checkLength, readBody } from '../http/body.js';
import { notFound, unprocessable } from '../http/errors.js';
import { paginate } from '../http/pages.js';
import {
  type App,
  type C,
  demand,
  id,
  type Pull,
  pullOf,
  repositoryOf,
  required,
  somebody,
} from '../http/scope.js';
import type { RepositoryRecord, ReviewRecord, ReviewState } from '../model.js';
import { pullHead } from '../pulls/facts.js';
import { reviewCommentShape, reviewShape } from '../shapes/pull.js';
import { addReviewComment, reviewCommentFields } from './review-comments.js';

const events = z.enum(['APPROVE', 'REQUEST_CHANGES', 'COMMENT']);
const newReview = z.object({
  commit_id: z.string().optional(),
  body: z.string().nullish(),
  event: events.optional(),
  comments: z.array(z.object(reviewCommentFields)).optional(),
});
const submission = z.object({ body: z.string().nullish(), event: events });
const reviewEdit = z.object({ body: z.string() });
const dismissal = z.object({ message: z.string(), event: z.literal('DISMISS').optional() });

const states: Readonly<Record<z.infer<typeof events>, ReviewState>> = {
  APPROVE: 'APPROVED',
  REQUEST_CHANGES: 'CHANGES_REQUESTED',
  COMMENT: 'COMMENTED',
};
const base = '/repos/:owner/:repo/pulls/:number{[0-9]+}';

/** Reviews of pull requests. */
export function mountReviews(app: App, gh: Github): void {
  app.get(`${base}/reviews`, (c) => {
    demand(gh, c, 'read', 'pull-requests');
    const { issue } = pullOf(gh, c);
    const repository = repositoryOf(gh, c);
    const found = repository.reviews.filter((it) => it.pull === issue.number && isVisible(c, it));
    return c.json(paginate(c, gh.origin, found).map((it) => reviewShape(gh, repository, issue, it)));
  });
  app.post(`${base}/reviews`, async (c) => {
    const repository = repositoryOf(gh, c);
    const target = pullOf(gh, c);
    demandParticipant(repository, c.get('caller'), ['pull-requests']);
    const review = await createReview(gh, c, repository, target);
    return c.json(reviewShape(gh, repository, target.issue, review));
  });
  app.get(`${base}/reviews/:review{[0-9]+}`, (c) => {
    demand(gh, c, 'read', 'pull-requests');
    return c.json(shape(gh, c, reviewOf(gh, c)));
  });
  app.put(`${base}/reviews/:review{[0-9]+}`, async (c) => {
    const review = reviewOf(gh, c);
    demandAuthor(c, review);
    const { body } = await readBody(c, reviewEdit);
    const from = review.body;
    review.body = body;
    await emitReview(gh, c, 'edited', review, { changes: { body: { from } } });
    return c.json(shape(gh, c, review));
  });
  app.delete(`${base}/reviews/:review{[0-9]+}`, (c) => {
    const repository = repositoryOf(gh, c);
    const review = reviewOf(gh, c);
    demandAuthor(c, review);
    if (review.state !== 'PENDING') throw unprocessable('Can not delete a non-pending pull request review');
    repository.reviews = repository.reviews.filter((it) => it !== review);
    gh.store.touch();
    return c.json(shape(gh, c, review));
  });
  app.get(`${base}/reviews/:review{[0-9]+}/comments`, (c) => {
    const repository = repositoryOf(gh, c);
    const { issue } = pullOf(gh, c);
    const review = reviewOf(gh, c);
    const found = repository.reviewComments.filter((it) => it.review === review.id);
    return c.json(paginate(c, gh.origin, found).map((it) => reviewCommentShape(gh, repository, issue, it)));
  });
  app.post(`${base}/reviews/:review{[0-9]+}/events`, async (c) => {
    const review = reviewOf(gh, c);
    demandAuthor(c, review);
    if (review.state !== 'PENDING') throw unprocessable('Can not submit a review that is not pending');
    const body = await readBody(c, submission);
    if (body.body) review.body = body.body;
    await submit(gh, c, review, body.event);
    return c.json(shape(gh, c, review));
  });
  app.put(`${base}/reviews/:review{[0-9]+}/dismissals`, async (c) => {
    const repository = repositoryOf(gh, c);
    demandRole(repository, c.get('caller'), 'write', ['pull-requests']);
    const review = reviewOf(gh, c);
    await readBody(c, dismissal);
    if (review.state !== 'APPROVED' && review.state !== 'CHANGES_REQUESTED') {
      const kind = review.state === 'COMMENTED' ? 'commented' : review.state.toLowerCase();
      throw unprocessable('Unprocessable Entity', [`Can not dismiss a ${kind} pull request review`]);
    }
    review.state = 'DISMISSED';
    await emitReview(gh, c, 'dismissed', review);
    return c.json(shape(gh, c, review));
  });
}

async function createReview(
  gh: Github,
  c: C,
  repository: RepositoryRecord,
  target: Pull,
): Promise<ReviewRecord> {
  const bare = gh.bare(repository);
  const body = await readBody(c, newReview);
  checkLength('PullRequestReview', 'body', body.body);
  const head = await pullHead(gh, repository, target.issue);
  const commitId = body.commit_id ?? head;
  if ((await objectType(bare, commitId)) !== 'commit' || !(await isAncestor(bare, commitId, head))) {
    throw unprocessable('Unprocessable Entity', ['The commit_id is not part of the pull request']);
  }
  const review: ReviewRecord = {
    id: gh.store.nextId(),
    pull: target.issue.number,
    user: somebody(c).login,
    body: body.body ?? '',
    state: 'PENDING',
    commitId,
    submittedAt: null,
  };
  if (body.event !== undefined)
    refuseEvent(c, repository, target, review, body.event, body.comments?.length ?? 0);
  repository.reviews.push(review);
  for (const comment of body.comments ?? []) {
    await addReviewComment(
      gh,
      repository,
      target,
      review.user,
      { ...comment, commit_id: commitId },
      review.id,
    );
  }
  if (body.event !== undefined) await submit(gh, c, review, body.event);
  return review;
}

async function submit(gh: Github, c: C, review: ReviewRecord, event: z.infer<typeof events>): Promise<void> {
  const repository = repositoryOf(gh, c);
  const target = pullOf(gh, c);
  const comments = repository.reviewComments.filter((it) => it.review === review.id).length;
  refuseEvent(c, repository, target, review, event, comments);
  review.state = states[event];
  review.submittedAt = now();
  target.pull.requestedReviewers = target.pull.requestedReviewers.filter((it) => it !== review.user);
  target.issue.updatedAt = review.submittedAt;
  await emitReview(gh, c, 'submitted', review);
}

function refuseEvent(
  c: C,
  repository: RepositoryRecord,
  { issue }: Pull,
  review: ReviewRecord,
  event: z.infer<typeof events>,
  comments: number,
): void {
  const refuse = (message: string) => unprocessable('Unprocessable Entity', [message]);
  if (review.user === issue.user && event === 'APPROVE')
    throw refuse('Can not approve your own pull request');
  if (review.user === issue.user && event === 'REQUEST_CHANGES') {
    throw refuse('Can not request changes on your own pull request');
  }
  const mayApprove = repository.workflowPermissions.can_approve_pull_request_reviews;
  if (c.get('caller').kind === 'run' && event === 'APPROVE' && !mayApprove) {
    throw refuse('GitHub Actions is not permitted to approve pull requests.');
  }
  if (event !== 'APPROVE' && review.body.trim() === '' && comments === 0) {
    throw refuse(`Review body can't be blank when the event is ${event}`);
  }
}

function reviewOf(gh: Github, c: C): ReviewRecord {
  const { issue } = pullOf(gh, c);
  const review = repositoryOf(gh, c).reviews.find(
    (it) => it.id === id(c, 'review') && it.pull === issue.number,
  );
  if (review && !isVisible(c, review)) throw notFound();
  return required(review);
}

/** A pending review is its author's alone. */
function isVisible(c: C, review: ReviewRecord): boolean {
  const caller = c.get('caller');
  return review.state !== 'PENDING' || (caller.kind !== 'anonymous' && caller.login === review.user);
}

function demandAuthor(c: C, review: ReviewRecord): void {
  if (somebody(c).login !== review.user) throw notFound();
}

function shape(gh: Github, c: C, review: ReviewRecord) {
  return reviewShape(gh, repositoryOf(gh, c), pullOf(gh, c).issue, review);
}

function emitReview(
  gh: Github,
  c: C,
  action: string,
  review: ReviewRecord,
  more: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  gh.store.touch();
  // Webhooks write the state in lower case, the API in upper case.
  const about = { ...shape(gh, c, review), state: review.state.toLowerCase() };
  const { issue } = pullOf(gh, c);
  return emitPull(
    gh,
    repositoryOf(gh, c),
    c.get('caller'),
    action,
    issue,
    { review: about, ...more },
    'pull_request_review',
  );
}
