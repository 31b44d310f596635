import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBox } from '../../../sandbox/box.js';
import { person } from '../../../sandbox/demo/people.js';
import type { AppSetting } from '../../../sandbox/github/apps/registry.js';
import { type AppServer, startServer } from '../../../src/server/server.js';
import { readSettings } from '../../../src/server/settings.js';
import type { World } from '../../e2e/support.js';
import { APP_ID, PRIVATE_KEY, registration, SECRET } from './app.js';

/** A box with the App installed and its server at work. */
export interface AppWorld extends World {
  readonly server: AppServer;
  /** Where the server's webhooks go. */
  readonly url: string;
  readonly lines: readonly string[];
  /** Resolves when neither the box nor the server has anything left to do. */
  readonly settle: () => Promise<void>;
}

export interface AppWorldOptions {
  /** Files of the repository's first commit besides the Actions workflow; the sample when left out. */
  readonly seedRepo?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What the App may do besides what app.yml asks for. */
  readonly permissions?: AppSetting['permissions'];
}

/** Runs a story in a fresh box that the App serves, and throws both away. */
export async function withApp<T>(
  story: (world: AppWorld) => Promise<T>,
  options: AppWorldOptions = {},
): Promise<T> {
  const dataDir = await mkdtemp(join(tmpdir(), 'speckit-app-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/api/github/webhooks`;
  const app = registration({ webhook: { url, secret: SECRET } });
  const box = await openBox({
    dataDir: join(dataDir, 'box'),
    env: { SPECKIT_WRITE_SPACING_MS: '0' },
    apps: [{ ...app, permissions: { ...app.permissions, ...options.permissions } }],
    ...(options.seedRepo === undefined ? {} : { seedRepo: options.seedRepo }),
  });
  const lines: string[] = [];
  const settings = readSettings({ ...environment(box.apiUrl, port, join(dataDir, 'spool')), ...options.env });
  const server = await startServer(settings, {
    shippedWorkflow: async () => null,
    write: (line) => void lines.push(line),
  });
  const somebody = (login: string) => person(box.apiUrl, login, box.users[login]?.token ?? '');
  const settle = async (): Promise<void> => {
    for (let before = -1; before !== box.exchanges().length; ) {
      before = box.exchanges().length;
      await box.idle();
      await server.idle();
    }
  };
  try {
    await server.ready;
    await settle();
    return await story({
      box,
      server,
      url,
      lines,
      settle,
      repo: `/repos/${box.repo}`,
      ada: somebody('ada'),
      wendy: somebody('wendy'),
      reed: somebody('reed'),
      nora: somebody('nora'),
    });
  } catch (error) {
    console.error(lines.slice(-40).join(''));
    throw error;
  } finally {
    await server.stop();
    await box.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** What `npm start` needs to serve a box. */
export function environment(apiUrl: string, port: number, spool: string): Record<string, string> {
  return {
    APP_ID: String(APP_ID),
    PRIVATE_KEY,
    WEBHOOK_SECRET: SECRET,
    PORT: String(port),
    HOST: '127.0.0.1',
    GITHUB_API_URL: apiUrl,
    GITHUB_SERVER_URL: apiUrl,
    SPECKIT_BACKEND: 'recorded',
    SPECKIT_SPOOL: spool,
    SPECKIT_WRITE_SPACING_MS: '0',
  };
}

/** A port that nobody listens on at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('expected a port');
  return address.port;
}
