import {
  isSecretFile,
  type SecretScanner,
  secretScanner,
  secretsIn,
  secretWords,
} from '../../commands/secret-values.js';
import type { TreeReader } from '../../runtime/ports.js';

/** Larger files are no lists of secrets. */
const LONGEST = 100_000;
const MOST_FILES = 200;
/** Of all files together: each costs time wherever something is looked through. */
const MOST_WORDS = 1_000;

/** Knows the secrets of this job's environment, and those that the repository itself holds in files made for them. */
export async function knownSecrets(
  tree: TreeReader,
  environment: NodeJS.ProcessEnv = process.env,
  names: readonly string[] = [],
): Promise<SecretScanner> {
  const files = (await tree.list()).filter(({ path, mode }) => mode !== '160000' && isSecretFile(path));
  const texts = await Promise.all(files.slice(0, MOST_FILES).map((file) => tree.read(file)));
  const words = fairly(texts.filter((text) => text.length <= LONGEST).map(secretWords), MOST_WORDS);
  return secretScanner([...secretsIn(environment, names), ...words]);
}

/** The first of each list, then the second of each, and so on: no list keeps the others out by its length. */
function fairly(lists: readonly (readonly string[])[], most: number): readonly string[] {
  const taken = new Set<string>();
  const longest = lists.reduce((length, list) => Math.max(length, list.length), 0);
  for (let place = 0; place < longest; place += 1) {
    for (const list of lists) {
      const word = list[place];
      if (word !== undefined && taken.size < most) taken.add(word);
    }
  }
  return [...taken];
}
