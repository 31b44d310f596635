import { randomBytes } from 'node:crypto';
import type { Caller, TokenPermissions } from '../../contract.js';
import type { Store } from '../store.js';

export const runLogin = 'github-actions[bot]';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Finds callers by their tokens. Tokens of people are stored with them; those of runs live as long as the process. */
export class Tokens {
  readonly #store: Store;
  readonly #runs = new Map<string, Caller & { kind: 'run' }>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** A token for one run, in the form and with the scopes of `GITHUB_TOKEN`. */
  mint(repository: string, runId: number, permissions: TokenPermissions): string {
    const token = newToken('ghs');
    this.#runs.set(token, { kind: 'run', login: runLogin, runId, repository, permissions });
    return token;
  }

  revoke(token: string): void {
    this.#runs.delete(token);
  }

  /** The caller behind an `Authorization` header, or undefined for credentials that nobody has. */
  identify(authorization: string | undefined): Caller | undefined {
    if (authorization === undefined || authorization === '') return { kind: 'anonymous' };
    const token = tokenOf(authorization);
    if (token === undefined) return undefined;
    const run = this.#runs.get(token);
    if (run) return run;
    const user = this.#store.data.users.find((it) => it.token === token);
    return user && { kind: 'user', login: user.login };
  }
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
