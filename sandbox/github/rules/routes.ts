import { z } from 'zod';
import { allows, demandAdmin } from '../access/permissions.js';
import { fullName, type Github, now } from '../github.js';
import { readBody } from '../http/body.js';
import { validationFailed } from '../http/errors.js';
import { paginate } from '../http/pages.js';
import { type App, type C, demand, id, repositoryOf, required, somebody, text } from '../http/scope.js';
import type { RepositoryRecord } from '../model.js';
import { nodeId, type Schemas } from '../shapes/ids.js';
import { repositoryHtmlUrl, repositoryUrl } from '../shapes/repository.js';
import { bypasses, rulesetsFor } from './enforce.js';
import { type BypassActor, RULE_TYPES, type RulesetRecord } from './records.js';

const patterns = z.array(z.string());
const ruleset = z.object({
  name: z.string().min(1),
  target: z.literal('branch').optional(),
  enforcement: z.enum(['active', 'disabled']),
  bypass_actors: z
    .array(
      z.object({
        actor_id: z.number().int().nullable().optional(),
        actor_type: z.enum(['Integration', 'OrganizationAdmin', 'RepositoryRole', 'Team']),
        bypass_mode: z.enum(['always', 'pull_request']).optional(),
      }),
    )
    .optional(),
  conditions: z.object({ ref_name: z.object({ include: patterns, exclude: patterns }).partial() }).optional(),
  rules: z.array(z.object({ type: z.enum(RULE_TYPES) })).optional(),
});
const base = '/repos/:owner/:repo/rulesets';

/** Rulesets for branches, which administrators write, and the rules that hold for one branch, which everybody reads. */
export function mountRules(app: App, gh: Github): void {
  app.get('/repos/:owner/:repo/rules/branches/:branch{.+}', (c) => {
    const repository = repositoryOf(gh, c);
    demand(gh, c, 'read', 'metadata');
    const holding = rulesetsFor(repository, `refs/heads/${text(c, 'branch')}`);
    const rules = holding.flatMap((it) =>
      it.rules.map((type) => ({
        type,
        ruleset_source_type: 'Repository',
        ruleset_source: fullName(repository),
        ruleset_id: it.id,
      })),
    );
    return c.json(paginate(c, gh.origin, rules));
  });
  app.get(base, (c) => {
    const repository = repositoryOf(gh, c);
    demand(gh, c, 'read', 'metadata');
    return c.json(paginate(c, gh.origin, repository.rulesets ?? []).map((it) => brief(gh, repository, it)));
  });
  app.post(base, async (c) => {
    const repository = administered(gh, c);
    const at = now();
    const made = {
      id: gh.store.nextId(),
      createdAt: at,
      updatedAt: at,
      ...(await wanted(gh, c, repository)),
    };
    repository.rulesets = [...(repository.rulesets ?? []), made];
    gh.store.touch();
    return c.json(full(gh, c, repository, made), 201);
  });
  app.get(`${base}/:id{[0-9]+}`, (c) => {
    const repository = repositoryOf(gh, c);
    demand(gh, c, 'read', 'metadata');
    return c.json(full(gh, c, repository, rulesetOf(c, repository)));
  });
  app.put(`${base}/:id{[0-9]+}`, async (c) => {
    const repository = administered(gh, c);
    const found = rulesetOf(c, repository);
    Object.assign(found, await wanted(gh, c, repository), { updatedAt: now() });
    gh.store.touch();
    return c.json(full(gh, c, repository, found));
  });
  app.delete(`${base}/:id{[0-9]+}`, (c) => {
    const repository = administered(gh, c);
    const found = rulesetOf(c, repository);
    repository.rulesets = (repository.rulesets ?? []).filter((it) => it !== found);
    gh.store.touch();
    return c.body(null, 204);
  });
}

function administered(gh: Github, c: C): RepositoryRecord {
  const repository = repositoryOf(gh, c);
  demandAdmin(repository, somebody(c));
  return repository;
}

function rulesetOf(c: C, repository: RepositoryRecord): RulesetRecord {
  return required((repository.rulesets ?? []).find((it) => it.id === id(c, 'id')));
}

async function wanted(gh: Github, c: C, repository: RepositoryRecord) {
  const { name, enforcement, bypass_actors = [], conditions, rules = [] } = await readBody(c, ruleset);
  const bypassActors = bypass_actors.map(
    ({ actor_id = null, actor_type, bypass_mode = 'always' }): BypassActor => {
      if (actor_type === 'Integration') demandInstalled(gh, repository, actor_id);
      return { actor_id, actor_type, bypass_mode };
    },
  );
  return {
    name,
    enforcement,
    bypassActors,
    include: conditions?.ref_name.include ?? [],
    exclude: conditions?.ref_name.exclude ?? [],
    rules: [...new Set(rules.map((it) => it.type))],
  };
}

/** An App has to be installed; that of Actions is nowhere, so no run's own token can pass by a rule. */
function demandInstalled(gh: Github, repository: RepositoryRecord, app: number | null): void {
  if (app !== null && gh.apps.on(repository, app) !== undefined) return;
  const name = gh.apps.byId(app ?? 0)?.slug ?? 'GitHub Actions';
  const message = `Actor ${name} integration must be part of the ruleset source or owner organization`;
  throw validationFailed({ resource: 'Ruleset', code: 'custom', field: 'bypass_actors', message });
}

function brief(gh: Github, repository: RepositoryRecord, it: RulesetRecord): Schemas['repository-ruleset'] {
  const url = `${repositoryUrl(gh, repository)}/rulesets/${it.id}`;
  return {
    id: it.id,
    node_id: nodeId('RRS', it.id),
    name: it.name,
    target: 'branch',
    source_type: 'Repository',
    source: fullName(repository),
    enforcement: it.enforcement,
    created_at: it.createdAt,
    updated_at: it.updatedAt,
    _links: {
      self: { href: url },
      html: { href: `${repositoryHtmlUrl(gh, repository)}/rules/${it.id}` },
    },
  };
}

/** Who may bypass it is told to those alone who may change it; everybody learns whether they may themselves. */
function full(
  gh: Github,
  c: C,
  repository: RepositoryRecord,
  it: RulesetRecord,
): Schemas['repository-ruleset'] {
  const caller = c.get('caller');
  const mayChange = allows(repository, caller, 'administration', 'write');
  return {
    ...brief(gh, repository, it),
    ...(mayChange ? { bypass_actors: it.bypassActors } : {}),
    current_user_can_bypass: bypasses(gh, repository, it, caller) ? 'always' : 'never',
    conditions: { ref_name: { include: it.include, exclude: it.exclude } },
    rules: it.rules.map((type) => ({ type })),
  };
}
