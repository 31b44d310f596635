import { gunzipSync } from 'node:zlib';

/** The refs that a push names, read off the commands before its pack; of a body that is no push, none. */
export function pushedRefs(body: Buffer, encoding: string | undefined): readonly string[] {
  const bytes = encoding === 'gzip' || encoding === 'x-gzip' ? gunzipSync(body) : body;
  const refs: string[] = [];
  for (let at = 0; at + 4 <= bytes.length; ) {
    const length = Number.parseInt(bytes.toString('latin1', at, at + 4), 16);
    // A packet of length 0 ends the commands.
    if (!(length > 4)) break;
    const line = bytes.toString('utf8', at + 4, at + length);
    const ref = /^[0-9a-f]{40} [0-9a-f]{40} ([^\0\n]+)/.exec(line)?.[1];
    if (ref !== undefined) refs.push(ref);
    at += length;
  }
  return refs;
}
