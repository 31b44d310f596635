import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { Access, Caller, TokenPermissions } from '../../contract.js';
import type { RepositoryRecord } from '../model.js';

/** A GitHub App as its owner registered it. */
export interface AppSetting {
  readonly id: number;
  /** Its bot writes as `<slug>[bot]`. */
  readonly slug: string;
  /** PEM of the public half of the key that the App signs its tokens with. */
  readonly publicKey: string;
  /** Where its webhooks go; it gets none when left out. */
  readonly webhook?: { readonly url: string; readonly secret: string };
  /** As in the manifest: `pull_requests: write`. */
  readonly permissions: Readonly<Record<string, Exclude<Access, 'none'>>>;
  readonly events: readonly string[];
  /** Whether it is installed on the sandbox's repository from the start; the default is yes. */
  readonly installed?: boolean;
}

export interface Installation {
  readonly id: number;
  readonly app: AppSetting;
  readonly owner: string;
  /** Ids. */
  repositories: number[];
  readonly createdAt: string;
  updatedAt: string;
  suspendedAt: string | null;
}

export interface AppDelivery {
  readonly id: number;
  readonly app: number;
  readonly guid: string;
  readonly deliveredAt: string;
  readonly redelivery: boolean;
  /** Seconds. */
  readonly duration: number;
  readonly status: string;
  readonly statusCode: number;
  readonly event: string;
  readonly action: string | null;
  readonly installation: number | null;
  readonly repository: number | null;
  readonly payload: Record<string, unknown>;
}

/** GitHub refuses tokens of Apps that are valid for longer, and allows for a minute of clock drift. */
const LONGEST_SECONDS = 600;
const DRIFT_SECONDS = 60;

/** Apps, where they are installed, and what was delivered to them. Installations live as long as the process. */
export class Apps {
  readonly #apps: AppSetting[] = [];
  readonly #keys = new Map<number, KeyObject>();
  readonly installations: Installation[] = [];
  readonly deliveries: AppDelivery[] = [];

  register(app: AppSetting): void {
    this.#apps.push(app);
    this.#keys.set(app.id, createPublicKey(app.publicKey));
  }

  all(): readonly AppSetting[] {
    return this.#apps;
  }

  bySlug(slug: string): AppSetting | undefined {
    return this.#apps.find((app) => app.slug === slug);
  }

  byId(id: number): AppSetting | undefined {
    return this.#apps.find((app) => app.id === id);
  }

  /** The installation of an App that reaches a repository. */
  on(repository: RepositoryRecord, app: number): Installation | undefined {
    return this.installations.find((it) => it.app.id === app && it.repositories.includes(repository.id));
  }

  /** The App that signed a JSON web token; undefined for one that is forged, expired or malformed. */
  identify(jwt: string): (Caller & { kind: 'app' }) | undefined {
    const [head = '', body = '', signature = '', ...more] = jwt.split('.');
    if (more.length > 0 || signature === '') return undefined;
    const claims = claimsOf(body);
    const app = this.byId(Number(claims?.iss));
    const key = app && this.#keys.get(app.id);
    if (!claims || !app || !key || !isCurrent(claims)) return undefined;
    const signed = verify(
      'RSA-SHA256',
      Buffer.from(`${head}.${body}`),
      key,
      Buffer.from(signature, 'base64url'),
    );
    return signed ? { kind: 'app', login: app.slug, appId: app.id } : undefined;
  }
}

/** Permissions in the words of the manifest as the scopes that routes ask for. */
export function scopesOf(permissions: Readonly<Record<string, Access>>): TokenPermissions {
  return Object.fromEntries(
    Object.entries(permissions).map(([name, access]) => [name.replaceAll('_', '-'), access]),
  );
}

interface Claims {
  readonly iss?: unknown;
  readonly iat?: unknown;
  readonly exp?: unknown;
}

function claimsOf(body: string): Claims | undefined {
  try {
    return JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as Claims;
  } catch {
    return undefined;
  }
}

function isCurrent({ iat, exp }: Claims): boolean {
  const now = Date.now() / 1000;
  if (typeof iat !== 'number' || typeof exp !== 'number') return false;
  return iat <= now + DRIFT_SECONDS && exp > now && exp - now <= LONGEST_SECONDS + DRIFT_SECONDS;
}
