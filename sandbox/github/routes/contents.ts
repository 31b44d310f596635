import { z } from 'zod';
import { isIntegration } from '../access/permissions.js';
import { readCommit, writeCommit } from '../git/commits.js';
import { branchTip, resolveCommit } from '../git/refs.js';
import { sign } from '../git/signed.js';
import {
  editTree,
  entryAt,
  isFilePath,
  listTree,
  readBlob,
  type TreeEntry,
  writeBlob,
} from '../git/trees.js';
import type { Github } from '../github.js';
import { gitPerson, readBody } from '../http/body.js';
import { conflict, forbidden, notFound, unprocessable } from '../http/errors.js';
import { type App, type C, demand, repositoryOf, text } from '../http/scope.js';
import type { RepositoryRecord } from '../model.js';
import { workflowRefusal, writeRefs } from '../pulls/write.js';
import { refuseByRules } from '../rules/enforce.js';
import { gitCommitShape } from '../shapes/commit.js';
import { entryShape, fileContent } from '../shapes/content.js';
import { personOf } from './merges.js';

const shared = {
  message: z.string(),
  branch: z.string().optional(),
  author: gitPerson.optional(),
  committer: gitPerson.optional(),
};
const putBody = z.object({ ...shared, content: z.string(), sha: z.string().optional() });
const deleteBody = z.object({ ...shared, sha: z.string() });
const path = '/repos/:owner/:repo/contents/:path{.*}';

/** Files through the contents API. Each write is one commit on a branch, made by compare-and-set. */
export function mountContents(app: App, gh: Github): void {
  app.get('/repos/:owner/:repo/contents', (c) => read(gh, c));
  app.get(path, (c) => read(gh, c));
  app.get('/repos/:owner/:repo/readme', (c) => read(gh, c, 'README.md'));
  app.put(path, async (c) => {
    const repository = repositoryOf(gh, c);
    demand(gh, c, 'write', 'contents');
    const body = await readBody(c, putBody);
    const name = filePath(c);
    const content = decodeBase64(body.content);
    return gh.writes.run(String(repository.id), async () => {
      const { branch, tip, present } = await state(gh, repository, body.branch, name);
      checkSha(name, present, body.sha);
      const blob = await writeBlob(gh.bare(repository), content);
      const edit = { path: name, mode: present?.mode === '100755' ? '100755' : '100644', sha: blob };
      const commit = await commitEdit(gh, c, repository, { branch, tip, edit, body });
      const entry: TreeEntry = { path: name, mode: edit.mode, type: 'blob', sha: blob, size: content.length };
      const answer = {
        content: entryShape(gh, repository, branch, entry),
        commit: await shape(gh, repository, commit),
      };
      return c.json(answer, present ? 200 : 201);
    });
  });
  app.delete(path, async (c) => {
    const repository = repositoryOf(gh, c);
    demand(gh, c, 'write', 'contents');
    // The parameters may come as a query as well: some clients send no body with DELETE.
    const query = c.req.query();
    const body = (await c.req.text()) === '' ? parseQuery(query) : await readBody(c, deleteBody);
    const name = filePath(c);
    return gh.writes.run(String(repository.id), async () => {
      const { branch, tip, present } = await state(gh, repository, body.branch, name);
      if (!present) throw notFound();
      checkSha(name, present, body.sha);
      const edit = { path: name, mode: present.mode, sha: null };
      const commit = await commitEdit(gh, c, repository, { branch, tip, edit, body });
      return c.json({ content: null, commit: await shape(gh, repository, commit) });
    });
  });
}

