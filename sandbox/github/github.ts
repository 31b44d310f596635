import { join } from 'node:path';
import type { Caller } from '../contract.js';
import { Tokens } from './access/tokens.js';
import { Activity } from './activity.js';
import { Apps } from './apps/registry.js';
import { Events } from './events/events.js';
import { Hooks } from './events/hooks.js';
import { Mutex } from './git/mutex.js';
import type { RepositoryRecord } from './model.js';
import { Store } from './store.js';

/** Everything that the routes share. */
export interface Github {
  readonly store: Store;
  readonly tokens: Tokens;
  readonly apps: Apps;
  readonly events: Events;
  readonly hooks: Hooks;
  readonly activity: Activity;
  /** One writer at a time per repository: check, write and bookkeeping of a ref change are one step. */
  readonly writes: Mutex;
  /** Both the REST root and the web root: the sandbox has one address. */
  readonly origin: string;
  /** Path of the bare repository. */
  bare(repository: RepositoryRecord): string;
  /** Keeps what git computes from commits alone; never anything about refs, which move. */
  cached<T>(key: string, compute: () => Promise<T>): Promise<T>;
}

/** Opens the GitHub half on a data directory. */
export function createGithub(dataDir: string, origin: string): Github {
  const store = new Store(dataDir);
  const activity = new Activity();
  const apps = new Apps();
  const hooks = new Hooks(store, activity, apps);
  return {
    store,
    apps,
    activity,
    hooks,
    events: new Events(hooks),
    tokens: new Tokens(store, apps),
    writes: new Mutex(),
    origin,
    bare: (repository) => join(dataDir, 'repositories', repository.owner, `${repository.name}.git`),
    cached: createCache(),
  };
}

const cachedFacts = 2000;

function createCache(): Github['cached'] {
  const facts = new Map<string, Promise<unknown>>();
  return <T>(key: string, compute: () => Promise<T>): Promise<T> => {
    const known = facts.get(key);
    if (known) return known as Promise<T>;
    if (facts.size >= cachedFacts) facts.clear();
    const fact = compute();
    facts.set(key, fact);
    fact.catch(() => facts.delete(key));
    return fact;
  };
}

/** The present in GitHub's form: UTC, whole seconds. */
export function now(): string {
  return toIso(new Date());
}

/** A moment in GitHub's form. */
export function toIso(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

/** `owner/name` of a repository. */
export function fullName(repository: RepositoryRecord): string {
  return `${repository.owner}/${repository.name}`;
}

/** The login that a caller writes under; callers without one are refused before they write. */
export function loginOf(caller: Caller): string {
  return caller.kind === 'anonymous' ? 'ghost' : caller.login;
}
