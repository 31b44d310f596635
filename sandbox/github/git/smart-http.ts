import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Context } from 'hono';
import type { Caller, SandboxEnv } from '../../contract.js';
import { allows, canSee, isIntegration } from '../access/permissions.js';
import type { Github } from '../github.js';
import type { App, C } from '../http/scope.js';
import type { RepositoryRecord } from '../model.js';
import { followRefChanges } from '../pulls/follow.js';
import { rulesOn } from '../rules/enforce.js';
import { gitEnvironment } from './exec.js';
import { pushedRefs } from './pushed-refs.js';
import { listRefs, type RefChange } from './refs.js';

interface GitRequest {
  readonly repository: RepositoryRecord;
  readonly caller: Caller;
  readonly service: 'git-upload-pack' | 'git-receive-pack';
  /** Path below the repository, as `git http-backend` wants it. */
  readonly path: string;
  /** What the caller of a push has to keep, a line per ref: its name, then the rules. */
  readonly rules?: string;
}

/** Real git over smart HTTP, for clone, fetch and push with a token. */
export function mountGit(app: App, gh: Github): void {
  app.get('/:owner/:repo/info/refs', async (c): Promise<Response> => {
    const service = c.req.query('service');
    if (service !== 'git-upload-pack' && service !== 'git-receive-pack') {
      return c.text('Please upgrade your git client.\n', 403);
    }
    return serve(gh, c, service, '/info/refs');
  });
  app.post('/:owner/:repo/git-upload-pack', (c) => serve(gh, c, 'git-upload-pack', '/git-upload-pack'));
  app.post('/:owner/:repo/git-receive-pack', (c) => serve(gh, c, 'git-receive-pack', '/git-receive-pack'));
}

async function serve(gh: Github, c: C, service: GitRequest['service'], path: string): Promise<Response> {
  const caller = gh.tokens.identify(c.req.header('authorization'));
  const name = (c.req.param('repo') ?? '').replace(/\.git$/, '');
  const repository = gh.store.repository(c.req.param('owner') ?? '', name);
  if (caller === undefined) return askForToken(c, 'Invalid username or token.');
  // Whether a private repository exists is told to nobody who may not see it: they are asked to log in.
  if (!repository || !canSee(repository, caller)) {
    return caller.kind === 'anonymous'
      ? askForToken(c, 'Repository not found.')
      : c.text('Repository not found.\n', 404);
  }
  const access = service === 'git-receive-pack' ? 'write' : 'read';
  if (!allows(repository, caller, 'contents', access)) {
    if (caller.kind === 'anonymous') return askForToken(c, 'Authentication required.');
    const message = `Permission to ${repository.owner}/${repository.name}.git denied to ${caller.login}.\n`;
    return c.text(message, 403);
  }
  const request = { repository, caller, service, path };
  return c.req.method === 'POST' && service === 'git-receive-pack'
    ? receive(gh, c, request)
    : backend(gh, c, request);
}

/** Takes a push. The answer waits until pull requests have followed and listeners know: the push is done by then. */
async function receive(gh: Github, c: C, request: GitRequest): Promise<Response> {
  const { repository, caller } = request;
  const bare = gh.bare(repository);
  // Read in full before the lock is taken: a slow client must not hold up others.
  const body = Buffer.from(await c.req.arrayBuffer());
  return gh.writes.run(String(repository.id), async () => {
    const before = await refMap(bare);
    const rules = pushedRefs(body, c.req.header('content-encoding'))
      .map((ref) => [ref, ...rulesOn(gh, repository, ref, caller)].join(' '))
      .join('\n');
    const answer = await backend(gh, c, { ...request, rules }, body);
    const text = Buffer.from(await answer.arrayBuffer());
    const changes = difference(before, await refMap(bare));
    await followRefChanges(gh, repository, caller, changes);
    return new Response(new Uint8Array(text), { status: answer.status, headers: answer.headers });
  });
}

/** Runs `git http-backend` for one request. */
async function backend(
  gh: Github,
  c: Context<SandboxEnv>,
  request: GitRequest,
  body?: Buffer,
): Promise<Response> {
  const { repository, caller } = request;
  const bare = gh.bare(repository);
  const child = spawn('git', ['http-backend'], {
    env: gitEnvironment({
      GIT_PROJECT_ROOT: bare,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: request.path,
      PATH_TRANSLATED: bare + request.path,
      REQUEST_METHOD: c.req.method,
      QUERY_STRING: new URL(c.req.url).search.slice(1),
      CONTENT_TYPE: c.req.header('content-type') ?? '',
      HTTP_CONTENT_ENCODING: c.req.header('content-encoding') ?? '',
      GIT_PROTOCOL: c.req.header('git-protocol') ?? '',
      REMOTE_USER: caller.kind === 'anonymous' ? '' : caller.login,
      REMOTE_ADDR: '127.0.0.1',
      SANDBOX_WORKFLOWS: isIntegration(caller) ? 'refuse' : 'allow',
      SANDBOX_RULES: request.rules ?? '',
    }),
  });
  child.stderr.resume();
  const failed = once(child, 'error').then(([error]) => Promise.reject(error));
  failed.catch(() => undefined);
  const stream = c.req.raw.body;
  const input = body ? Readable.from([body]) : stream ? fromWeb(stream) : Readable.from([]);
  // A client that goes away, or a git that has read enough, ends this early: both show in the answer.
  pipeline(input, child.stdin).catch(() => {
    if (input.errored) child.kill();
  });
  const { headers, rest } = await Promise.race([readHeaders(child.stdout), failed]);
  const status = Number(headers.get('status')?.split(' ')[0] ?? 200);
  headers.delete('status');
  return new Response(Readable.toWeb(rest) as ReadableStream, { status, headers });
}

function fromWeb(stream: ReadableStream): Readable {
  return Readable.fromWeb(stream as Parameters<typeof Readable.fromWeb>[0]);
}

/** Splits the output of a CGI program into its headers and a stream of the rest. */
async function readHeaders(stream: Readable): Promise<{ headers: Headers; rest: Readable }> {
  let seen = Buffer.alloc(0);
  for (;;) {
    const chunk: Buffer | null = stream.read();
    if (chunk) seen = Buffer.concat([seen, chunk]);
    const end = seen.indexOf('\r\n\r\n');
    if (end >= 0) {
      const headers = new Headers();
      for (const line of seen.subarray(0, end).toString('utf8').split('\r\n')) {
        const colon = line.indexOf(':');
        headers.append(line.slice(0, colon), line.slice(colon + 1).trim());
      }
      if (seen.length > end + 4) stream.unshift(seen.subarray(end + 4));
      return { headers, rest: stream };
    }
    if (chunk) continue;
    if (stream.readableEnded)
      throw new Error('git http-backend ended without an answer; is git installed in full?');
    await Promise.race([once(stream, 'readable'), once(stream, 'end')]);
  }
}

async function refMap(bare: string): Promise<ReadonlyMap<string, string>> {
  return new Map((await listRefs(bare)).map((ref) => [ref.name, ref.sha]));
}

function difference(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly RefChange[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names]
    .map((ref) => ({ ref, before: before.get(ref), after: after.get(ref) }))
    .filter((change) => change.before !== change.after);
}

function askForToken(c: C, message: string): Response {
  c.header('WWW-Authenticate', 'Basic realm="GitHub"');
  return c.text(`${message}\n`, 401);
}
