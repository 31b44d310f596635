/** Environments of a repository, and the deployments to them that wait for people. */
import type { components } from '@octokit/openapi-types';
import type { Hono } from 'hono';
import type { SandboxEnv } from '../../contract.js';
import { isObject, textOf } from '../json.js';
import { serverUrls } from '../runs/contexts.js';
import type { Engine } from '../runs/engine.js';
import type { EnvironmentRecord, RunRecord } from '../runs/records.js';
import { findRun, sameRepository } from './find.js';
import { type Call, handled, loginOf, page, RestError, readBody, repositoryOf } from './http.js';

type Schemas = components['schemas'];

const BASE = '/repos/:owner/:repo';

/** Mounts environments, `pending_deployments` and `approvals`. */
export function mountEnvironments(app: Hono<SandboxEnv>, engine: Engine): void {
  const { deployments, store, now } = engine;
  app.get(
    `${BASE}/environments`,
    handled((c) => {
      c.get('demand')('actions', 'read');
      const own = store.environments.all().filter((one) => sameRepository(one.repository, c));
      return page(c, engine.port.apiUrl, 'environments', own, (one) => payload(engine, one));
    }),
  );
  app.get(
    `${BASE}/environments/:name`,
    handled((c) => {
      c.get('demand')('actions', 'read');
      return c.json(payload(engine, required(deployments.find(repositoryOf(c), c.req.param('name') ?? ''))));
    }),
  );
  app.put(
    `${BASE}/environments/:name`,
    handled(async (c) => {
      c.get('demand')('administration', 'write');
      const body = await readBody(c);
      const reviewers = reviewersOf(body.reviewers);
      const made = deployments.environment(repositoryOf(c), c.req.param('name') ?? '');
      made.reviewers = reviewers;
      made.preventSelfReview = body.prevent_self_review === true;
      made.updatedAt = now();
      store.environments.save(made);
      return c.json(payload(engine, made));
    }),
  );
  mountPending(app, engine);
}

function mountPending(app: Hono<SandboxEnv>, engine: Engine): void {
  const { deployments } = engine;
  app.get(
    `${BASE}/actions/runs/:id/pending_deployments`,
    handled((c) => {
      c.get('demand')('actions', 'read');
      const run = findRun(c, engine);
      const pending = deployments
        .pending(run)
        .map(({ environment, since }): Schemas['pending-deployment'] => ({
          environment: reference(engine, environment),
          wait_timer: 0,
          wait_timer_started_at: since,
          current_user_can_approve: mayReview(engine, environment, run, c),
          reviewers: reviewersPayload(engine, environment),
        }));
      return c.json(pending);
    }),
  );
  app.post(
    `${BASE}/actions/runs/:id/pending_deployments`,
    handled(async (c) => {
      const run = findRun(c, engine);
      const { environment_ids: ids, state, comment } = await readBody(c);
      if (!Array.isArray(ids) || (state !== 'approved' && state !== 'rejected')) {
        throw new RestError(
          422,
          'Invalid request. Expected environment_ids, and state approved or rejected.',
        );
      }
      const asked = deployments.pending(run).filter((one) => ids.includes(one.environment.id));
      if (asked.length !== ids.length) {
        throw new RestError(422, 'No pending deployment requests to approve or reject');
      }
      if (asked.some((one) => !mayReview(engine, one.environment, run, c))) {
        throw new RestError(403, 'Current user is not allowed to review these deployments');
      }
      const environments = asked.map((one) => one.environment.id);
      deployments.review(run, { environments, state, comment: textOf(comment), user: loginOf(c) });
      return c.json(asked.map((one) => deployment(engine, run, one.environment, loginOf(c))));
    }),
  );
  app.get(
    `${BASE}/actions/runs/:id/approvals`,
    handled((c) => {
      c.get('demand')('actions', 'read');
      const all = engine.store.environments.all();
      const said = (findRun(c, engine).reviews ?? []).map(
        ({ state, comment, environments, user }): Schemas['environment-approvals'] => ({
          state,
          comment,
          user: userPayload(engine, user),
          environments: all
            .filter((one) => environments.includes(one.id))
            .map((one) => reference(engine, one)),
        }),
      );
      return c.json(said);
    }),
  );
}

function required<T>(value: T | undefined): T {
  if (value === undefined) {
    throw new RestError(404, 'Not Found');
  }
  return value;
}

/** Ids of people; a team is no reviewer here. */
function reviewersOf(value: unknown): readonly number[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  return list.map((one) => {
    if (isObject(one) && one.type === 'User' && typeof one.id === 'number') {
      return one.id;
    }
    throw new RestError(422, 'Invalid request. Expected reviewers of type User with an id.');
  });
}

/** Only people who are named may, and not the one who started the run where that is forbidden. */
function mayReview(engine: Engine, environment: EnvironmentRecord, run: RunRecord, c: Call): boolean {
  const caller = c.get('caller');
  if (caller.kind !== 'user') {
    return false;
  }
  const isNamed = environment.reviewers.includes(Number(engine.port.userPayload(caller.login).id));
  return isNamed && !(environment.preventSelfReview && run.triggeringActor === caller.login);
}

function reviewersPayload(
  engine: Engine,
  { reviewers }: EnvironmentRecord,
): { type: 'User'; reviewer: Schemas['simple-user'] }[] {
  return reviewers.flatMap((id) => {
    const login = engine.port.loginOf?.(id);
    return login === undefined ? [] : [{ type: 'User' as const, reviewer: userPayload(engine, login) }];
  });
}

/** The port promises GitHub's form of a user. */
function userPayload(engine: Engine, login: string): Schemas['simple-user'] {
  return engine.port.userPayload(login) as unknown as Schemas['simple-user'];
}

/** `components.schemas.environment` */
function payload(engine: Engine, one: EnvironmentRecord): Schemas['environment'] {
  const rule = {
    id: one.id,
    node_id: nodeId('GA', one.id),
    type: 'required_reviewers',
    prevent_self_review: one.preventSelfReview,
    reviewers: reviewersPayload(engine, one),
  };
  return {
    ...reference(engine, one),
    created_at: one.createdAt,
    updated_at: one.updatedAt,
    protection_rules: one.reviewers.length === 0 ? [] : [rule],
    deployment_branch_policy: null,
  };
}

function reference(engine: Engine, { id, name, repository }: EnvironmentRecord) {
  const { api, server } = serverUrls(engine.port);
  return {
    id,
    node_id: nodeId('EN', id),
    name,
    url: `${api}/repos/${repository}/environments/${encodeURIComponent(name)}`,
    html_url: `${server}/${repository}/deployments/activity_log?environments_filter=${encodeURIComponent(name)}`,
  };
}

/** `components.schemas.deployment` */
function deployment(
  engine: Engine,
  run: RunRecord,
  environment: EnvironmentRecord,
  login: string,
): Schemas['deployment'] {
  const base = `${serverUrls(engine.port).api}/repos/${run.repository}`;
  const url = `${base}/deployments/${run.id}`;
  return {
    url,
    id: run.id,
    node_id: nodeId('DE', run.id),
    sha: run.sha,
    ref: run.headBranch,
    task: 'deploy',
    payload: {},
    original_environment: environment.name,
    environment: environment.name,
    description: null,
    creator: userPayload(engine, login),
    created_at: run.createdAt,
    updated_at: run.updatedAt,
    statuses_url: `${url}/statuses`,
    repository_url: base,
    transient_environment: false,
    production_environment: false,
    performed_via_github_app: null,
  };
}

function nodeId(kind: string, id: number): string {
  return `${kind}_${Buffer.from(String(id)).toString('base64url')}`;
}
