import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deflate } from 'node:zlib';

const compress = promisify(deflate);

/** Stores an object in git's own loose form, and gives its id. */
export async function writeObject(
  bare: string,
  type: 'commit' | 'tag' | 'tree' | 'blob',
  content: Uint8Array,
): Promise<string> {
  const bytes = Buffer.concat([Buffer.from(`${type} ${content.length}\0`), content]);
  const sha = createHash('sha1').update(bytes).digest('hex');
  const directory = join(bare, 'objects', sha.slice(0, 2));
  const file = join(directory, sha.slice(2));
  if (existsSync(file)) return sha;
  await mkdir(directory, { recursive: true });
  // Under another name first: a reader sees all of an object or none of it.
  const part = join(directory, `tmp_obj_${randomUUID()}`);
  await writeFile(part, await compress(bytes), { mode: 0o444 });
  await rename(part, file);
  return sha;
}
