/** Makes the record of a new run. */
import type { GithubPort } from '../../contract.js';
import { gitIn } from '../git.js';
import { digText, type Json } from '../json.js';
import { templateText } from '../language/template.js';
import type { Candidate } from '../triggers/candidates.js';
import type { FoundWorkflow } from '../triggers/discover.js';
import { typedInputs } from '../triggers/dispatch-inputs.js';
import { workflowScope } from './contexts.js';
import type { HeadCommit, RunRecord, WorkflowRecord } from './records.js';
import type { Store } from './store.js';

export interface NewRun {
  readonly candidate: Candidate;
  readonly workflow: FoundWorkflow;
  readonly chain: number;
}

/** Creates a queued run; one whose file is malformed or whose name fails gets an `error`. */
export async function createRun(
  port: GithubPort,
  store: Store,
  now: () => string,
  wanted: NewRun,
): Promise<RunRecord> {
  const { candidate, workflow, chain } = wanted;
  const { reading } = workflow;
  const record = registerWorkflow(store, now, candidate.repository, workflow);
  record.runs += 1;
  store.workflows.save(record);
  const at = now();
  const run: RunRecord = {
    id: store.nextId(),
    number: record.runs,
    attempt: 1,
    repository: candidate.repository,
    workflowId: record.id,
    path: workflow.path,
    workflowName: record.name,
    source: workflow.source,
    event: candidate.event,
    action: candidate.action,
    payload: candidate.payload,
    inputs: inputsOf(candidate, workflow),
    ref: candidate.ref,
    sha: candidate.sha,
    headSha: candidate.headSha,
    headBranch: candidate.headBranch,
    headCommit: await readCommit(port, candidate.repository, candidate.headSha),
    fromFork: candidate.fromFork,
    actor: candidate.actor,
    triggeringActor: candidate.actor,
    title: record.name,
    status: 'queued',
    conclusion: null,
    createdAt: at,
    startedAt: at,
    updatedAt: at,
    error: reading.ok ? undefined : `Invalid workflow file: ${workflow.path}\n${reading.errors.join('\n')}`,
    chain,
    jobs: [],
  };
  setTitle(port, run, workflow);
  store.runs.save(run);
  return run;
}

/** The record of a workflow file, made when it is first seen. */
export function registerWorkflow(
  store: Store,
  now: () => string,
  repository: string,
  workflow: FoundWorkflow,
): WorkflowRecord {
  const { reading, path } = workflow;
  const name = (reading.ok ? reading.file.name : undefined) ?? path;
  const known = store.workflows
    .all()
    .find((record) => record.repository === repository && record.path === path);
  if (known !== undefined) {
    if (known.name !== name) {
      known.name = name;
      known.updatedAt = now();
      store.workflows.save(known);
    }
    return known;
  }
  const at = now();
  const record: WorkflowRecord = {
    id: store.nextId(),
    repository,
    path,
    name,
    state: 'active',
    createdAt: at,
    updatedAt: at,
    runs: 0,
  };
  store.workflows.save(record);
  return record;
}

function inputsOf({ event, payload }: Candidate, { reading }: FoundWorkflow): Json {
  if (event !== 'workflow_dispatch' || !reading.ok) {
    return {};
  }
  const given = payload.inputs;
  const values = typeof given === 'object' && given !== null ? Object.entries(given) : [];
  return typedInputs(
    reading.file.triggers.inputs,
    Object.fromEntries(values.map(([key, value]) => [key, String(value)])),
  );
}

function setTitle(port: GithubPort, run: RunRecord, { reading }: FoundWorkflow): void {
  const runName = reading.ok ? reading.file.runName : undefined;
  try {
    const written = runName === undefined ? '' : templateText(runName, workflowScope(port, run));
    run.title = written === '' ? defaultTitle(run) : written;
  } catch (error) {
    run.error = `The 'run-name' cannot be evaluated: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function defaultTitle({ payload, event, headCommit, workflowName }: RunRecord): string {
  switch (event) {
    case 'push':
      return headCommit?.message.split('\n')[0] ?? workflowName;
    case 'repository_dispatch':
      return digText(payload, 'action') ?? workflowName;
    default:
      return digText(payload, 'pull_request', 'title') ?? digText(payload, 'issue', 'title') ?? workflowName;
  }
}

async function readCommit(port: GithubPort, repository: string, sha: string): Promise<HeadCommit | null> {
  try {
    const format = ['%H', '%T', '%an', '%ae', '%cn', '%ce', '%cI', '%B'].join('%x00');
    const text = await gitIn(
      port.bareRepository(repository),
      'show',
      '--no-patch',
      `--format=${format}`,
      sha,
    );
    const [
      id = sha,
      treeId = '',
      author = '',
      authorEmail = '',
      committer = '',
      email = '',
      timestamp = '',
      message = '',
    ] = text.split('\0');
    return {
      id,
      treeId,
      message: message.trimEnd(),
      timestamp: timestamp.replace('+00:00', 'Z'),
      author: { name: author, email: authorEmail },
      committer: { name: committer, email },
    };
  } catch {
    return null; // A commit of a fork that this repository does not hold.
  }
}
