import { z } from 'zod';
import { demandRole, roleOf } from '../access/permissions.js';
import { emitPull } from '../events/emit.js';
import type { Github } from '../github.js';
import { readBody } from '../http/body.js';
import { unprocessable } from '../http/errors.js';
import { type App, demand, pullOf, repositoryOf } from '../http/scope.js';
import { simpleUser } from '../shapes/user.js';
import { onePull } from './pulls.js';

const reviewersBody = z.object({
  reviewers: z.array(z.string()).optional(),
  team_reviewers: z.array(z.string()).optional(),
});
const base = '/repos/:owner/:repo/pulls/:number{[0-9]+}';

/** Who is asked to review a pull request. */
export function mountReviewers(app: App, gh: Github): void {
  app.get(`${base}/requested_reviewers`, (c) => {
    demand(gh, c, 'read', 'pull-requests');
    const { pull } = pullOf(gh, c);
    return c.json({ users: pull.requestedReviewers.map((login) => simpleUser(gh, login)), teams: [] });
  });
  app.post(`${base}/requested_reviewers`, async (c) => {
    const repository = repositoryOf(gh, c);
    const { issue, pull } = pullOf(gh, c);
    demandRole(repository, c.get('caller'), 'triage', ['pull-requests']);
    const { reviewers = [], team_reviewers = [] } = await readBody(c, reviewersBody);
    if (reviewers.includes(issue.user))
      throw unprocessable('Review cannot be requested from pull request author.');
    if (team_reviewers.length > 0 || reviewers.some((login) => roleOf(repository, login) === 'none')) {
      const name = `${repository.owner}/${repository.name}`;
      throw unprocessable(
        `Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the ${name} repository.`,
      );
    }
    for (const login of reviewers.filter((it) => !pull.requestedReviewers.includes(it))) {
      pull.requestedReviewers.push(login);
      const more = { requested_reviewer: simpleUser(gh, login) };
      await emitPull(gh, repository, c.get('caller'), 'review_requested', issue, more);
    }
    gh.store.touch();
    return c.json(await onePull(gh, repository, issue), 201);
  });
  app.delete(`${base}/requested_reviewers`, async (c) => {
    const repository = repositoryOf(gh, c);
    const { issue, pull } = pullOf(gh, c);
    demandRole(repository, c.get('caller'), 'triage', ['pull-requests']);
    const { reviewers = [] } = await readBody(c, reviewersBody);
    const removed = pull.requestedReviewers.filter((login) => reviewers.includes(login));
    pull.requestedReviewers = pull.requestedReviewers.filter((login) => !reviewers.includes(login));
    gh.store.touch();
    for (const login of removed) {
      const more = { requested_reviewer: simpleUser(gh, login) };
      await emitPull(gh, repository, c.get('caller'), 'review_request_removed', issue, more);
    }
    return c.json(await onePull(gh, repository, issue));
  });
}
