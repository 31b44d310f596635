import { z } from 'zod';
import { demandParticipant, demandRole, isIntegration } from '../access/permissions.js';
import { type Github, now } from '../github.js';
import { readBody } from '../http/body.js';
import { paginate } from '../http/pages.js';
import {
  type App,
  type C,
  commentOf,
  demand,
  id,
  issueOf,
  repositoryOf,
  required,
  somebody,
} from '../http/scope.js';
import type { ReactionRecord } from '../model.js';
import { reactionShape } from '../shapes/issue.js';

const reactionBody = z.object({
  content: z.enum(['+1', '-1', 'laugh', 'confused', 'heart', 'hooray', 'rocket', 'eyes']),
});

type Subject = Pick<ReactionRecord, 'subject' | 'subjectId'> & { readonly scopes: readonly string[] };

/** Reactions to issues, to their comments and to review comments. */
export function mountReactions(app: App, gh: Github): void {
  mountFor(app, gh, '/repos/:owner/:repo/issues/:number{[0-9]+}', (c) => {
    const issue = issueOf(gh, c);
    return {
      subject: 'issue',
      subjectId: issue.id,
      scopes: issue.pull ? ['issues', 'pull-requests'] : ['issues'],
    };
  });
  mountFor(app, gh, '/repos/:owner/:repo/issues/comments/:id{[0-9]+}', (c) => {
    const comment = commentOf(gh, c);
    const onPull = gh.store.issue(repositoryOf(gh, c), comment.issue)?.pull;
    return {
      subject: 'comment',
      subjectId: comment.id,
      scopes: onPull ? ['issues', 'pull-requests'] : ['issues'],
    };
  });
  mountFor(app, gh, '/repos/:owner/:repo/pulls/comments/:id{[0-9]+}', (c) => {
    const comment = required(repositoryOf(gh, c).reviewComments.find((it) => it.id === id(c, 'id')));
    return { subject: 'review-comment', subjectId: comment.id, scopes: ['pull-requests'] };
  });
}

function mountFor(app: App, gh: Github, base: string, find: (c: C) => Subject): void {
  const reactionsTo = (c: C): readonly ReactionRecord[] => {
    const { subject, subjectId } = find(c);
    return repositoryOf(gh, c).reactions.filter((it) => it.subject === subject && it.subjectId === subjectId);
  };
  app.get(`${base}/reactions`, (c) => {
    demand(gh, c, 'read', ...find(c).scopes);
    const content = c.req.query('content');
    const found = reactionsTo(c).filter((it) => content === undefined || it.content === content);
    return c.json(paginate(c, gh.origin, found).map((it) => reactionShape(gh, it)));
  });
  app.post(`${base}/reactions`, async (c) => {
    const repository = repositoryOf(gh, c);
    const { subject, subjectId, scopes } = find(c);
    demandParticipant(repository, c.get('caller'), scopes);
    const { content } = await readBody(c, reactionBody);
    const user = somebody(c).login;
    // The same reaction again is no second reaction: GitHub answers 200 with the first.
    const present = reactionsTo(c).find((it) => it.user === user && it.content === content);
    if (present) return c.json(reactionShape(gh, present), 200);
    const reaction = { id: gh.store.nextId(), subject, subjectId, user, content, createdAt: now() };
    repository.reactions.push(reaction);
    return c.json(reactionShape(gh, reaction), 201);
  });
  app.delete(`${base}/reactions/:reaction{[0-9]+}`, (c) => {
    const repository = repositoryOf(gh, c);
    const { scopes } = find(c);
    const reaction = required(reactionsTo(c).find((it) => it.id === id(c, 'reaction')));
    const caller = somebody(c);
    if (caller.login !== reaction.user || isIntegration(caller))
      demandRole(repository, caller, 'write', scopes);
    repository.reactions = repository.reactions.filter((it) => it !== reaction);
    gh.store.touch();
    return c.body(null, 204);
  });
}
