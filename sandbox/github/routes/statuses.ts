import { z } from 'zod';
import { emitOnDefaultBranch } from '../events/emit.js';
import { objectType } from '../git/refs.js';
import { type Github, now } from '../github.js';
import { readBody } from '../http/body.js';
import { unprocessable } from '../http/errors.js';
import { paginate } from '../http/pages.js';
import { type App, type C, demand, onCommit, repositoryOf, somebody, text } from '../http/scope.js';
import type { StatusRecord } from '../model.js';
import { statusShape } from '../shapes/check.js';
import { repositoryShape, repositoryUrl } from '../shapes/repository.js';
import { commitOr422 } from './checks.js';

const newStatus = z.object({
  state: z.enum(['error', 'failure', 'pending', 'success']),
  target_url: z.string().nullish(),
  description: z.string().nullish(),
  context: z.string().optional(),
});

/** Commit statuses. */
export function mountStatuses(app: App, gh: Github): void {
  app.post('/repos/:owner/:repo/statuses/:sha', async (c) => {
    const repository = repositoryOf(gh, c);
    demand(gh, c, 'write', 'statuses');
    const body = await readBody(c, newStatus);
    const sha = text(c, 'sha');
    if ((await objectType(gh.bare(repository), sha)) !== 'commit')
      throw unprocessable(`No commit found for SHA: ${sha}`);
    const status: StatusRecord = {
      id: gh.store.nextId(),
      sha,
      state: body.state,
      context: body.context ?? 'default',
      description: body.description ?? null,
      targetUrl: body.target_url ?? null,
      creator: somebody(c).login,
      createdAt: now(),
    };
    repository.statuses.push(status);
    const shape = statusShape(gh, repository, status);
    await emitOnDefaultBranch(gh, repository, c.get('caller'), {
      name: 'status',
      about: { ...shape, sha, commit: { sha } },
    });
    c.header('Location', shape.url);
    return c.json(shape, 201);
  });
  onCommit(app, 'statuses', async (c, ref) => {
    const found = await statusesOf(gh, c, ref);
    return c.json(
      paginate(c, gh.origin, found.toReversed()).map((it) => statusShape(gh, repositoryOf(gh, c), it)),
    );
  });
  onCommit(app, 'status', async (c, ref) => {
    const repository = repositoryOf(gh, c);
    const sha = await commitOr422(gh, c, ref);
    const latest = [...new Map((await statusesOf(gh, c, ref)).map((it) => [it.context, it])).values()];
    const has = (...states: readonly string[]): boolean => latest.some((it) => states.includes(it.state));
    const shapes = paginate(c, gh.origin, latest).map((it) => statusShape(gh, repository, it));
    const url = `${repositoryUrl(gh, repository)}/commits/${sha}`;
    return c.json({
      state: has('error', 'failure')
        ? 'failure'
        : has('pending') || latest.length === 0
          ? 'pending'
          : 'success',
      statuses: shapes,
      sha,
      total_count: latest.length,
      repository: repositoryShape(gh, repository),
      commit_url: url,
      url: `${url}/status`,
    });
  });
}

async function statusesOf(gh: Github, c: C, ref: string): Promise<readonly StatusRecord[]> {
  demand(gh, c, 'read', 'statuses');
  const sha = await commitOr422(gh, c, ref);
  return repositoryOf(gh, c).statuses.filter((it) => it.sha === sha);
}
