import { z } from 'zod';
import { demandAdmin } from '../access/permissions.js';
import { type Github, loginOf, now } from '../github.js';
import { readBody } from '../http/body.js';
import { validationFailed } from '../http/errors.js';
import { paginate } from '../http/pages.js';
import { type App, type C, id, repositoryOf, required, somebody } from '../http/scope.js';
import type { DeliveryRecord, HookRecord, RepositoryRecord } from '../model.js';
import type { Schemas } from '../shapes/ids.js';
import { repositoryShape, repositoryUrl } from '../shapes/repository.js';
import { simpleUser } from '../shapes/user.js';

const config = z.object({
  url: z.string().optional(),
  secret: z.string().optional(),
  content_type: z.enum(['json', 'form']).optional(),
  insecure_ssl: z.union([z.string(), z.number()]).optional(),
});
const newHook = z.object({
  name: z.string().optional(),
  config: config.optional(),
  events: z.array(z.string()).optional(),
  active: z.boolean().optional(),
});
const hookEdit = newHook.extend({
  add_events: z.array(z.string()).optional(),
  remove_events: z.array(z.string()).optional(),
});
const base = '/repos/:owner/:repo/hooks';

/** Webhooks of a repository, what was delivered to them, and delivering it again. */
export function mountHooks(app: App, gh: Github): void {
  app.get(base, (c) => {
    const repository = administered(gh, c);
    return c.json(paginate(c, gh.origin, repository.hooks).map((hook) => hookShape(gh, repository, hook)));
  });
  app.post(base, async (c) => {
    const repository = administered(gh, c);
    const body = await readBody(c, newHook);
    const url = body.config?.url;
    if (url === undefined || !URL.canParse(url)) {
      throw validationFailed({ resource: 'Hook', code: 'missing_field', field: 'config[url]' });
    }
    const twin = repository.hooks.some((it) => it.url === url && it.active);
    if (twin) {
      const message = 'Hook already exists on this repository';
      throw validationFailed({ resource: 'Hook', code: 'custom', message });
    }
    const hook = addHook(gh, repository, url, body.config?.secret ?? null, body.events ?? ['push']);
    hook.active = body.active ?? true;
    hook.contentType = body.config?.content_type ?? 'form';
    gh.hooks.ping(repository, hook, pingPayload(gh, c, repository, hook));
    return c.json(hookShape(gh, repository, hook), 201);
  });
  app.get(`${base}/:id{[0-9]+}`, (c) => c.json(hookShape(gh, administered(gh, c), hookOf(gh, c))));
  app.patch(`${base}/:id{[0-9]+}`, async (c) => {
    const repository = administered(gh, c);
    const hook = hookOf(gh, c);
    const body = await readBody(c, hookEdit);
    hook.url = body.config?.url ?? hook.url;
    hook.secret = body.config?.secret ?? hook.secret;
    hook.contentType = body.config?.content_type ?? hook.contentType;
    hook.active = body.active ?? hook.active;
    const added = [...(body.events ?? hook.events), ...(body.add_events ?? [])];
    hook.events = [...new Set(added)].filter((it) => !(body.remove_events ?? []).includes(it));
    hook.updatedAt = now();
    gh.store.touch();
    return c.json(hookShape(gh, repository, hook));
  });
  app.delete(`${base}/:id{[0-9]+}`, (c) => {
    const repository = administered(gh, c);
    const hook = hookOf(gh, c);
    repository.hooks = repository.hooks.filter((it) => it !== hook);
    gh.store.touch();
    return c.body(null, 204);
  });
  app.post(`${base}/:id{[0-9]+}/pings`, (c) => {
    const repository = administered(gh, c);
    const hook = hookOf(gh, c);
    gh.hooks.ping(repository, hook, pingPayload(gh, c, repository, hook));
    return c.body(null, 204);
  });
  app.get(`${base}/:id{[0-9]+}/deliveries`, (c) => {
    const found = deliveriesOf(gh, c).toReversed();
    return c.json(paginate(c, gh.origin, found).map((it) => deliveryItem(gh, c, it)));
  });
  app.get(`${base}/:id{[0-9]+}/deliveries/:delivery{[0-9]+}`, (c) => {
    const it = required(deliveriesOf(gh, c).find((one) => one.id === id(c, 'delivery')));
    return c.json({
      ...deliveryItem(gh, c, it),
      url: hookOf(gh, c).url,
      request: { headers: it.requestHeaders, payload: it.payload },
      response: { headers: it.responseHeaders, payload: it.responsePayload },
    });
  });
  app.post(`${base}/:id{[0-9]+}/deliveries/:delivery{[0-9]+}/attempts`, (c) => {
    const it = required(deliveriesOf(gh, c).find((one) => one.id === id(c, 'delivery')));
    gh.hooks.redeliver(repositoryOf(gh, c), hookOf(gh, c), it);
    return c.json({}, 202);
  });
}

