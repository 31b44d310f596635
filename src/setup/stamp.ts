/** The line by which `init` knows again what it wrote: its version, and a digest of the rest of the file. */
import { createHash } from 'node:crypto';

export interface Stamp {
  readonly version: string;
  /** True while nobody has changed the file since. */
  readonly isIntact: boolean;
}

const LINE = /^# speckit-init (\d+\.\d+\.\d+\S*) sha256:([0-9a-f]{16})(?: .*)?$/m;
const MEANING = '(this line lets a later `speckit init` see edits)';

/** Adds the line below the first line of a file, which may be an editor's. */
export function stamp(text: string, version: string): string {
  const [first = '', ...rest] = text.split('\n');
  return [first, `# speckit-init ${version} sha256:${digest(text)} ${MEANING}`, ...rest].join('\n');
}

/** What the line of a file says; null where it has none. */
export function readStamp(text: string): Stamp | null {
  const found = LINE.exec(plain(text));
  if (found === null) return null;
  const [, version = '', recorded] = found;
  return { version, isIntact: recorded === digest(unstamped(text)) };
}

/** True when two files say the same, whichever version wrote them. */
export function sameText(one: string, other: string): boolean {
  return digest(unstamped(one)) === digest(unstamped(other));
}

function unstamped(text: string): string {
  return plain(text).replace(new RegExp(`${LINE.source}\n?`, 'm'), '');
}

function digest(text: string): string {
  return createHash('sha256').update(plain(text)).digest('hex').slice(0, 16);
}

/** A checkout may have changed line ends, an editor the end of the file. */
function plain(text: string): string {
  return `${text
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n')
    .trimEnd()}\n`;
}
