import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the server of the App is told by its environment. */
export interface ServerSettings {
  readonly appId: number;
  readonly privateKey: string;
  readonly webhookSecret: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly host: string;
  readonly webhookPath: string;
  /** REST root, without a trailing slash. */
  readonly apiUrl: string;
  /** Where people look at repositories, without a trailing slash. */
  readonly serverUrl: string;
  readonly backend: string | null;
  /** Accepted deliveries wait here as files, so that a process that is killed loses none. */
  readonly spool: string;
  /** More waiting than this, and GitHub is asked to come back later. */
  readonly queueLimit: number;
  /** Repositories that are worked on at the same time. */
  readonly concurrency: number;
  readonly sweepIntervalMs: number;
  /** How long a shutdown waits for what was accepted. */
  readonly drainMs: number;
  readonly logLevel: string;
  readonly writeSpacingMs: number | undefined;
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Reads the environment of the server.
 *
 * @throws Error naming the variable that is missing or wrong, never its value where it is a secret
 */
export function readSettings(env: Env): ServerSettings {
  const appId = Number(need(env, 'APP_ID'));
  if (!Number.isSafeInteger(appId) || appId <= 0) {
    throw new Error(`expected APP_ID to be the number on the App's settings page, received "${env.APP_ID}"`);
  }
  const port = whole(env, 'PORT', 3000);
  return {
    appId,
    privateKey: readKey(need(env, 'PRIVATE_KEY')),
    webhookSecret: need(env, 'WEBHOOK_SECRET'),
    port,
    host: env.HOST || '0.0.0.0',
    webhookPath: env.WEBHOOK_PATH || '/api/github/webhooks',
    ...readUrls(env),
    backend: env.SPECKIT_BACKEND || null,
    spool: env.SPECKIT_SPOOL || join(tmpdir(), `speckit-spool-${appId}-${port}`),
    queueLimit: whole(env, 'SPECKIT_QUEUE_LIMIT', 1000),
    concurrency: Math.max(1, whole(env, 'SPECKIT_CONCURRENCY', 8)),
    sweepIntervalMs: 1000 * Math.max(1, whole(env, 'SPECKIT_SWEEP_SECONDS', 15 * 60)),
    drainMs: 1000 * whole(env, 'SPECKIT_DRAIN_SECONDS', 25),
    logLevel: env.LOG_LEVEL || 'info',
    writeSpacingMs: env.SPECKIT_WRITE_SPACING_MS ? whole(env, 'SPECKIT_WRITE_SPACING_MS', 0) : undefined,
  };
}

/** Hosting providers hand over keys on one line: with `\n` for the ends of lines, or as base64. */
function readKey(text: string): string {
  const key = text.includes('-----BEGIN') ? text : Buffer.from(text, 'base64').toString('utf8');
  if (!key.includes('-----BEGIN')) {
    throw new Error(
      'expected PRIVATE_KEY to hold the PEM file of the App, as it is or as base64; received neither',
    );
  }
  return key.replaceAll('\\n', '\n');
}

/** `GITHUB_API_URL` and `GITHUB_SERVER_URL` as Actions name them, or Probot's `GHE_HOST`; github.com otherwise. */
function readUrls(env: Env): { apiUrl: string; serverUrl: string } {
  const protocol = env.GHE_PROTOCOL || 'https';
  const enterprise = env.GHE_HOST ? `${protocol}://${env.GHE_HOST}` : undefined;
  const apiUrl = env.GITHUB_API_URL || (enterprise ? `${enterprise}/api/v3` : 'https://api.github.com');
  const serverUrl = env.GITHUB_SERVER_URL || enterprise || 'https://github.com';
  for (const [name, url] of Object.entries({ GITHUB_API_URL: apiUrl, GITHUB_SERVER_URL: serverUrl })) {
    if (!URL.canParse(url))
      throw new Error(`expected ${name} (or GHE_HOST) to make a URL, received "${url}"`);
  }
  return { apiUrl: apiUrl.replace(/\/+$/, ''), serverUrl: serverUrl.replace(/\/+$/, '') };
}

function need(env: Env, name: string): string {
  const value = env[name];
  if (value !== undefined && value !== '') return value;
  throw new Error(
    `expected ${name} in the environment, found nothing. docs/app.md says where it comes from.`,
  );
}

function whole(env: Env, name: string, fallback: number): number {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new Error(`expected ${name} to be a whole number from 0 on, received "${text}"`);
}
