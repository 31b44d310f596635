import { z } from 'zod';
import { person, readCommit, signature, writeCommit } from '../git/commits.js';
import { readObject } from '../git/object-reader.js';
import { writeObject } from '../git/object-writer.js';
import { objectType, resolveCommit } from '../git/refs.js';
import { editTree, isFilePath, listTree, readBlob, writeBlob } from '../git/trees.js';
import { type Github, toIso } from '../github.js';
import { gitPerson, readBody } from '../http/body.js';
import { notFound, unprocessable } from '../http/errors.js';
import { type App, type C, demand, repositoryOf, text } from '../http/scope.js';
import type { RepositoryRecord } from '../model.js';
import { gitCommitShape } from '../shapes/commit.js';
import { base64Lines } from '../shapes/content.js';
import { nodeId, type Schemas } from '../shapes/ids.js';
import { repositoryUrl } from '../shapes/repository.js';
import { personOf } from './merges.js';

const newBlob = z.object({ content: z.string(), encoding: z.enum(['utf-8', 'base64']).optional() });
const treeEntry = z.object({
  path: z.string(),
  mode: z.enum(['100644', '100755', '040000', '160000', '120000']),
  type: z.enum(['blob', 'tree', 'commit']).optional(),
  sha: z.string().nullish(),
  content: z.string().optional(),
});
const newTree = z.object({ tree: z.array(treeEntry), base_tree: z.string().optional() });
const newCommit = z.object({
  message: z.string(),
  tree: z.string(),
  parents: z.array(z.string()).optional(),
  author: gitPerson.optional(),
  committer: gitPerson.partial().optional(),
});
const newTag = z.object({
  tag: z.string(),
  message: z.string(),
  object: z.string(),
  type: z.enum(['commit', 'tree', 'blob']),
  tagger: gitPerson.optional(),
});
const base = '/repos/:owner/:repo/git';
/** GitHub cuts recursive lists here. */
const maxEntries = 100_000;

/** Blobs, trees, commits and tags through the git data API. */
export function mountGitObjects(app: App, gh: Github): void {
  app.get(`${base}/blobs/:sha`, async (c) => {
    const { repository, sha } = await existing(gh, c, 'blob');
    const content = await readBlob(gh.bare(repository), sha);
    if (/\.raw\b/.test(c.req.header('accept') ?? '')) return c.body(new Uint8Array(content));
    const shape: Schemas['blob'] = {
      sha,
      node_id: nodeId('B', repository.id, sha),
      size: content.length,
      url: `${repositoryUrl(gh, repository)}/git/blobs/${sha}`,
      content: base64Lines(content),
      encoding: 'base64',
    };
    return c.json(shape);
  });
  app.post(`${base}/blobs`, async (c) => {
    const repository = writable(gh, c);
    const body = await readBody(c, newBlob);
    const content = Buffer.from(body.content, body.encoding === 'base64' ? 'base64' : 'utf8');
    const sha = await writeBlob(gh.bare(repository), content);
    return created(c, { url: `${repositoryUrl(gh, repository)}/git/blobs/${sha}`, sha });
  });
  app.get(`${base}/trees/:sha{.+}`, async (c) => {
    const repository = repositoryOf(gh, c);
    demand(gh, c, 'read', 'contents');
    const bare = gh.bare(repository);
    const name = text(c, 'sha');
    const sha = (await objectType(bare, name)) === 'tree' ? name : await treeOf(bare, name);
    if (sha === undefined) throw notFound();
    return c.json(await treeShape(gh, repository, sha, c.req.query('recursive') !== undefined));
  });
  app.post(`${base}/trees`, async (c) => {
    const repository = writable(gh, c);
    const body = await readBody(c, newTree);
    const sha = await createTree(gh.bare(repository), body);
    return created(c, await treeShape(gh, repository, sha, false));
  });
  app.get(`${base}/commits/:sha`, async (c) => {
    const { repository, sha } = await existing(gh, c, 'commit');
    return c.json(gitCommitShape(gh, repository, await readCommit(gh.bare(repository), sha)));
  });
  app.post(`${base}/commits`, async (c) => {
    const repository = writable(gh, c);
    const bare = gh.bare(repository);
    const body = await readBody(c, newCommit);
    if ((await objectType(bare, body.tree)) !== 'tree') throw unprocessable('Tree SHA does not exist');
    const { parents = [] } = body;
    for (const parent of parents) {
      if ((await objectType(bare, parent)) !== 'commit')
        throw unprocessable('Parent SHA does not exist or is not a commit object');
    }
    const self = personOf(gh, c.get('caller'));
    const author = complete(self, body.author);
    const committer = body.committer ? complete(self, body.committer) : author;
    const sha = await writeCommit(bare, {
      tree: body.tree,
      parents,
      message: body.message,
      author,
      committer,
    });
    return created(c, gitCommitShape(gh, repository, await readCommit(bare, sha)));
  });
  app.get(`${base}/tags/:sha`, async (c) => {
    const { repository, sha } = await existing(gh, c, 'tag');
    return c.json(await tagShape(gh, repository, sha));
  });
  app.post(`${base}/tags`, async (c) => {
    const repository = writable(gh, c);
    const body = await readBody(c, newTag);
    const bare = gh.bare(repository);
    if ((await objectType(bare, body.object)) !== body.type)
      throw unprocessable('Object does not exist or has another type');
    const tagger = complete(personOf(gh, c.get('caller')), body.tagger);
    const input = `object ${body.object}\ntype ${body.type}\ntag ${body.tag}\ntagger ${signature(tagger)}\n\n${body.message}`;
    const sha = await writeObject(bare, 'tag', Buffer.from(input));
    return created(c, await tagShape(gh, repository, sha));
  });
}

