/** Keeps runs, workflows and artifacts in files, so that a restarted sandbox still knows them. */
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { ArtifactRecord, EnvironmentRecord, RunRecord, WorkflowRecord } from './records.js';

export interface Store {
  readonly nextId: () => number;
  readonly runs: Collection<RunRecord>;
  readonly workflows: Collection<WorkflowRecord>;
  readonly artifacts: Collection<ArtifactRecord>;
  readonly environments: Collection<EnvironmentRecord>;
  readonly appendLog: (jobId: number, text: string) => void;
  readonly readLog: (jobId: number) => string | undefined;
  readonly deleteLog: (jobId: number) => void;
  readonly artifactPath: (id: number) => string;
  /** A directory that the store owns but does not look into. */
  readonly directory: (name: string) => string;
  /** After this nothing is written: a stopped sandbox leaves its runs as a lost runner would. */
  readonly freeze: () => void;
}

interface Collection<T> {
  readonly get: (id: number) => T | undefined;
  readonly all: () => readonly T[];
  readonly save: (record: T) => void;
  readonly delete: (id: number) => void;
}

/** Opens the store in a directory, creating it when needed. */
export function openStore(dataDir: string): Store {
  const directory = (name: string) => {
    const path = join(dataDir, name);
    mkdirSync(path, { recursive: true });
    return path;
  };
  let frozen = false;
  const guard = (write: () => void) => {
    if (!frozen) {
      write();
    }
  };
  const logPath = (jobId: number) => join(directory('logs'), `${jobId}.txt`);
  const artifactPath = (id: number) => join(directory('artifact-files'), `${id}.zip`);
  return {
    nextId: counter(join(directory('.'), 'last-id')),
    runs: collection<RunRecord>(directory('runs'), guard),
    workflows: collection<WorkflowRecord>(directory('workflows'), guard),
    artifacts: collection<ArtifactRecord>(directory('artifacts'), guard),
    environments: collection<EnvironmentRecord>(directory('environments'), guard),
    appendLog: (jobId, text) => guard(() => appendFileSync(logPath(jobId), text)),
    readLog: (jobId) => (existsSync(logPath(jobId)) ? readFileSync(logPath(jobId), 'utf8') : undefined),
    deleteLog: (jobId) => rmSync(logPath(jobId), { force: true }),
    artifactPath,
    directory,
    freeze: () => {
      frozen = true;
    },
  };
}

function collection<T extends { readonly id: number }>(
  directory: string,
  guard: (write: () => void) => void,
): Collection<T> {
  const records = new Map<number, T>();
  const names = readdirSync(directory).filter((name) => name.endsWith('.json'));
  for (const name of names.toSorted((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))) {
    const record = JSON.parse(readFileSync(join(directory, name), 'utf8')) as T;
    records.set(record.id, record);
  }
  return {
    get: (id) => records.get(id),
    all: () => [...records.values()],
    save: (record) => {
      records.set(record.id, record);
      guard(() => writeWhole(join(directory, `${record.id}.json`), JSON.stringify(record)));
    },
    delete: (id) => {
      records.delete(id);
      guard(() => rmSync(join(directory, `${id}.json`), { force: true }));
    },
  };
}

function counter(path: string): () => number {
  let last = existsSync(path) ? Number.parseInt(readFileSync(path, 'utf8'), 10) : 1000;
  return () => {
    last += 1;
    writeWhole(path, String(last));
    return last;
  };
}

/** A rename, so that a crash in the middle leaves the old file whole. */
function writeWhole(path: string, text: string): void {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}
