/** GitHub in a box without sockets and runs, which can be set back to an earlier moment. */
import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ActionsPort } from '../../../sandbox/contract.js';
import { createApp } from '../../../sandbox/github/app.js';
import { closeReader } from '../../../sandbox/github/git/object-reader.js';
import { createGithub } from '../../../sandbox/github/github.js';
import { Exchanges } from '../../../sandbox/github/http/exchanges.js';
import type { Database } from '../../../sandbox/github/model.js';
import { setUp } from '../../../sandbox/github/setup.js';

export const REPOSITORY = 'octo/shop';
/** Nothing listens there: every request is answered in this process. */
export const ORIGIN = 'http://github.invalid';

export interface IssuesBox {
  answer(request: Request): Promise<Response>;
  /** A token of a run that may write. */
  mintRunToken(): string;
  /** A request of the repository's administrator; its answer. */
  asPerson<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** All that the server knows at this moment. */
  remember(): Promise<Moment>;
  setBack(moment: Moment): Promise<void>;
  close(): Promise<void>;
}

interface Moment {
  readonly data: Database;
  readonly runs: readonly Run[];
  /** A copy of the repository's refs; commits stay where they are and harm nobody. */
  readonly refs: string;
}

interface Run {
  readonly id: number;
  readonly display_title: string;
  readonly created_at: string;
}

/** Opens the box on an empty folder. */
export async function openIssuesBox(folder: string, seedRepo: string): Promise<IssuesBox> {
  const gh = createGithub(folder, ORIGIN);
  const repository = await setUp(gh, {
    repository: REPOSITORY,
    seedRepo,
    users: { ada: 'admin' },
    visibility: 'public',
    actionsCanOpenPullRequests: true,
    webhooks: [],
    apps: [],
    organizations: {},
  });
  // It lives in memory from here on.
  gh.store.abandon();
  const bare = gh.bare(repository);
  let runs: Run[] = [];
  const app = createApp(
    gh,
    new Exchanges(),
    withoutRuns(() => runs),
    () => undefined,
  );
  const token = gh.store.user('ada')?.token ?? '';
  let moments = 0;
  return {
    answer: async (request) => app.fetch(request),
    mintRunToken: () =>
      gh.tokens.mint(REPOSITORY, 1, {
        contents: 'write',
        issues: 'write',
        'pull-requests': 'write',
        actions: 'write',
      }),
    async asPerson<T>(method: string, path: string, body?: unknown) {
      const response = await app.fetch(
        new Request(`${ORIGIN}/repos/${REPOSITORY}${path}`, {
          method,
          headers: { authorization: `token ${token}`, 'content-type': 'application/json' },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        }),
      );
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
      return (await response.json()) as T;
    },
    async remember() {
      moments += 1;
      const refs = join(folder, 'moments', String(moments));
      await copyRefs(bare, refs);
      return { data: structuredClone(gh.store.data), runs: [...runs], refs };
    },
    async setBack(moment) {
      Object.assign(gh.store.data, structuredClone(moment.data));
      runs = [...moment.runs];
      await copyRefs(moment.refs, bare);
    },
    close: async () => closeReader(bare),
  };
}

async function copyRefs(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of ['refs', 'packed-refs']) {
    await rm(join(to, name), { recursive: true, force: true });
    await cp(join(from, name), join(to, name), { recursive: true }).catch((error: NodeJS.ErrnoException) => {
      // Refs are packed only when git finds it worthwhile.
      if (error.code !== 'ENOENT') throw error;
    });
  }
}

/** Runs are listed by the name that the shipped workflow file gives them; nobody plays them. */
function withoutRuns(runs: () => Run[]): ActionsPort {
  return {
    notify: () => undefined,
    mount: (app) => {
      app.post('/repos/:owner/:repo/actions/workflows/:file/dispatches', async (c) => {
        const { inputs } = await c.req.json<{ inputs: { assignment: string } }>();
        const id = runs().length + 1;
        runs().unshift({
          id,
          display_title: `speckit ${inputs.assignment}`,
          created_at: new Date().toISOString(),
        });
        return c.json({ workflow_run_id: id });
      });
      app.get('/repos/:owner/:repo/actions/workflows/:file/runs', (c) =>
        c.json({ total_count: runs().length, workflow_runs: runs() }),
      );
    },
    runSchedules: () => undefined,
    isIdle: () => true,
    stop: async () => undefined,
  };
}
