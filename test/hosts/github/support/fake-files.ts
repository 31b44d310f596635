import { createHash } from 'node:crypto';
import { type FakeGithub, made, ok, refusal } from './fake-github.js';

interface FakeCommit {
  readonly sha: string;
  message: string;
  readonly path: string;
  readonly files: Map<string, string>;
  /** Null for one whom GitHub does not know. */
  author: { readonly login: string; readonly type: string } | null;
  verification?: { readonly verified: boolean; readonly reason: string };
}

const BOT = { login: 'github-actions[bot]', type: 'Bot' };

/** Git and contents API of the fake: branches whose files are compared and set as GitHub does it. */
export class FakeFiles {
  readonly branches = new Map<string, Map<string, string>>();
  /** Every version of every file of the state branch, by commit, newest last. */
  readonly commits: FakeCommit[] = [];
  readonly refs = new Map<string, string>();
  readonly #blobs = new Map<string, string>();
  readonly #trees = new Map<string, Map<string, string>>();

  constructor(readonly github: FakeGithub) {
    github
      .on('GET', /\/contents\/(.+)/, (call, [, path = '']) =>
        this.#read(path, call.query.get('ref') ?? 'main'),
      )
      .on('PUT', /\/contents\/(.+)/, (call, [, path = '']) => this.#write(path, call.body))
      .on('GET', /\/commits/, (call) => ok(this.#history(call.query.get('path') ?? '')))
      .on('GET', /\/git\/blobs\/(\w+)/, (_call, [, sha = '']) => {
        const text = this.#blobs.get(sha);
        return text === undefined ? undefined : ok({ sha, content: encode(text), encoding: 'base64' });
      })
      .on('GET', /\/git\/ref\/heads\/(.+)/, (_call, [, name = '']) => {
        const sha = this.refs.get(name);
        return sha === undefined ? undefined : ok({ ref: `refs/heads/${name}`, object: { sha } });
      })
      .on('GET', /\/git\/matching-refs\/heads\//, () =>
        ok([...this.refs].map(([name, sha]) => ({ ref: `refs/heads/${name}`, object: { sha } }))),
      )
      .on('POST', /\/git\/refs/, (call) => this.#createRef(String(call.body.ref), String(call.body.sha)))
      .on('POST', /\/git\/trees/, () => made({ sha: hash('tree') }))
      .on('POST', /\/git\/commits/, () => made({ sha: hash('root') }))
      .on('GET', /\/git\/trees\/(\w+)/, (_call, [, sha = '']) => this.#tree(sha));
  }

  /** Sets a file as somebody else would who knows nothing of versions. */
  put(branch: string, path: string, text: string): string {
    const files = new Map(this.branches.get(branch) ?? []).set(path, text);
    const sha = hash(`${branch}${this.commits.length}${text}`);
    this.branches.set(branch, files);
    this.commits.push({ sha, message: '', path, files, author: BOT });
    this.refs.set(branch, sha);
    this.#trees.set(sha, files);
    this.#blobs.set(blobId(text), text);
    return sha;
  }

  #read(path: string, ref: string) {
    const files = this.branches.get(ref) ?? this.#trees.get(ref);
    const text = files?.get(path);
    if (text !== undefined) {
      const large = text.length > 1_000_000;
      const content = large ? '' : encode(text);
      return ok({ type: 'file', path, sha: blobId(text), content, encoding: large ? 'none' : 'base64' });
    }
    const names = new Set(
      [...(files?.keys() ?? [])]
        .filter((one) => one.startsWith(`${path}/`))
        .map((one) => one.slice(path.length + 1).split('/')[0] ?? ''),
    );
    return names.size === 0 ? undefined : ok([...names].map((name) => ({ type: 'dir', name })));
  }

  #write(path: string, body: Record<string, unknown>) {
    const branch = String(body.branch);
    if (!this.refs.has(branch)) return refusal(404, `Branch ${branch} not found`);
    const present = this.branches.get(branch)?.get(path);
    const sha = present === undefined ? undefined : blobId(present);
    if (sha !== undefined && body.sha === undefined) {
      return refusal(422, 'Invalid request.\n\n"sha" wasn\'t supplied.');
    }
    if (sha !== body.sha) return refusal(409, `${path} does not match ${String(body.sha)}`);
    const text = Buffer.from(String(body.content), 'base64').toString('utf8');
    const commit = this.put(branch, path, text);
    const last = this.commits.at(-1);
    if (last !== undefined) last.message = String(body.message);
    return made({ content: { sha: blobId(text) }, commit: { sha: commit } });
  }

  #history(path: string) {
    return this.commits
      .filter((commit) => commit.path === path)
      .map(({ sha, message, author, verification }) => ({ sha, author, commit: { message, verification } }))
      .reverse();
  }

  #createRef(ref: string, sha: string) {
    const name = ref.replace('refs/heads/', '');
    if (this.refs.has(name)) return refusal(422, 'Reference already exists');
    this.refs.set(name, sha);
    this.branches.set(name, new Map());
    this.#trees.set(sha, this.#trees.get(sha) ?? new Map());
    return made({ ref, object: { sha } });
  }

  #tree(sha: string) {
    const files = this.#trees.get(sha);
    if (files === undefined) return undefined;
    const tree = [...files].map(([path, text]) => ({
      path,
      mode: '100644',
      type: 'blob',
      sha: blobId(text),
    }));
    return ok({ sha, tree, truncated: false });
  }
}

export function blobId(text: string): string {
  return hash(`blob ${text}`);
}

function hash(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64');
}
