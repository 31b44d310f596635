/** Finds and reads the workflow files of a commit. */
import type { GithubPort } from '../../contract.js';
import { readWorkflow, type WorkflowReading } from '../language/workflow-file.js';

const DIRECTORY = '.github/workflows';

export interface FoundWorkflow {
  readonly path: string;
  readonly source: string;
  readonly reading: WorkflowReading;
}

const readings = new Map<string, WorkflowReading>();
const MAX_READINGS = 500;

/** All workflow files at a commit, in the order of their names. */
export async function findWorkflows(
  port: GithubPort,
  repository: string,
  commit: string,
): Promise<readonly FoundWorkflow[]> {
  const names = await port.listFiles(repository, commit, DIRECTORY);
  const paths = names
    .map((name) => (name.startsWith(`${DIRECTORY}/`) ? name : `${DIRECTORY}/${name}`))
    .filter((path) => /^[^/]+\/[^/]+\/[^/]+\.ya?ml$/.test(path));
  const found = await Promise.all(
    paths.toSorted().map((path) => findWorkflow(port, repository, commit, path)),
  );
  return found.flatMap((workflow) => workflow ?? []);
}

/** One workflow file at a commit. */
export async function findWorkflow(
  port: GithubPort,
  repository: string,
  commit: string,
  path: string,
): Promise<FoundWorkflow | undefined> {
  const source = await port.readFile(repository, commit, path);
  return source === undefined ? undefined : { path, source, reading: readCached(path, source) };
}

/** Reads a workflow file, once per content: the same few files are read for every event. */
export function readCached(path: string, source: string): WorkflowReading {
  const key = `${path}\0${source}`;
  const known = readings.get(key);
  if (known !== undefined) {
    return known;
  }
  if (readings.size >= MAX_READINGS) {
    readings.clear();
  }
  const reading = readWorkflow(path, source);
  readings.set(key, reading);
  return reading;
}
