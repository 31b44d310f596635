/** Looks up what a request's path names, or answers 404. */

import type { Engine } from '../runs/engine.js';
import { registerWorkflow } from '../runs/new-run.js';
import type { ArtifactRecord, JobRecord, RunRecord, WorkflowRecord } from '../runs/records.js';
import { findWorkflows } from '../triggers/discover.js';
import { type Call, idParam, RestError, repositoryOf } from './http.js';

/** The run of the path. */
export function findRun(c: Call, engine: Engine, name = 'id'): RunRecord {
  const run = engine.store.runs.get(idParam(c, name));
  if (run === undefined || !sameRepository(run.repository, c)) {
    throw new RestError(404, 'Not Found');
  }
  return run;
}

/** The job of the path, with its run. */
export function findJob(c: Call, engine: Engine): { readonly run: RunRecord; readonly job: JobRecord } {
  const id = idParam(c);
  for (const run of engine.store.runs.all()) {
    const job = run.jobs.find((candidate) => candidate.id === id);
    if (job !== undefined && sameRepository(run.repository, c)) {
      return { run, job };
    }
  }
  throw new RestError(404, 'Not Found');
}

/** The artifact of the path. */
export function findArtifact(c: Call, engine: Engine): ArtifactRecord {
  const artifact = engine.store.artifacts.get(idParam(c));
  if (artifact === undefined || !sameRepository(artifact.repository, c)) {
    throw new RestError(404, 'Not Found');
  }
  return artifact;
}

/** Every workflow of the repository: those on the default branch, and those that have had runs. */
export async function knownWorkflows(c: Call, engine: Engine): Promise<readonly WorkflowRecord[]> {
  const { port, store } = engine;
  const repository = repositoryOf(c);
  const commit = await port.resolveRef(repository, `refs/heads/${port.defaultBranch(repository)}`);
  for (const workflow of commit === undefined ? [] : await findWorkflows(port, repository, commit)) {
    registerWorkflow(store, engine.now, repository, workflow);
  }
  return store.workflows.all().filter((workflow) => sameRepository(workflow.repository, c));
}

/** The workflow that the path names by id or by file name. */
export async function findKnownWorkflow(c: Call, engine: Engine): Promise<WorkflowRecord> {
  const wanted = c.req.param('id') ?? '';
  const workflows = await knownWorkflows(c, engine);
  const found = workflows.find(
    ({ id, path }) => String(id) === wanted || path === wanted || path.endsWith(`/${wanted}`),
  );
  if (found === undefined) {
    throw new RestError(404, 'Not Found');
  }
  return found;
}

/** Names of repositories do not care about case. */
export function sameRepository(repository: string, c: Call): boolean {
  return repository.toLowerCase() === repositoryOf(c).toLowerCase();
}
