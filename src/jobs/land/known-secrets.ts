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
const MOST_FILES = 50;

/** Knows the secrets of this job's environment, and those that the repository itself holds in files made for them. */
export async function knownSecrets(
  tree: TreeReader,
  environment: NodeJS.ProcessEnv = process.env,
  names: readonly string[] = [],
): Promise<SecretScanner> {
  const files = (await tree.list()).filter(({ path, mode }) => mode !== '160000' && isSecretFile(path));
  const texts = await Promise.all(files.slice(0, MOST_FILES).map((file) => tree.read(file)));
  const words = texts.filter((text) => text.length <= LONGEST).flatMap((text) => [...secretWords(text)]);
  return secretScanner([...secretsIn(environment, names), ...words]);
}