/** Adds a webhook to a repository. */
export function addHook(
  gh: Github,
  repository: RepositoryRecord,
  url: string,
  secret: string | null,
  events: readonly string[],
): HookRecord {
  const at = now();
  const hook: HookRecord = {
    id: gh.store.nextId(),
    url,
    secret,
    contentType: 'json',
    events: [...events],
    active: true,
    createdAt: at,
    updatedAt: at,
  };
  repository.hooks.push(hook);
  return hook;
}

function administered(gh: Github, c: C): RepositoryRecord {
  const repository = repositoryOf(gh, c);
  demandAdmin(repository, somebody(c));
  return repository;
}

function hookOf(gh: Github, c: C): HookRecord {
  return required(administered(gh, c).hooks.find((it) => it.id === id(c, 'id')));
}

function deliveriesOf(gh: Github, c: C): readonly DeliveryRecord[] {
  const hook = hookOf(gh, c);
  return repositoryOf(gh, c).deliveries.filter((it) => it.hook === hook.id);
}

function hookShape(gh: Github, repository: RepositoryRecord, hook: HookRecord): Schemas['hook'] {
  const url = `${repositoryUrl(gh, repository)}/hooks/${hook.id}`;
  const last = repository.deliveries.findLast((it) => it.hook === hook.id);
  return {
    type: 'Repository',
    id: hook.id,
    name: 'web',
    active: hook.active,
    events: hook.events,
    config: {
      content_type: hook.contentType,
      insecure_ssl: '0',
      url: hook.url,
      ...(hook.secret === null ? {} : { secret: '********' }),
    },
    updated_at: hook.updatedAt,
    created_at: hook.createdAt,
    url,
    test_url: `${url}/test`,
    ping_url: `${url}/pings`,
    deliveries_url: `${url}/deliveries`,
    last_response: last
      ? { code: last.statusCode, status: last.statusCode < 400 ? 'active' : 'invalid', message: last.status }
      : { code: null, status: 'unused', message: null },
  };
}

function deliveryItem(gh: Github, c: C, it: DeliveryRecord): Schemas['hook-delivery-item'] {
  return {
    id: it.id,
    guid: it.guid,
    delivered_at: it.deliveredAt,
    redelivery: it.redelivery,
    duration: it.duration,
    status: it.status,
    status_code: it.statusCode,
    event: it.event,
    action: it.action,
    installation_id: null,
    repository_id: repositoryOf(gh, c).id,
    throttled_at: null,
  };
}

function pingPayload(
  gh: Github,
  c: C,
  repository: RepositoryRecord,
  hook: HookRecord,
): Record<string, unknown> {
  return {
    zen: 'Design for failure.',
    hook_id: hook.id,
    hook: hookShape(gh, repository, hook),
    repository: repositoryShape(gh, repository),
    sender: simpleUser(gh, loginOf(c.get('caller'))),
  };
}
