import { Hono, type MiddlewareHandler } from 'hono';
import type { ActionsPort, SandboxEnv } from '../contract.js';
import { demandAny } from './access/permissions.js';
import { mountApps } from './apps/routes.js';
import { mountGit } from './git/smart-http.js';
import type { Github } from './github.js';
import { conditional } from './http/conditional.js';
import { badCredentials, HttpError, notFound } from './http/errors.js';
import type { Exchanges } from './http/exchanges.js';
import { RateLimits } from './http/rate.js';
import { type App, repositoryOf } from './http/scope.js';
import { mountOrganizations } from './orgs/routes.js';
import { mountTeams } from './orgs/team-routes.js';
import { mountBranches } from './routes/branches.js';
import { mountChecks } from './routes/checks.js';
import { mountCollaborators } from './routes/collaborators.js';
import { mountComments } from './routes/comments.js';
import { mountContents } from './routes/contents.js';
import { mountFamilies } from './routes/families.js';
import { mountGitObjects } from './routes/git-objects.js';
import { mountGitRefs } from './routes/git-refs.js';
import { mountGraphql } from './routes/graphql.js';
import { mountHooks } from './routes/hooks.js';
import { mountIssues } from './routes/issues.js';
import { mountLabels } from './routes/labels.js';
import { mountMerges } from './routes/merges.js';
import { mountMeta } from './routes/meta.js';
import { mountPulls } from './routes/pulls.js';
import { mountReactions } from './routes/reactions.js';
import { mountReviewComments } from './routes/review-comments.js';
import { mountReviewers } from './routes/reviewers.js';
import { mountReviews } from './routes/reviews.js';
import { mountStatuses } from './routes/statuses.js';
import { mountTriage } from './routes/triage.js';
import { mountUsers } from './routes/users.js';
import { mountRules } from './rules/routes.js';

/** The HTTP side of the sandbox: git, and REST behind the middleware that all of GitHub's API shares. */
export function createApp(
  gh: Github,
  exchanges: Exchanges,
  actions: ActionsPort,
  special: (app: App) => void,
): App {
  const app: App = new Hono();
  app.onError((error, c) => {
    if (error instanceof HttpError) return c.json(error.body(), error.status);
    // A client that went away is no failure of the sandbox.
    if (!c.req.raw.signal.aborted)
      console.error(`${c.req.method} ${c.req.path} failed in the sandbox:`, error);
    return c.json(new HttpError(500, `Server Error: ${error.message}`).body(), 500);
  });
  app.notFound((c) => c.json(notFound().body(), 404));
  mountGit(app, gh);

  const rates = new RateLimits();
  app.use(exchanges.middleware());
  app.use(rates.middleware());
  app.use(conditional);
  app.use(authenticate(gh));
  special(app);
  // An App asks about its installation before it may see the repository.
  mountApps(app, gh);
  app.use('/repos/:owner/:repo', visible(gh));
  app.use('/repos/:owner/:repo/*', visible(gh));
  const routes = [
    mountUsers,
    mountOrganizations,
    mountTeams,
    mountCollaborators,
    mountLabels,
    mountComments,
    mountIssues,
    mountTriage,
    mountReactions,
    mountFamilies,
    mountPulls,
    mountMerges,
    mountReviews,
    mountReviewers,
    mountReviewComments,
    mountContents,
    mountGitRefs,
    mountGitObjects,
    mountChecks,
    mountStatuses,
    // After all that answers about a commit: its own route takes any path below `commits/`.
    mountBranches,
    mountHooks,
    mountRules,
    mountGraphql,
  ];
  for (const mount of routes) mount(app, gh);
  mountMeta(app, rates);
  actions.mount(app);
  return app;
}

/** Finds the caller; credentials that nobody has are refused, no credentials are not. */
function authenticate(gh: Github): MiddlewareHandler<SandboxEnv> {
  return async (c, next) => {
    c.set('caller', { kind: 'anonymous' });
    c.set('demand', () => {
      throw notFound();
    });
    const caller = gh.tokens.identify(c.req.header('authorization'));
    if (!caller) throw badCredentials();
    c.set('caller', caller);
    await next();
  };
}

/** Hides repositories from those who may not see them, and lends both halves the check of a token's scopes. */
function visible(gh: Github): MiddlewareHandler<SandboxEnv> {
  return async (c, next) => {
    const repository = repositoryOf(gh, c);
    c.set('demand', (scope, access) => demandAny(repository, c.get('caller'), [scope], access));
    await next();
  };
}
