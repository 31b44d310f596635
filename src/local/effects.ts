import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatFeatureNumber, nextFeatureNumber } from '../documents/slug.js';
import type { CommentTopic, Effect, EffectOutcome } from '../domain/effects.js';
import type { WorkflowState } from '../domain/state.js';
import { renderComment, renderIssue } from '../reports/render.js';
import { recordHistory } from '../runtime/history.js';
import type { EffectRunner } from '../runtime/ports.js';
import { localHistory } from './history.js';
import {
  branchNames,
  createBranch,
  currentBranch,
  featureFolders,
  headOf,
  type LocalRepository,
} from './repository.js';

/** Shows a person what on GitHub would be a comment. */
export type Say = (topic: CommentTopic, text: string, state: WorkflowState) => void;

type EffectOf<K extends Effect['kind']> = Extract<Effect, { kind: K }>;

/** Lost races for a branch name in a row; beyond this something else is wrong. */
const MAX_TRIES = 50;

/**
 * Runs effects on a git repository and a terminal. Each may be repeated: branches and files that exist are found again.
 * Jobs are not started here; the driver starts what the state says is dispatched.
 */
export function createLocalEffects(
  repository: LocalRepository,
  dispatchedHere: Set<string>,
  say: Say,
): EffectRunner {
  return {
    async run(effect, state) {
      const { id } = effect;
      switch (effect.kind) {
        case 'create_dashboard':
          // The terminal is the dashboard; there is one, and it needs no id to be found again.
          return { id, kind: 'create_dashboard', comment_id: 1 };
        case 'claim_feature':
          return claimFeature(repository, effect, state);
        case 'dispatch_assignment':
          dispatchedHere.add(effect.assignment_id);
          return { id, kind: 'dispatch_assignment', run_id: null };
        case 'open_pull_request':
          return failed(
            effect,
            `there are none on the local host; the work is on branch ${state.branch?.name}`,
          );
        case 'post_comment':
          say(effect.topic, renderComment(effect.topic, state), state);
          return { id, kind: 'post_comment', comment_id: Number(id.split(':')[1] ?? 0) };
        case 'dismiss_approval':
          return { id, kind: 'dismiss_approval' };
        case 'create_issue':
          return writeIssue(repository, effect, state);
        case 'cancel_run':
          return { id, kind: 'cancel_run' };
        case 'record_history':
          await recordHistory(localHistory(repository.stateDir), state);
          return { id, kind: 'record_history' };
      }
    },
  };
}

async function claimFeature(
  repository: LocalRepository,
  effect: EffectOf<'claim_feature'>,
  state: WorkflowState,
): Promise<EffectOutcome> {
  const { existing } = effect;
  if (existing !== undefined) {
    await createBranch(repository, existing.branch, existing.head);
    const head = (await headOf(repository, existing.branch)) ?? existing.head;
    const { feature_id, branch, base, base_sha } = existing;
    return { id: effect.id, kind: 'claim_feature', feature_id, branch, base, base_sha, head };
  }
  const base = await currentBranch(repository);
  const base_sha = await headOf(repository, base);
  if (base_sha === null) return failed(effect, `branch ${base} has no commit: commit something first`);
  const claimed = await claimNumber(repository, effect.slug, base_sha, state.workflow_id);
  if (claimed === null)
    return failed(effect, `no branch for "${effect.slug}" could be made in ${MAX_TRIES} tries`);
  return { id: effect.id, kind: 'claim_feature', feature_id: claimed, branch: claimed, base, base_sha };
}

/** A branch that carries this workflow's mark was made by an earlier try. */
async function claimNumber(
  repository: LocalRepository,
  slug: string,
  commit: string,
  workflowId: string,
): Promise<string | null> {
  const { git } = repository;
  const key = 'speckitWorkflow';
  const names = await branchNames(repository);
  for (const name of names.filter((one) => one.endsWith(`-${slug}`))) {
    const { stdout } = await git(['config', '--local', `branch.${name}.${key}`], { accept: [1] });
    if (stdout.toString('utf8').trim() === workflowId) return name;
  }
  let number = nextFeatureNumber([...names, ...(await featureFolders(repository, commit))]);
  for (let attempt = 0; attempt < MAX_TRIES; attempt += 1) {
    const name = `${formatFeatureNumber(number)}-${slug}`;
    // Marked before it is made: a crash in between leaves a mark without a branch, which means nothing.
    await git(['config', '--local', `branch.${name}.${key}`, workflowId]);
    if (await createBranch(repository, name, commit)) return name;
    number += 1;
  }
  return null;
}

/** What on GitHub is an issue is a file here, named by its task so that a repetition writes the same one. */
async function writeIssue(
  repository: LocalRepository,
  effect: EffectOf<'create_issue'>,
  state: WorkflowState,
): Promise<EffectOutcome> {
  const folder = join(repository.stateDir, 'issues', state.feature_id ?? state.workflow_id);
  const issue = renderIssue(state, effect.task_id);
  await mkdir(folder, { recursive: true });
  const file = `${effect.task_id.replace(/[^A-Za-z0-9._-]/g, '_')}.md`;
  await writeFile(join(folder, file), `# ${issue.title}\n\n${issue.body}\n`);
  const number = 1 + state.tasks.findIndex((task) => task.id === effect.task_id);
  return { id: effect.id, kind: 'create_issue', task_id: effect.task_id, number };
}

function failed(effect: Effect, message: string): EffectOutcome {
  return { id: effect.id, kind: 'failed', message };
}
