import { z } from 'zod';
import { isAncestor, isRefName, listRefs, objectType, type Ref, RefConflict, readRef } from '../git/refs.js';
import type { Github } from '../github.js';
import { readBody } from '../http/body.js';
import { conflict, notFound, unprocessable } from '../http/errors.js';
import { type App, demand, repositoryOf, text } from '../http/scope.js';
import type { RepositoryRecord } from '../model.js';
import { writeRefs } from '../pulls/write.js';
import { nodeId, type Schemas } from '../shapes/ids.js';
import { repositoryUrl } from '../shapes/repository.js';

const newRef = z.object({ ref: z.string(), sha: z.string() });
const refUpdate = z.object({ sha: z.string(), force: z.boolean().optional() });
const base = '/repos/:owner/:repo/git';

/** Refs through the git data API. Creating one is atomic: of two who try, one is told that it exists. */
export function mountGitRefs(app: App, gh: Github): void {
  app.get(`${base}/ref/:ref{.+}`, async (c) => {
    const repository = repositoryOf(gh, c);
    demand(gh, c, 'read', 'contents');
    const ref = await readRef(gh.bare(repository), `refs/${text(c, 'ref')}`);
    if (!ref) throw notFound();
    return c.json(refShape(gh, repository, ref));
  });
  app.get(`${base}/matching-refs/:ref{.*}`, async (c) => {
    const repository = repositoryOf(gh, c);
    demand(gh, c, 'read', 'contents');
    const prefix = `refs/${text(c, 'ref')}`;
    const refs = await listRefs(gh.bare(repository));
    return c.json(
      refs.filter((ref) => ref.name.startsWith(prefix)).map((ref) => refShape(gh, repository, ref)),
    );
  });
  app.post(`${base}/refs`, async (c) => {
    const repository = repositoryOf(gh, c);
    demand(gh, c, 'write', 'contents');
    const { ref, sha } = await readBody(c, newRef);
    if (!isRefName(ref) || ref.startsWith('refs/pull/')) throw unprocessable('Reference name is invalid');
    const bare = gh.bare(repository);
    return gh.writes.run(String(repository.id), async () => {
      if (await readRef(bare, ref)) throw unprocessable('Reference already exists');
      const type = await objectOf(bare, ref, sha);
      try {
        await writeRefs(gh, repository, c.get('caller'), [{ ref, before: undefined, after: sha }]);
      } catch (error) {
        // Git refuses `a/b` beside `a`; GitHub words it so.
        if (error instanceof RefConflict) throw unprocessable('Reference update failed');
        throw error;
      }
      const shape = refShape(gh, repository, { name: ref, sha, type });
      c.header('Location', shape.url);
      return c.json(shape, 201);
    });
  });
  app.patch(`${base}/refs/:ref{.+}`, async (c) => {
    const repository = repositoryOf(gh, c);
    demand(gh, c, 'write', 'contents');
    const { sha, force = false } = await readBody(c, refUpdate);
    const ref = `refs/${text(c, 'ref')}`;
    const bare = gh.bare(repository);
    return gh.writes.run(String(repository.id), async () => {
      const present = await readRef(bare, ref);
      if (!present) throw unprocessable('Reference does not exist');
      const type = await objectOf(bare, ref, sha);
      if (!force && !(await isAncestor(bare, present.sha, sha)))
        throw unprocessable('Update is not a fast forward');
      await writeRefs(gh, repository, c.get('caller'), [{ ref, before: present.sha, after: sha }]);
      return c.json(refShape(gh, repository, { name: ref, sha, type }));
    });
  });
  app.delete(`${base}/refs/:ref{.+}`, async (c) => {
    const repository = repositoryOf(gh, c);
    demand(gh, c, 'write', 'contents');
    const ref = `refs/${text(c, 'ref')}`;
    return gh.writes.run(String(repository.id), async () => {
      const present = await readRef(gh.bare(repository), ref);
      if (!present || ref.startsWith('refs/pull/')) throw unprocessable('Reference does not exist');
      if (ref === `refs/heads/${repository.defaultBranch}`)
        throw conflict('Cannot delete the default branch');
      await writeRefs(gh, repository, c.get('caller'), [{ ref, before: present.sha, after: undefined }]);
      return c.body(null, 204);
    });
  });
}

/** A branch can only point at a commit; other refs at any object that the repository has. */
async function objectOf(bare: string, ref: string, sha: string): Promise<Ref['type']> {
  const type = await objectType(bare, sha);
  if (type === undefined) throw unprocessable('Object does not exist');
  if (ref.startsWith('refs/heads/') && type !== 'commit') throw unprocessable('Object is not a commit');
  return type;
}

function refShape(gh: Github, repository: RepositoryRecord, ref: Ref): Schemas['git-ref'] {
  const api = `${repositoryUrl(gh, repository)}/git`;
  return {
    ref: ref.name,
    node_id: nodeId('REF', repository.id, ref.name),
    url: `${api}/${ref.name}`,
    object: { sha: ref.sha, type: ref.type, url: `${api}/${ref.type}s/${ref.sha}` },
  };
}
