import type { TreeFile, TreeReader } from '../../runtime/ports.js';
import type { GithubClient } from './client.js';
import { unreadableAnswer } from './github-error.js';
import type { RepositoryName } from './repository.js';

/** Reads the files of one commit through the API. */
export function createTreeReader(client: GithubClient, repo: RepositoryName, head: string): TreeReader {
  return {
    head,
    list: () => listTree(client, repo, head),
    async read(file) {
      const attempted = `read ${file.path} at ${head}`;
      const blob = await client.ask(attempted, (api) => api.git.getBlob({ ...repo, file_sha: file.id }));
      if (blob.encoding !== 'base64' && blob.encoding !== 'utf-8') {
        throw unreadableAnswer(attempted, 'the content in base64 or utf-8', `encoding "${blob.encoding}"`);
      }
      return Buffer.from(blob.content, blob.encoding).toString('utf8');
    },
  };
}

/**
 * Every file below a commit or tree. GitHub cuts a recursive listing short in very large repositories; then each
 * directory is asked for by itself, again recursively, so that few requests are needed.
 */
export async function listTree(
  client: GithubClient,
  repo: RepositoryName,
  treeish: string,
  prefix = '',
): Promise<readonly TreeFile[]> {
  const attempted = `list the files of ${treeish}`;
  const whole = await client.ask(attempted, (api) =>
    api.git.getTree({ ...repo, tree_sha: treeish, recursive: '1' }),
  );
  if (!whole.truncated) return whole.tree.flatMap((entry) => toFile(entry, prefix));
  const level = await client.ask(attempted, (api) => api.git.getTree({ ...repo, tree_sha: treeish }));
  if (level.truncated) {
    throw unreadableAnswer(attempted, 'a directory that GitHub lists whole', 'a list that is cut short');
  }
  const files: TreeFile[] = [];
  for (const entry of level.tree) {
    if (entry.type === 'tree' && entry.sha) {
      files.push(...(await listTree(client, repo, entry.sha, `${prefix}${entry.path ?? ''}/`)));
    } else {
      files.push(...toFile(entry, prefix));
    }
  }
  return files;
}

interface Entry {
  readonly path?: string;
  readonly mode?: string;
  readonly type?: string;
  readonly sha?: string | null;
}

function toFile(entry: Entry, prefix: string): TreeFile[] {
  if (entry.type === 'tree' || !entry.path || !entry.mode || !entry.sha) return [];
  return [{ path: `${prefix}${entry.path}`, mode: entry.mode, id: entry.sha }];
}
