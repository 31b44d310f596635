import { createHmac, randomUUID } from 'node:crypto';
import type { RepositoryEvent } from '../../contract.js';
import type { Activity } from '../activity.js';
import type { AppDelivery, AppSetting, Apps, Installation } from '../apps/registry.js';
import type { DeliveryRecord, HookRecord, RepositoryRecord } from '../model.js';
import { nodeId } from '../shapes/ids.js';
import type { Store } from '../store.js';

/** GitHub waits this long for a subscriber. */
const timeoutMs = 10_000;
const keptDeliveries = 300;
const keptAppDeliveries = 3_000;

/** Sends webhooks, and keeps what was sent and answered. */
export class Hooks {
  readonly #store: Store;
  readonly #activity: Activity;
  readonly #apps: Apps;
  readonly #stopping = new AbortController();

  constructor(store: Store, activity: Activity, apps: Apps) {
    this.#apps = apps;
    this.#store = store;
    this.#activity = activity;
  }

  /** Starts a delivery to every subscriber of this event, and returns at once. */
  deliver(event: RepositoryEvent): void {
    const [owner = '', name = ''] = event.repository.split('/');
    const repository = this.#store.repository(owner, name);
    if (!repository || this.#stopping.signal.aborted) return;
    for (const hook of repository.hooks) {
      if (!hook.active || !(hook.events.includes('*') || hook.events.includes(event.name))) continue;
      // A copy: the records behind the payload go on changing, what was sent does not.
      const payload = structuredClone(event.payload) as Record<string, unknown>;
      const send = this.#send(
        repository,
        hook,
        randomUUID(),
        event.name,
        event.action ?? null,
        payload,
        false,
      );
      void this.#activity.track(send);
    }
    for (const installation of this.#apps.installations) {
      const isMeant = installation.repositories.includes(repository.id) && installation.suspendedAt === null;
      if (!isMeant || !installation.app.events.includes(event.name)) continue;
      const { id } = installation;
      const about = { installation: { id, node_id: nodeId('MDIzOkludGVncmF0aW9uSW5zdGFsbGF0aW9u', id) } };
      const payload = structuredClone({ ...event.payload, ...about }) as Record<string, unknown>;
      this.tellApp(installation, event.name, event.action ?? null, payload, repository.id);
    }
  }

