/**
 * What people see of a workflow beside its dashboard, as fingerprints in the dashboard's comment: a run that finds its own
 * there has nothing to write. A hint and no more: who writes looks at GitHub first.
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

/** The key of the marker that carries them. */
export function shownKey(shown: Shown): string {
  return [...shown]
    .map(([name, { value, declined }]) => `${name}=${declined ? '!' : ''}${value}`)
    .toSorted()
    .join(';');
}

/** A fingerprint of anything that JSON can tell. */
export function fingerprint(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
}
