import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';
import { reply } from './door.js';
import type { Logger } from './logger.js';
import type { ServerSettings } from './settings.js';

export interface Routes {
  readonly webhook: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  readonly metrics: Registry;
  readonly isReady: () => boolean;
  readonly log: Logger;
}

export interface Listening {
  readonly port: number;
  /** Ends the connections that are left. */
  close(): Promise<void>;
}

/** Slow senders hold a connection no longer than this. */
const REQUEST_TIMEOUT_MS = 20_000;

/** Serves webhooks, and what those who run the server look at. */
export async function listen(
  { port, host, webhookPath }: Pick<ServerSettings, 'port' | 'host' | 'webhookPath'>,
  routes: Routes,
): Promise<Listening> {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = (request.url ?? '').split('?')[0];
    if (path === webhookPath) {
      if (request.method === 'POST') return routes.webhook(request, response);
      return reply(response, 405, 'expected POST', { allow: 'POST' });
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') return reply(response, 404, 'not found');
    switch (path) {
      case '/healthz':
        return reply(response, 200, 'ok');
      case '/readyz':
        return routes.isReady() ? reply(response, 200, 'ready') : reply(response, 503, 'not ready');
      case '/metrics': {
        const text = await routes.metrics.metrics();
        response.writeHead(200, { 'content-type': routes.metrics.contentType });
        return void response.end(text);
      }
      default:
        return reply(response, 404, 'not found');
    }
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      routes.log.error({ err: error }, 'a request failed');
      if (response.headersSent) response.destroy();
      else reply(response, 500, 'failed', { connection: 'close' });
    });
  });
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
