import { z } from 'zod';
import { demandAdmin } from '../access/permissions.js';
import { type Github, toIso } from '../github.js';
import { readBody } from '../http/body.js';
import { forbidden, HttpError, notFound, validationFailed } from '../http/errors.js';
import { paginate } from '../http/pages.js';
import { type App, type C, id, required, somebody, text } from '../http/scope.js';
import { repositoryShape } from '../shapes/repository.js';
import { select, suspend, uninstall } from './installing.js';
import type { AppSetting, Installation } from './registry.js';
import { appDeliveryShape, appShape, installationShape } from './shapes.js';

const tokenBody = z.object({
  repositories: z.array(z.string()).optional(),
  repository_ids: z.array(z.int()).optional(),
  permissions: z.record(z.string(), z.enum(['read', 'write'])).optional(),
});

const ACCESS = { read: 1, write: 2 } as const;

/** What an App asks about itself, its installations and its deliveries, and what its tokens are made of. */
export function mountApps(app: App, gh: Github): void {
  app.get('/app', (c) => c.json(appShape(gh, appOf(gh, c))));
  app.get('/apps/:slug', (c) => c.json(appShape(gh, required(gh.apps.bySlug(text(c, 'slug'))))));
  app.get('/app/installations', (c) => {
    const mine = gh.apps.installations.filter((it) => it.app === appOf(gh, c));
    return c.json(paginate(c, gh.origin, mine).map((it) => installationShape(gh, it)));
  });
  app.get('/app/installations/:id{[0-9]+}', (c) => c.json(installationShape(gh, installationOf(gh, c))));
  app.delete('/app/installations/:id{[0-9]+}', (c) => {
    uninstall(gh, installationOf(gh, c));
    return c.body(null, 204);
  });
  app.put('/app/installations/:id{[0-9]+}/suspended', (c) => {
    suspend(gh, installationOf(gh, c), true);
    return c.body(null, 204);
  });
  app.delete('/app/installations/:id{[0-9]+}/suspended', (c) => {
    suspend(gh, installationOf(gh, c), false);
    return c.body(null, 204);
  });
  app.post('/app/installations/:id{[0-9]+}/access_tokens', (c) => mintToken(gh, c));
  app.get('/repos/:owner/:repo/installation', (c) => {
    const { id: appId } = appOf(gh, c);
    const repository = required(gh.store.repository(text(c, 'owner'), text(c, 'repo')));
    return c.json(installationShape(gh, required(gh.apps.on(repository, appId))));
  });
  mountForInstallations(app, gh);
  mountDeliveries(app, gh);
}

function mountForInstallations(app: App, gh: Github): void {
  app.get('/installation/repositories', (c) => {
    const caller = somebody(c);
    if (caller.kind !== 'installation') throw forbidden('Resource not accessible by integration');
    const reached = gh.store.repositories().filter((it) => caller.repositories.includes(it.id));
    return c.json({
      total_count: reached.length,
      repository_selection: 'selected',
      repositories: paginate(c, gh.origin, reached).map((it) => repositoryShape(gh, it)),
    });
  });
  const path = '/user/installations/:id{[0-9]+}/repositories/:repository{[0-9]+}';
  const change = (c: C, wanted: boolean) => {
    const installation = required(gh.apps.installations.find((it) => it.id === id(c, 'id')));
    const repository = required(gh.store.repositories().find((it) => it.id === id(c, 'repository')));
    demandAdmin(repository, somebody(c));
    const others = installation.repositories.filter((it) => it !== repository.id);
    select(gh, installation, wanted ? [...others, repository.id] : others);
    return c.body(null, 204);
  };
  app.put(path, (c) => change(c, true));
  app.delete(path, (c) => change(c, false));
}

function mountDeliveries(app: App, gh: Github): void {
  app.get('/app/hook/deliveries', (c) => {
    const { id: appId } = appOf(gh, c);
    const mine = gh.apps.deliveries.filter((it) => it.app === appId).toReversed();
    // GitHub pages this list by a cursor; here the number of the page is the cursor.
    const page = new URL(c.req.url);
    const cursor = page.searchParams.get('cursor');
    const size = Math.min(100, Number(page.searchParams.get('per_page') ?? 30));
    const start = Number(cursor ?? 0);
    if (start + size < mine.length) {
      page.searchParams.set('cursor', String(start + size));
      c.header('Link', `<${gh.origin}${page.pathname}${page.search}>; rel="next"`);
    }
    return c.json(mine.slice(start, start + size).map(appDeliveryShape));
  });
  app.post('/app/hook/deliveries/:id{[0-9]+}/attempts', (c) => {
    const { id: appId } = appOf(gh, c);
    const found = gh.apps.deliveries.find((it) => it.app === appId && it.id === id(c, 'id'));
    gh.hooks.redeliverToApp(required(found));
    return c.json({}, 202);
  });
}

async function mintToken(gh: Github, c: C): Promise<Response> {
  const installation = installationOf(gh, c);
  if (installation.suspendedAt !== null) throw forbidden('This installation has been suspended');
  // Everything in the body is optional, and so is the body.
  const body = (await c.req.text()) === '' ? {} : await readBody(c, tokenBody);
  const reached = gh.store.repositories().filter((it) => installation.repositories.includes(it.id));
  const names = body.repositories;
  const ids = body.repository_ids;
  const chosen = reached.filter(
    (it) => (names === undefined || names.includes(it.name)) && (ids === undefined || ids.includes(it.id)),
  );
  const asked = ids?.length ?? names?.length ?? chosen.length;
  if (chosen.length < asked) {
    const message =
      'There is at least one repository that does not exist or is not accessible to the parent installation.';
    throw validationFailed({ resource: 'Installation', code: 'custom', message });
  }
  const permissions = body.permissions ?? installation.app.permissions;
  for (const [name, access] of Object.entries(permissions)) {
    const held = installation.app.permissions[name];
    if (held === undefined || ACCESS[held] < ACCESS[access]) {
      const message = 'The permissions requested are not granted to this installation.';
      throw validationFailed({ resource: 'Installation', code: 'custom', message });
    }
  }
  const { token, expiresAt } = gh.tokens.mintForInstallation(
    installation,
    chosen.map((it) => it.id),
    permissions,
  );
  const isNarrow = names !== undefined || ids !== undefined;
  return c.json(
    {
      token,
      expires_at: toIso(expiresAt),
      permissions: { ...permissions },
      repository_selection: 'selected',
      ...(isNarrow ? { repositories: chosen.map((it) => repositoryShape(gh, it)) } : {}),
    },
    201,
  );
}

function appOf(gh: Github, c: C): AppSetting {
  const caller = c.get('caller');
  if (caller.kind !== 'app') throw new HttpError(401, 'A JSON web token could not be decoded');
  return required(gh.apps.byId(caller.appId));
}

function installationOf(gh: Github, c: C): Installation {
  const app = appOf(gh, c);
  const found = gh.apps.installations.find((it) => it.id === id(c, 'id') && it.app === app);
  if (found === undefined) throw notFound();
  return found;
}
