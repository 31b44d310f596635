import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { gitEnvironment } from './exec.js';

export interface GitObject {
  readonly sha: string;
  readonly type: 'commit' | 'tag' | 'tree' | 'blob';
  readonly content: Buffer;
}

const readers = new Map<string, ObjectReader>();

/** Reads an object by its id, or by an id with a suffix such as `^{commit}`; undefined when there is none. */
export function readObject(bare: string, name: string): Promise<GitObject | undefined> {
  let reader = readers.get(bare);
  if (!reader?.isOpen()) {
    reader = new ObjectReader(bare);
    readers.set(bare, reader);
  }
  return reader.read(name);
}

/** Ends the process that reads a repository's objects. */
export function closeReader(bare: string): void {
  readers.get(bare)?.close();
  readers.delete(bare);
}

interface Request {
  readonly resolve: (object: GitObject | undefined) => void;
  readonly reject: (error: Error) => void;
}

/** One `git cat-file --batch` per repository: a process per object would make most of the sandbox's time. */
class ObjectReader {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #waiting: Request[] = [];
  #chunks: Buffer[] = [];
  #length = 0;
  /** Bytes that the answer at the front needs before it is worth looking at. */
  #needed = 1;
  #open = true;

  constructor(bare: string) {
    this.#child = spawn('git', ['cat-file', '--batch'], { cwd: bare, env: gitEnvironment() });
    this.#child.stdout.on('data', (chunk: Buffer) => this.#take(chunk));
    this.#child.stderr.resume();
    this.#child.stdin.on('error', () => undefined);
    this.#child.on('error', (error) => this.#end(error));
    this.#child.on('close', () =>
      this.#end(new Error(`git cat-file ended while it read objects of ${bare}`)),
    );
  }

  isOpen(): boolean {
    return this.#open;
  }

  read(name: string): Promise<GitObject | undefined> {
    if (name.includes('\n')) return Promise.resolve(undefined);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#child.stdin.write(`${name}\n`);
    });
  }

  close(): void {
    this.#open = false;
    this.#child.stdin.end();
  }

  #take(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    while (this.#length >= this.#needed && this.#length > 0) {
      const seen = this.#chunks.length === 1 ? (this.#chunks[0] ?? chunk) : Buffer.concat(this.#chunks);
      const used = this.#parse(seen);
      this.#chunks = used < seen.length ? [seen.subarray(used)] : [];
      this.#length = seen.length - used;
      if (used === 0) return;
    }
  }

  /** Hands out the answer at the front, and tells how many bytes it took; 0 while it is incomplete. */
  #parse(seen: Buffer): number {
    const line = seen.indexOf('\n');
    if (line < 0) {
      this.#needed = seen.length + 1;
      return 0;
    }
    const [sha = '', type = '', size = ''] = seen.toString('utf8', 0, line).split(' ');
    // "<name> missing" and "<name> ambiguous" have no size.
    const isObject = /^(commit|tag|tree|blob)$/.test(type) && /^\d+$/.test(size);
    const total = isObject ? line + 1 + Number(size) + 1 : line + 1;
    if (seen.length < total) {
      this.#needed = total;
      return 0;
    }
    this.#needed = 1;
    const content = Buffer.from(seen.subarray(line + 1, total - 1));
    this.#waiting.shift()?.resolve(isObject ? { sha, type: type as GitObject['type'], content } : undefined);
    return total;
  }

  #end(error: Error): void {
    this.#open = false;
    for (const request of this.#waiting.splice(0)) request.reject(error);
  }
}
