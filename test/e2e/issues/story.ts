/** Workflows `issues`: what a command starts, and what a run or the schedule does with what a dead one has left. */
import { randomUUID } from 'node:crypto';
import { defaultConfig } from '../../../src/config/schema.js';
import { workflowSettings } from '../../../src/config/workflow-settings.js';
import type { BranchContent, WorkflowRequested } from '../../../src/domain/events.js';
import { isFinal, type WorkflowState } from '../../../src/domain/state.js';
import type { GithubHost } from '../../../src/hosts/github/host.js';
import { playTasksToIssues } from '../../../src/jobs/play/issues-list.js';
import { readBranchContent } from '../../../src/runtime/branch-content.js';
import { processEvent, type Runtime, runEffects } from '../../../src/runtime/process-event.js';
import { REPOSITORY } from './box.js';

/** What a workflow `issues` is asked for. */
export interface Wanted {
  readonly feature: string;
  /** The issue on which the command was given. */
  readonly issue: number;
  readonly content: BranchContent;
}

/** What the feature's own branch holds, or the default branch where it has none. */
export async function contentOf({ facts }: GithubHost, feature: string): Promise<BranchContent> {
  const tree = await facts.branchTree(feature).catch(() => facts.branchTree('main'));
  return readBranchContent(tree, `specs/${feature}/`);
}

/** The same without a repository. */
export function contentOfText(feature: string, tasks: string): Promise<BranchContent> {
  const file = { path: `specs/${feature}/tasks.md`, mode: '100644', id: 'a'.repeat(40) };
  const tree = { head: 'b'.repeat(40), list: async () => [file], read: async () => tasks };
  return readBranchContent(tree, `specs/${feature}/`);
}

/** A whole workflow `issues` of a feature that exists. */
export async function runIssues(
  runtime: Runtime,
  wanted: Wanted,
  workflowId: string,
): Promise<WorkflowState | null> {
  const event = requested(runtime, wanted, workflowId);
  await processEvent(runtime, workflowId, async () => event);
  return goOn(runtime, workflowId);
}

/**
 * What a run, or the schedule after it, does until the workflow has ended: effects that a dead process has left are looked
 * for and done, and the assignment is answered by the agent, which is code.
 */
export async function goOn(runtime: Runtime, workflowId: string): Promise<WorkflowState | null> {
  for (let round = 0; round < 6; round++) {
    const state = (await runtime.store.load(workflowId))?.state ?? null;
    if (state === null || isFinal(state.status)) return state;
    const left = state.outbox.filter((effect) => effect.leased_by !== runtime.runner);
    if (left.length > 0) {
      const about = {
        key: `takeover:${runtime.runner}:${round}`,
        at: runtime.clock.now(),
        runner: runtime.runner,
      };
      const taken = await processEvent(runtime, workflowId, async () => ({
        type: 'effects_taken_over',
        ...about,
        effect_ids: left.map((effect) => effect.id),
      }));
      if (taken.state !== null) await runEffects(runtime, taken.state, left, { lookFirst: true });
      continue;
    }
    const given = state.assignments.find((one) => one.status === 'dispatched');
    if (given === undefined) return state;
    await processEvent(runtime, workflowId, async (present) => {
      const { response, usage } = playTasksToIssues(present ?? state, runtime.clock.now());
      const about = {
        key: `assignment:${given.id}`,
        at: runtime.clock.now(),
        runner: runtime.runner,
        assignment_id: given.id,
      };
      return { type: 'assignment_finished', ...about, responses: [response], usage: [usage], landed: null };
    });
  }
  return (await runtime.store.load(workflowId))?.state ?? null;
}

function requested(
  runtime: Runtime,
  { feature, issue, content }: Wanted,
  workflow_id: string,
): WorkflowRequested {
  return {
    type: 'workflow_requested',
    key: `comment:${randomUUID()}`,
    at: runtime.clock.now(),
    runner: runtime.runner,
    workflow_id,
    workflow_type: 'issues',
    request: `issues ${feature}`,
    slug: feature,
    feature: {
      feature_id: feature,
      branch: feature,
      base: 'main',
      base_sha: content.head,
      content,
      pull_request: null,
    },
    similar: [],
    target_file: null,
    origin: {
      repository: REPOSITORY,
      issue,
      issue_title: 'The feature',
      issue_body: '',
      comment_id: 1,
      requester: 'wendy',
    },
    settings: workflowSettings(defaultConfig(), 'command'),
    preflight: [],
    complexity: null,
  };
}
