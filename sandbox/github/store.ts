import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database, IssueRecord, RepositoryRecord, UserRecord } from './model.js';
import type { OrganizationRecord } from './orgs/records.js';

const fileName = 'github.json';
const saveDelayMs = 100;

/** The sandbox's records, loaded from a directory and written back to it as one JSON snapshot. */
export class Store {
  readonly data: Database;
  readonly #file: string;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(directory: string) {
    mkdirSync(directory, { recursive: true });
    this.#file = join(directory, fileName);
    this.data = load(this.#file);
  }

  /** Ids are shared by all kinds of records, so a mixed-up id never finds the wrong thing. */
  nextId(): number {
    this.data.nextId += 1;
    this.touch();
    return this.data.nextId;
  }

  /** Schedules a write; many changes in a row become one. */
  touch(): void {
    if (this.#closed) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const save = this.#writing.then(() => this.#save());
      this.#writing = save.catch((error: unknown) => {
        console.error(`${this.#file} could not be written; the sandbox goes on without saving:`, error);
      });
    }, saveDelayMs);
  }

  /** Writes at once what a pending write would have written. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#writing;
    // Synchronous, so that nothing can change between the text and the file when a process ends.
    const part = `${this.#file}.part`;
    writeFileSync(part, JSON.stringify(this.data));
    renameSync(part, this.#file);
  }

  /** Writes for the last time: what a cut-off request still changes is not kept. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.flush();
  }

  /** Ends without writing: a start that failed leaves nothing behind. */
  abandon(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  user(login: string): UserRecord | undefined {
    const wanted = login.toLowerCase();
    return this.data.users.find((user) => user.login.toLowerCase() === wanted);
  }

  organization(login: string): OrganizationRecord | undefined {
    return this.data.organizations.find((it) => it.login.toLowerCase() === login.toLowerCase());
  }

  repository(owner: string, name: string): RepositoryRecord | undefined {
    const wanted = `${owner}/${name}`.toLowerCase();
    return this.data.repositories.find((it) => `${it.owner}/${it.name}`.toLowerCase() === wanted);
  }

  repositories(): readonly RepositoryRecord[] {
    return this.data.repositories;
  }

  issue(repository: RepositoryRecord, number: number): IssueRecord | undefined {
    return repository.issues.find((issue) => issue.number === number);
  }

  async #save(): Promise<void> {
    const part = `${this.#file}.part`;
    await writeFile(part, JSON.stringify(this.data));
    await rename(part, this.#file);
  }
}

function load(file: string): Database {
  if (!existsSync(file)) return { version: 1, nextId: 1000, users: [], organizations: [], repositories: [] };
  const data = JSON.parse(readFileSync(file, 'utf8')) as Omit<Database, 'organizations'> & Partial<Database>;
  if (data.version !== 1) {
    throw new Error(
      `${file}: expected "version": 1, found ${JSON.stringify(data.version)}. Use another data directory, or delete this one.`,
    );
  }
  // Data that was written before there were organizations has none.
  return { ...data, organizations: data.organizations ?? [] };
}
