/** The key of a backend: where it comes from, and that it shows nowhere. */
import { redact } from '../commands/redact.js';
import type { Secret } from './agent-program.js';
import { BackendError } from './backend.js';

/** The first of the names that is set. Throws when none is. */
export function chooseSecret(backend: string, names: readonly string[], source: NodeJS.ProcessEnv): Secret {
  for (const name of names) {
    const value = source[name];
    if (value !== undefined && value !== '') return { name, value };
  }
  throw new BackendError(
    'UnrecoverableError',
    `expected the key of backend ${backend} in ${names.join(' or ')}, found none of them set. Add it as a secret of the repository and hand it to the job that plays agents, or name another variable in backends.${backend}.secret_env`,
  );
}

/** Makes a function that removes the given secrets, and everything else that looks like one, from text. */
export function hider(secrets: readonly Secret[]): (text: string) => string {
  const hidden = secrets.flatMap(({ value }) => formsOf(value)).sort((a, b) => b.length - a.length);
  return (text) => redact(hidden.reduce((current, form) => current.replaceAll(form, '[redacted]'), text));
}

/** Removes secrets from every text in a value, names of members included. */
export function hideIn(value: unknown, hide: (text: string) => string): unknown {
  if (typeof value === 'string') return hide(value);
  if (Array.isArray(value)) return value.map((entry) => hideIn(entry, hide));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [hide(name), hideIn(entry, hide)]));
}

/** A value as it is, and as programs write it into URLs and headers. Short ones would mangle innocent text. */
export function formsOf(value: string): string[] {
  if (value.length < 8) return [];
  const base64 = Buffer.from(value).toString('base64').replace(/=+$/, '');
  return [...new Set([value, encodeURIComponent(value), base64, JSON.stringify(value).slice(1, -1)])];
}
