/** What the person at the terminal decides, as events. Each returns the state, or says why it was refused. */
import { createHash } from 'node:crypto';
import { readAnswers } from '../commands/answers.js';
import { budgetsOf } from '../config/workflow-settings.js';
import type { WorkflowEvent } from '../domain/events.js';
import type { WorkflowState } from '../domain/state.js';
import type { WorkflowType } from '../domain/workflows.js';
import { gitTreeReader } from '../jobs/land/git-tree.js';
import { readBranchContent } from '../runtime/branch-content.js';
import { processEvent } from '../runtime/process-event.js';
import { readFeature } from './features.js';
import type { LocalHost } from './local-host.js';
import { headOf, LocalError, mayWrite, personOf } from './repository.js';

type Decision = Exclude<WorkflowEvent, { type: 'workflow_requested' }>;
type WithoutOccurrence<E> = E extends unknown ? Omit<E, 'key' | 'at' | 'runner'> : never;

/** Approves the present content of the feature branch (rule G1). */
export async function approve(host: LocalHost, workflowId: string): Promise<WorkflowState> {
  const { repository, runtime } = host;
  const state = await stateOf(host, workflowId);
  const { branch, feature_dir } = state;
  if (branch === null || feature_dir === null) throw new LocalError('there is no feature to approve yet');
  const head = await headOf(repository, branch.name);
  if (head === null)
    throw new LocalError(`expected the branch ${branch.name}, found none: restore it, or abort`);
  const content = await readBranchContent(gitTreeReader(repository.root, head), feature_dir);
  // What was committed since the plan was shown has to be looked at first.
  if (head !== branch.head) await decide(host, workflowId, { type: 'branch_moved', content });
  return decide(host, workflowId, {
    type: 'approval_given',
    by_bot: false,
    content,
    teams_problem: 'this machine knows no teams',
    approval: {
      by: await personOf(repository),
      permission: (await mayWrite(repository)) ? 'write' : 'read',
      via: 'proceed_comment',
      source_id: 0,
      at: runtime.clock.now(),
      pull_request: null,
      head: branch.head,
      digest: content.digest,
    },
  });
}

export async function command(
  host: LocalHost,
  workflowId: string,
  name: 'abort' | 'pause' | 'resume',
): Promise<WorkflowState> {
  return decide(host, workflowId, {
    type: 'command_given',
    command: name,
    by: await personOf(host.repository),
    ...(name === 'resume' ? { budgets: budgetsOf(host.config) } : {}),
  });
}

/** Takes the recommended workflow (or the one named), null asks which it is to be. */
export async function chooseWorkflow(
  host: LocalHost,
  workflowId: string,
  choice: WorkflowType | null,
): Promise<WorkflowState> {
  const by = await personOf(host.repository);
  return decide(host, workflowId, { type: 'workflow_chosen', workflow_type: choice, by });
}

/** Goes on with a feature of the same name, or makes another one (null). */
export async function chooseBranch(
  host: LocalHost,
  workflowId: string,
  featureId: string | null,
): Promise<WorkflowState> {
  const feature = featureId === null ? null : await readFeature(host.repository, featureId);
  const by = await personOf(host.repository);
  return decide(host, workflowId, { type: 'branch_chosen', feature, by });
}

/** `1:B 2: free text`, or `recommended`. */
export async function answerQuestions(
  host: LocalHost,
  workflowId: string,
  text: string,
): Promise<WorkflowState> {
  return decide(host, workflowId, {
    type: 'answers_given',
    ...readAnswers(text),
    by: await personOf(host.repository),
  });
}

/** Text of an artifact on the feature branch. */
export async function artifactText(host: LocalHost, workflowId: string, name: string): Promise<string> {
  const state = await stateOf(host, workflowId);
  const path = state.artifacts_ready[name];
  if (path === undefined || state.branch === null) {
    const known = Object.keys(state.artifacts_ready).join(', ');
    throw new LocalError(
      `there is no ${name} yet; expected ${known === '' ? 'planning to finish first' : `one of ${known}`}`,
    );
  }
  const { stdout } = await host.repository.git(['show', `refs/heads/${state.branch.name}:${path}`]);
  return stdout.toString('utf8');
}

/**
 * The workflow that an id or the beginning of one names; without one, the only one that has not ended.
 *
 * @throws LocalError where none or several fit
 */
export async function findWorkflow(host: LocalHost, named: string | undefined): Promise<WorkflowState> {
  const ids = await host.runtime.store.list();
  const wanted = named?.toLowerCase() ?? '';
  const states = await Promise.all(ids.filter((id) => id.startsWith(wanted)).map((id) => stateOf(host, id)));
  const open = states.filter((state) => state.finished_at === null);
  const fitting = named === undefined || states.length > 1 ? open : states;
  const [found] = fitting;
  if (found !== undefined && fitting.length === 1) return found;
  const list = (fitting.length > 0 ? fitting : states).map(
    (state) => `${state.workflow_id} (${state.feature_id ?? state.slug}, ${state.status})`,
  );
  throw new LocalError(
    `expected ${named === undefined ? 'one workflow that has not ended' : `a workflow ${named}`}; ${list.length === 0 ? 'there is none' : `there are ${list.join(', ')}`}`,
  );
}

async function decide(
  host: LocalHost,
  workflowId: string,
  decision: WithoutOccurrence<Decision>,
): Promise<WorkflowState> {
  const { runtime } = host;
  const at = runtime.clock.now();
  const key = `${decision.type}:${createHash('sha256')
    .update(`${runtime.runner}${at}${JSON.stringify(decision)}`)
    .digest('hex')
    .slice(0, 16)}`;
  const event = { ...decision, key, at, runner: runtime.runner } as Decision;
  const { state, refusal } = await processEvent(runtime, workflowId, async () => event);
  if (refusal !== null) throw new LocalError(`${refusal.message} Expected ${refusal.expected}.`);
  if (state === null) throw new LocalError(`there is no workflow ${workflowId}`);
  return state;
}

async function stateOf({ runtime }: LocalHost, id: string): Promise<WorkflowState> {
  const loaded = await runtime.store.load(id);
  if (loaded === null) throw new LocalError(`there is no workflow ${id}`);
  return loaded.state;
}