async function read(gh: Github, c: C, fixed?: string): Promise<Response> {
  const repository = repositoryOf(gh, c);
  demand(gh, c, 'read', 'contents');
  const bare = gh.bare(repository);
  const ref = c.req.query('ref') || repository.defaultBranch;
  const commit = await resolveCommit(bare, ref);
  if (commit === undefined) throw notFound(`No commit found for the ref ${ref}`);
  const wanted = fixed ?? text(c, 'path').replace(/^\/+|\/+$/g, '');
  const entry = wanted === '' || isFilePath(wanted) ? await entryAt(bare, commit, wanted) : undefined;
  if (!entry) throw notFound();
  const accept = c.req.header('accept') ?? '';
  if (entry.type === 'tree') {
    const children = await listTree(bare, entry.sha);
    const prefix = wanted === '' ? '' : `${wanted}/`;
    const list = children.map((it) => entryShape(gh, repository, ref, { ...it, path: prefix + it.path }));
    if (!accept.includes('.object')) return c.json(list);
    return c.json({ ...entryShape(gh, repository, ref, entry), entries: list });
  }
  if (entry.type === 'commit') return c.json(entryShape(gh, repository, ref, entry));
  const content = await readBlob(bare, entry.sha);
  if (/\.raw\b/.test(accept)) {
    return c.body(new Uint8Array(content), 200, {
      'Content-Type': 'application/vnd.github.raw+json; charset=utf-8',
    });
  }
  return c.json(fileContent(gh, repository, ref, entry, content));
}

interface Edit {
  readonly branch: string;
  readonly tip: string;
  readonly edit: { readonly path: string; readonly mode: string; readonly sha: string | null };
  readonly body: z.infer<z.ZodObject<typeof shared>>;
}

async function commitEdit(gh: Github, c: C, repository: RepositoryRecord, change: Edit): Promise<string> {
  const { branch, tip, edit, body } = change;
  const caller = c.get('caller');
  if (isIntegration(caller) && edit.path.startsWith('.github/workflows/'))
    throw forbidden(workflowRefusal(edit.path));
  const bare = gh.bare(repository);
  const tree = await editTree(bare, tip, [edit]);
  const self = personOf(gh, caller);
  const committer = { ...self, ...withDate(body.committer, self.date) };
  const author = body.author ? { ...self, ...withDate(body.author, self.date) } : committer;
  const after = await writeCommit(bare, { tree, parents: [tip], message: body.message, author, committer });
  // Nobody else may say who a bot is, so GitHub signs only where the request names no other author or committer.
  if (isIntegration(caller) && !body.author && !body.committer) sign(gh, after);
  const update = { ref: `refs/heads/${branch}`, before: tip, after };
  await refuseByRules(gh, repository, caller, update, 409);
  await writeRefs(gh, repository, caller, [update]);
  return after;
}

function withDate(given: z.infer<typeof gitPerson> | undefined, date: string) {
  return given ? { name: given.name, email: given.email, date: given.date ?? date } : {};
}

async function state(gh: Github, repository: RepositoryRecord, named: string | undefined, path: string) {
  const branch = (named ?? repository.defaultBranch).replace(/^refs\/heads\//, '');
  const bare = gh.bare(repository);
  const tip = await branchTip(bare, branch);
  if (tip === undefined) throw notFound(`Branch ${branch} not found`);
  const present = await entryAt(bare, tip, path);
  if (present?.type === 'tree') throw unprocessable(`Invalid request.\n\n${path} is a directory.`);
  return { branch, tip, present };
}

/** The compare of compare-and-set: the caller has to name the very blob that it replaces. */
function checkSha(path: string, present: TreeEntry | undefined, sha: string | undefined): void {
  if (present && sha === undefined) throw unprocessable('Invalid request.\n\n"sha" wasn\'t supplied.');
  if (sha !== undefined && sha !== present?.sha) throw conflict(`${path} does not match ${sha}`);
}

function filePath(c: C): string {
  const path = text(c, 'path');
  if (!isFilePath(path)) throw unprocessable(`path contains a malformed path component`);
  return path;
}

function decodeBase64(content: string): Buffer {
  const compact = content.replace(/\s/g, '');
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(compact) || compact.replace(/=+$/, '').length % 4 === 1) {
    throw unprocessable('content is not valid Base64.');
  }
  return Buffer.from(compact, 'base64');
}

function parseQuery(query: Record<string, string>): z.infer<typeof deleteBody> {
  const result = deleteBody.safeParse(query);
  if (result.success) return result.data;
  const missing = result.error.issues.map((it) => `"${String(it.path[0])}" wasn't supplied.`);
  throw unprocessable(`Invalid request.\n\n${missing.join('\n')}`);
}

async function shape(gh: Github, repository: RepositoryRecord, sha: string) {
  return gitCommitShape(gh, repository, await readCommit(gh.bare(repository), sha));
}
