/**
 * What people see of a workflow: the version in the dashboard's comment, and fingerprints there of all that is shown beside
 * it. A run that finds its own there has nothing to write. A hint and no more: who writes looks at GitHub first.
 */
import { createHash } from 'node:crypto';
import { readMarker, SHOWN_MARKER } from './markers.js';

/** By what is shown: `checks`, `labels`, `pull`. */
export type Shown = ReadonlyMap<string, Fingerprint>;

interface Fingerprint {
  readonly value: string;
  /** True where GitHub declined to show it; it was warned of then. */
  readonly declined: boolean;
}

/** Reads the fingerprints of a dashboard comment; none where there are none. */
export function readShown(body: string): Shown {
  const text = readMarker(body, SHOWN_MARKER) ?? '';
  const parts = [...text.matchAll(/([a-z]+)=(!?)([0-9a-f]{16})/g)];
  return new Map(
    parts.map(([, name = '', sign, value = '']) => [name, { value, declined: sign === '!' }] as const),
  );
}

/** Which version of the state a dashboard comment shows; -1 where it does not say. */
export function readRevision(body: string): number {
  return Number(/(?:^|;)revision=(\d{1,15})(?:;|$)/.exec(readMarker(body, SHOWN_MARKER) ?? '')?.[1] ?? -1);
}

/** The key of the marker that carries both. */
export function shownKey(shown: Shown, revision: number): string {
  const parts = [...shown].map(([name, { value, declined }]) => `${name}=${declined ? '!' : ''}${value}`);
  return [...parts.toSorted(), `revision=${revision}`].join(';');
}

/** A fingerprint of anything that JSON can tell. */
export function fingerprint(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
}
