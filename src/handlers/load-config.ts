import { CONFIG_FILE, parseConfig } from '../config/load.js';
import { type Config, defaultConfig } from '../config/schema.js';
import type { GithubClient } from '../hosts/github/client.js';
import type { ConfigOutcome } from './bot.js';

/** Reads `.github/speckit.yml` of the default branch, once per process. A missing file means the defaults. */
export function configReader(
  client: GithubClient,
  repository: { readonly owner: string; readonly repo: string },
): () => Promise<ConfigOutcome> {
  let outcome: Promise<ConfigOutcome> | null = null;
  return () => {
    outcome ??= read(client, repository);
    return outcome;
  };
}

/** What holds meanwhile: commands to a workflow that is under way are followed with the defaults where the file is broken. */
export function inForce(outcome: ConfigOutcome): Config {
  return outcome.kind === 'valid' ? outcome.config : defaultConfig();
}

async function read(
  client: GithubClient,
  repository: { readonly owner: string; readonly repo: string },
): Promise<ConfigOutcome> {
  const file = await client.askMaybe(`read ${CONFIG_FILE}`, (api) =>
    api.repos.getContent({ ...repository, path: CONFIG_FILE }),
  );
  if (file === null) return { kind: 'valid', config: defaultConfig() };
  if (Array.isArray(file) || file.type !== 'file' || !('content' in file)) {
    const problem = { file: CONFIG_FILE, line: 1, key: '', expected: 'a file', received: 'something else' };
    return { kind: 'invalid', problems: [{ ...problem, message: `${CONFIG_FILE}: expected a file` }] };
  }
  const { config, problems } = parseConfig(Buffer.from(file.content, 'base64').toString('utf8'));
  return config === null ? { kind: 'invalid', problems } : { kind: 'valid', config };
}
