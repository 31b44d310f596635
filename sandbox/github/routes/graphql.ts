import { z } from 'zod';
import { canSee, demandRole, isIntegration } from '../access/permissions.js';
import { emitIssue, emitPull } from '../events/emit.js';
import { type Github, now } from '../github.js';
import { readBody } from '../http/body.js';
import { HttpError } from '../http/errors.js';
import { type App, type C, somebody } from '../http/scope.js';
import type { IssueRecord, RepositoryRecord } from '../model.js';
import { issueHtmlUrl, issueNodeId } from '../shapes/issue.js';

const graphqlBody = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});

const mutations = ['markPullRequestReadyForReview', 'convertPullRequestToDraft', 'deleteIssue'] as const;
type Mutation = (typeof mutations)[number];

/**
 * The three mutations that REST lacks. Not a GraphQL server: the answer holds the fields that clients of these
 * mutations select, whether they are selected or not.
 */
export function mountGraphql(app: App, gh: Github): void {
  app.post('/graphql', async (c) => {
    somebody(c);
    const { query, variables } = await readBody(c, graphqlBody);
    const mutation = mutations.find((name) => new RegExp(`\\b${name}\\s*\\(`).test(query));
    if (!mutation) {
      return c.json(
        problem('undefinedField', `Only ${mutations.join(', ')} are supported here; use REST for the rest.`),
      );
    }
    const nodeId = findId(query, variables ?? {}, mutation === 'deleteIssue' ? 'issueId' : 'pullRequestId');
    const found = nodeId === undefined ? undefined : findNode(gh, c, nodeId);
    if (!found || (mutation !== 'deleteIssue' && !found.issue.pull)) {
      return c.json(
        problem('NOT_FOUND', `Could not resolve to a node with the global id of '${nodeId ?? ''}'`, mutation),
      );
    }
    try {
      return c.json({ data: { [mutation]: await run(gh, c, mutation, found) } });
    } catch (error) {
      if (error instanceof HttpError) return c.json(problem('FORBIDDEN', error.message, mutation));
      throw error;
    }
  });
}

interface Found {
  readonly repository: RepositoryRecord;
  readonly issue: IssueRecord;
}

async function run(gh: Github, c: C, mutation: Mutation, { repository, issue }: Found) {
  const caller = somebody(c);
  if (mutation === 'deleteIssue') {
    demandRole(repository, caller, 'admin', []);
    issue.deleted = true;
    gh.store.touch();
    await emitIssue(gh, repository, caller, 'deleted', issue);
    return {
      clientMutationId: null,
      repository: { nameWithOwner: `${repository.owner}/${repository.name}` },
    };
  }
  if (isIntegration(caller) || caller.login !== issue.user) {
    demandRole(repository, caller, 'write', ['pull-requests']);
  }
  const draft = mutation === 'convertPullRequestToDraft';
  if (issue.state !== 'open') throw new HttpError(422, 'Pull request is closed.');
  if (issue.pull && issue.pull.draft !== draft) {
    issue.pull.draft = draft;
    issue.updatedAt = now();
    gh.store.touch();
    await emitPull(gh, repository, caller, draft ? 'converted_to_draft' : 'ready_for_review', issue);
  }
  return {
    clientMutationId: null,
    pullRequest: {
      id: issueNodeId(issue),
      number: issue.number,
      isDraft: draft,
      title: issue.title,
      state: 'OPEN',
      url: issueHtmlUrl(gh, repository, issue),
    },
  };
}

/** The id is written in the query, or in a variable: of its own, or inside an input object. */
function findId(query: string, variables: Record<string, unknown>, field: string): string | undefined {
  const argument = new RegExp(`\\b${field}\\s*:\\s*(?:"([^"]+)"|\\$(\\w+))`).exec(query);
  const input = /\binput\s*:\s*\$(\w+)/.exec(query)?.[1];
  const whole = input === undefined ? undefined : variables[input];
  const inside = typeof whole === 'object' && whole !== null ? Reflect.get(whole, field) : undefined;
  const value = argument?.[1] ?? (argument?.[2] === undefined ? inside : variables[argument[2]]);
  return typeof value === 'string' ? value : undefined;
}

function findNode(gh: Github, c: C, nodeId: string): Found | undefined {
  for (const repository of gh.store.data.repositories) {
    if (!canSee(repository, c.get('caller'))) continue;
    const issue = repository.issues.find((it) => !it.deleted && issueNodeId(it) === nodeId);
    if (issue) return { repository, issue };
  }
  return undefined;
}

function problem(type: string, message: string, mutation?: Mutation) {
  const where = mutation === undefined ? {} : { path: [mutation] };
  return {
    ...(mutation === undefined ? {} : { data: { [mutation]: null } }),
    errors: [{ type, ...where, locations: [{ line: 1, column: 1 }], message }],
  };
}