async function createTree(bare: string, body: z.infer<typeof newTree>): Promise<string> {
  const edits = [];
  for (const entry of body.tree) {
    if (!isFilePath(entry.path)) throw unprocessable('tree.path contains a malformed path component');
    if (entry.sha === undefined && entry.content === undefined) {
      throw unprocessable('Must supply either tree.sha or tree.content');
    }
    const sha =
      entry.content === undefined ? (entry.sha ?? null) : await writeBlob(bare, Buffer.from(entry.content));
    const wanted = entry.mode === '040000' ? 'tree' : 'blob';
    if (sha !== null && entry.mode !== '160000' && (await objectType(bare, sha)) !== wanted) {
      throw unprocessable(`tree.sha ${sha} is not a valid ${wanted}`);
    }
    edits.push({ path: entry.path, mode: entry.mode, sha });
  }
  const base = body.base_tree === undefined ? undefined : await objectType(bare, body.base_tree);
  if (body.base_tree !== undefined && base !== 'tree' && base !== 'commit') {
    throw unprocessable('base_tree is not a valid tree oid');
  }
  return editTree(bare, body.base_tree, edits);
}

async function treeOf(bare: string, revision: string): Promise<string | undefined> {
  const commit = await resolveCommit(bare, revision);
  return commit === undefined ? undefined : (await readCommit(bare, commit)).tree;
}

async function treeShape(
  gh: Github,
  repository: RepositoryRecord,
  sha: string,
  recursive: boolean,
): Promise<Schemas['git-tree']> {
  const api = `${repositoryUrl(gh, repository)}/git`;
  const entries = await listTree(gh.bare(repository), sha, recursive);
  return {
    sha,
    url: `${api}/trees/${sha}`,
    tree: entries.slice(0, maxEntries).map((entry) => ({
      path: entry.path,
      mode: entry.mode,
      type: entry.type,
      sha: entry.sha,
      ...(entry.size === undefined ? {} : { size: entry.size }),
      ...(entry.type === 'commit' ? {} : { url: `${api}/${entry.type}s/${entry.sha}` }),
    })),
    truncated: entries.length > maxEntries,
  };
}

async function tagShape(gh: Github, repository: RepositoryRecord, sha: string): Promise<Schemas['git-tag']> {
  const api = `${repositoryUrl(gh, repository)}/git`;
  const tag = (await readObject(gh.bare(repository), sha))?.content.toString('utf8') ?? '';
  const field = (name: string): string => new RegExp(`^${name} (.*)$`, 'm').exec(tag)?.[1] ?? '';
  return {
    node_id: nodeId('T', repository.id, sha),
    sha,
    url: `${api}/tags/${sha}`,
    tag: field('tag'),
    message: tag.slice(tag.indexOf('\n\n') + 2).replace(/\n+$/, ''),
    tagger: person(field('tagger')),
    object: { sha: field('object'), type: field('type'), url: `${api}/${field('type')}s/${field('object')}` },
    verification: { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null },
  };
}

async function existing(gh: Github, c: C, type: 'blob' | 'commit' | 'tag') {
  const repository = repositoryOf(gh, c);
  demand(gh, c, 'read', 'contents');
  const sha = text(c, 'sha');
  if ((await objectType(gh.bare(repository), sha)) !== type) throw notFound();
  return { repository, sha };
}

function writable(gh: Github, c: C): RepositoryRecord {
  demand(gh, c, 'write', 'contents');
  return repositoryOf(gh, c);
}

function complete(
  self: { name: string; email: string; date: string },
  given: { name?: string | undefined; email?: string | undefined; date?: string | undefined } | undefined,
) {
  const date = given?.date === undefined ? self.date : toIso(new Date(given.date));
  return { name: given?.name ?? self.name, email: given?.email ?? self.email, date };
}

function created<T extends { readonly url?: string }>(c: C, body: T): Response {
  if (body.url !== undefined) c.header('Location', body.url);
  return c.json(body, 201);
}
