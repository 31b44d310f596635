import { runLogin } from '../access/tokens.js';
import { type Github, toIso } from '../github.js';
import { nodeId, type Schemas } from '../shapes/ids.js';
import { repositoryShape } from '../shapes/repository.js';
import { actionsApp, organization, publicUser, simpleUser } from '../shapes/user.js';
import type { AppDelivery, AppSetting, Installation } from './registry.js';

type Integration = NonNullable<Schemas['nullable-integration']>;

/** An App as everybody sees it. */
export function appShape(gh: Github, app: AppSetting): Integration {
  const created = toIso(new Date(0));
  return {
    id: app.id,
    client_id: `Iv23li${String(app.id).padStart(14, '0')}`,
    slug: app.slug,
    node_id: nodeId('A', app.id),
    owner: simpleUser(gh, 'github'),
    name: app.slug,
    description: null,
    external_url: `${gh.origin}/apps/${app.slug}`,
    html_url: `${gh.origin}/apps/${app.slug}`,
    created_at: created,
    updated_at: created,
    permissions: { ...app.permissions },
    events: [...app.events],
  };
}

/** The App that something was written through: that of Actions, or that of a bot; null for what a person wrote. */
export function performedVia(gh: Github, login: string): Integration | null {
  if (login === runLogin) return actionsApp(gh);
  const app = gh.apps.bySlug(login.replace(/\[bot\]$/, ''));
  return app === undefined || login === app.slug ? null : appShape(gh, app);
}

/** An installation, as the API and webhooks show it. */
export function installationShape(gh: Github, installation: Installation): Schemas['installation'] {
  const { app, owner, id } = installation;
  const account = gh.store.user(owner);
  return {
    id,
    client_id: appShape(gh, app).client_id ?? '',
    account: simpleUser(gh, owner),
    repository_selection: 'selected',
    access_tokens_url: `${gh.origin}/app/installations/${id}/access_tokens`,
    repositories_url: `${gh.origin}/installation/repositories`,
    html_url: `${gh.origin}/settings/installations/${id}`,
    app_id: app.id,
    app_slug: app.slug,
    target_id: account?.id ?? 0,
    target_type: account?.type === 'Organization' ? 'Organization' : 'User',
    permissions: { ...app.permissions },
    events: [...app.events],
    created_at: installation.createdAt,
    updated_at: installation.updatedAt,
    single_file_name: null,
    suspended_by: installation.suspendedAt === null ? null : simpleUser(gh, owner),
    suspended_at: installation.suspendedAt,
  };
}

/** The payload of `installation` and `installation_repositories`. */
export function installationPayload(
  gh: Github,
  installation: Installation,
  action: string,
  more: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const owner = gh.store.user(installation.owner);
  return {
    action,
    installation: installationShape(gh, installation),
    ...more,
    ...(owner?.type === 'Organization' ? { organization: organization(gh, owner.login) } : {}),
    sender: owner === undefined ? simpleUser(gh, installation.owner) : publicUser(gh, owner),
  };
}

/** Repositories as installation events list them. */
export function briefRepositories(gh: Github, ids: readonly number[]) {
  return gh.store
    .repositories()
    .filter((it) => ids.includes(it.id))
    .map((it) => {
      const { id, node_id, name, full_name, private: hidden } = repositoryShape(gh, it);
      return { id, node_id, name, full_name, private: hidden };
    });
}

/** A delivery to an App, in a list. */
export function appDeliveryShape(delivery: AppDelivery): Schemas['hook-delivery-item'] {
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: delivery.deliveredAt,
    redelivery: delivery.redelivery,
    duration: delivery.duration,
    status: delivery.status,
    status_code: delivery.statusCode,
    event: delivery.event,
    action: delivery.action,
    installation_id: delivery.installation,
    repository_id: delivery.repository,
    throttled_at: null,
  };
}