  /** Starts a delivery to the App of an installation, whether it asked for such events or not. */
  tellApp(
    installation: Installation,
    event: string,
    action: string | null,
    payload: Record<string, unknown>,
    repository: number | null = null,
  ): void {
    const { app, id } = installation;
    if (this.#stopping.signal.aborted) return;
    const head = { app: app.id, guid: randomUUID(), event, action, installation: id, repository, payload };
    void this.#activity.track(this.#sendToApp(app, { ...head, redelivery: false }));
  }

  /** Sends a delivery to an App once more, under the GUID that it had. */
  redeliverToApp(delivery: AppDelivery): void {
    const app = this.#apps.byId(delivery.app);
    if (app) void this.#activity.track(this.#sendToApp(app, { ...delivery, redelivery: true }));
  }

  /** Tells a new subscriber that it is one. */
  ping(repository: RepositoryRecord, hook: HookRecord, payload: Record<string, unknown>): void {
    void this.#activity.track(this.#send(repository, hook, randomUUID(), 'ping', null, payload, false));
  }

  /** Sends a delivery once more, under the GUID that it had. */
  redeliver(repository: RepositoryRecord, hook: HookRecord, delivery: DeliveryRecord): void {
    const { guid, event, action, payload } = delivery;
    void this.#activity.track(this.#send(repository, hook, guid, event, action, payload, true));
  }

  /** Gives up what is under way. */
  stop(): void {
    this.#stopping.abort();
  }

  async #sendToApp(
    app: AppSetting,
    delivery: Omit<AppDelivery, 'id' | 'deliveredAt' | 'duration' | 'status' | 'statusCode'>,
  ): Promise<void> {
    const { webhook } = app;
    if (webhook === undefined) return;
    const body = JSON.stringify(delivery.payload);
    const headers: Record<string, string> = {
      Accept: '*/*',
      'Content-Type': 'application/json',
      'User-Agent': `GitHub-Hookshot/${app.id.toString(16).padStart(7, '0')}`,
      'X-GitHub-Delivery': delivery.guid,
      'X-GitHub-Event': delivery.event,
      'X-GitHub-Hook-ID': String(app.id),
      'X-GitHub-Hook-Installation-Target-ID': String(app.id),
      'X-GitHub-Hook-Installation-Target-Type': 'integration',
      ...signatures(webhook.secret, body),
    };
    const started = performance.now();
    const { status, statusCode } = await this.#post(webhook.url, headers, body);
    this.#apps.deliveries.push({
      ...delivery,
      id: this.#store.nextId(),
      deliveredAt: new Date().toISOString(),
      duration: Math.round(performance.now() - started) / 1000,
      status,
      statusCode,
    });
    this.#apps.deliveries.splice(0, this.#apps.deliveries.length - keptAppDeliveries);
  }

  async #send(
    repository: RepositoryRecord,
    hook: HookRecord,
    guid: string,
    event: string,
    action: string | null,
    payload: Record<string, unknown>,
    redelivery: boolean,
  ): Promise<void> {
    const json = JSON.stringify(payload);
    const form = hook.contentType === 'form';
    const body = form ? new URLSearchParams({ payload: json }).toString() : json;
    const headers: Record<string, string> = {
      Accept: '*/*',
      'Content-Type': form ? 'application/x-www-form-urlencoded' : 'application/json',
      'User-Agent': `GitHub-Hookshot/${hook.id.toString(16).padStart(7, '0')}`,
      'X-GitHub-Delivery': guid,
      'X-GitHub-Event': event,
      'X-GitHub-Hook-ID': String(hook.id),
      'X-GitHub-Hook-Installation-Target-ID': String(repository.id),
      'X-GitHub-Hook-Installation-Target-Type': 'repository',
      ...(hook.secret === null ? {} : signatures(hook.secret, body)),
    };
    const started = performance.now();
    const answer = await this.#post(hook.url, headers, body);
    repository.deliveries.push({
      id: this.#store.nextId(),
      hook: hook.id,
      guid,
      deliveredAt: new Date().toISOString(),
      redelivery,
      duration: Math.round(performance.now() - started) / 1000,
      event,
      action,
      requestHeaders: headers,
      payload,
      ...answer,
    });
    repository.deliveries.splice(0, repository.deliveries.length - keptDeliveries);
    this.#store.touch();
  }

  async #post(
    url: string,
    headers: Record<string, string>,
    body: string,
  ): Promise<Pick<DeliveryRecord, 'status' | 'statusCode' | 'responseHeaders' | 'responsePayload'>> {
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = AbortSignal.any([this.#stopping.signal, timeout]);
    try {
      const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' });
      return {
        status: response.ok ? 'OK' : `Invalid HTTP Response: ${response.status}`,
        statusCode: response.status,
        responseHeaders: Object.fromEntries(response.headers),
        responsePayload: await response.text(),
      };
    } catch {
      return {
        status: timeout.aborted ? 'timed out' : 'failed to connect to host',
        statusCode: timeout.aborted ? 504 : 502,
        responseHeaders: {},
        responsePayload: null,
      };
    }
  }
}

/** The signature headers of a delivery. */
function signatures(secret: string, body: string): Record<string, string> {
  const sign = (algorithm: 'sha1' | 'sha256'): string =>
    `${algorithm}=${createHmac(algorithm, secret).update(body).digest('hex')}`;
  return { 'X-Hub-Signature': sign('sha1'), 'X-Hub-Signature-256': sign('sha256') };
}
