import { randomBytes } from 'node:crypto';
import type { Caller, TokenPermissions } from '../../contract.js';
import type { Apps, Installation } from '../apps/registry.js';
import { scopesOf } from '../apps/registry.js';
import type { Store } from '../store.js';

export const runLogin = 'github-actions[bot]';

const HOUR_MS = 3_600_000;

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Finds callers by their tokens. Tokens of people are stored with them; those of runs live as long as the process. */
export class Tokens {
  readonly #store: Store;
  readonly #apps: Apps;
  readonly #runs = new Map<string, Caller & { kind: 'run' }>();
  readonly #installations = new Map<string, InstallationToken>();

  constructor(store: Store, apps: Apps) {
    this.#store = store;
    this.#apps = apps;
  }

  /** A token for one run, in the form and with the scopes of `GITHUB_TOKEN`. */
  mint(repository: string, runId: number, permissions: TokenPermissions): string {
    const token = newToken('ghs');
    this.#runs.set(token, { kind: 'run', login: runLogin, runId, repository, permissions });
    return token;
  }

  /** A token of an installation, for the repositories and the permissions asked for; it ends after an hour. */
  mintForInstallation(
    installation: Installation,
    repositories: readonly number[],
    permissions: Readonly<Record<string, 'read' | 'write'>>,
  ): { token: string; expiresAt: Date } {
    const token = newToken('ghs');
    const expiresAt = new Date(Date.now() + HOUR_MS);
    this.#installations.set(token, {
      installation,
      repositories,
      permissions: scopesOf(permissions),
      expiresAt,
    });
    return { token, expiresAt };
  }

  revoke(token: string): void {
    this.#runs.delete(token);
    this.#installations.delete(token);
  }

  /** The caller behind an `Authorization` header, or undefined for credentials that nobody has. */
  identify(authorization: string | undefined): Caller | undefined {
    if (authorization === undefined || authorization === '') return { kind: 'anonymous' };
    const token = tokenOf(authorization);
    if (token === undefined) return undefined;
    const run = this.#runs.get(token);
    if (run) return run;
    const installed = this.#installations.get(token);
    if (installed) return this.#installationCaller(installed);
    if (token.startsWith('eyJ')) return this.#apps.identify(token);
    const user = this.#store.data.users.find((it) => it.token === token);
    return user && { kind: 'user', login: user.login };
  }

  /** A token outlives neither its hour, nor the installation, nor what the installation may reach. */
  #installationCaller(given: InstallationToken): Caller | undefined {
    const { installation, permissions } = given;
    const isThere = this.#apps.installations.includes(installation) && installation.suspendedAt === null;
    if (!isThere || given.expiresAt.getTime() <= Date.now()) return undefined;
    return {
      kind: 'installation',
      login: `${installation.app.slug}[bot]`,
      appId: installation.app.id,
      installationId: installation.id,
      repositories: given.repositories.filter((id) => installation.repositories.includes(id)),
      permissions,
    };
  }
}

interface InstallationToken {
  readonly installation: Installation;
  readonly repositories: readonly number[];
  readonly permissions: TokenPermissions;
  readonly expiresAt: Date;
}

/** A random token with GitHub's prefix: `ghp` for people, `ghs` for runs. */
export function newToken(prefix: 'ghp' | 'ghs'): string {
  const characters = [...randomBytes(36)].map((byte) => alphabet.charAt(byte % alphabet.length));
  return `${prefix}_${characters.join('')}`;
}

function tokenOf(authorization: string): string | undefined {
  const [scheme = '', value = ''] = authorization.trim().split(/\s+/, 2);
  switch (scheme.toLowerCase()) {
    case 'bearer':
    case 'token':
      return value;
    case 'basic': {
      const [name = '', password = ''] = Buffer.from(value, 'base64').toString('utf8').split(/:(.*)/s);
      // git clients send the token as the password; some send it as the name with an empty or fixed password.
      return password === '' || password === 'x-oauth-basic' ? name : password;
    }
    default:
      return undefined;
  }
}
