import type { Effect, EffectOutcome } from '../../domain/effects.js';
import type { WorkflowState } from '../../domain/state.js';
import { type Deed, type EffectContext, earliest, failed } from './effect-context.js';
import { GithubError } from './github-error.js';
import { TASK_MARKER, withMarker } from './markers.js';
import { listTaskIssues, TASK_LABEL, type TaskIssue, taskKey } from './task-issues.js';
import { type LinkSupport, linkTaskIssue } from './task-links.js';

/** What is known of a workflow's issues while they are made one after the other, so that they are listed once. */
export type IssueMemory = Map<string, Promise<Known>>;

interface Known {
  /** By task id. */
  readonly issues: Map<string, TaskIssue>;
  readonly support: LinkSupport;
}

/** Makes the issue of one task; where one with its marker exists, from a crash or an earlier run, that one is updated. */
export function createIssue(
  context: EffectContext,
  effect: Extract<Effect, { kind: 'create_issue' }>,
  state: WorkflowState,
  memory: IssueMemory,
): Deed {
  const { client, repo, renderer } = context;
  const { feature_id: feature } = state;
  const taskId = effect.task_id;
  if (feature === null || !state.tasks.some((task) => task.id === taskId)) {
    const problem = failed(
      effect,
      `Could not create an issue for ${taskId}: expected it among the tasks of ${feature ?? 'a feature'}.`,
    );
    return { find: async () => problem, make: async () => problem };
  }
  const key = taskKey(feature, taskId);
  const tell = (number: number): EffectOutcome => ({
    id: effect.id,
    kind: 'create_issue',
    task_id: taskId,
    number,
  });
  const text = () => {
    const { title, body, labels } = renderer.issue(state, taskId);
    return { title, body: withMarker(body, TASK_MARKER, key), labels };
  };

  const create = async (known: Known): Promise<EffectOutcome> => {
    const { title, body, labels } = text();
    const made = await client.ask(`create the issue of ${key}`, (api) =>
      api.issues.create({ ...repo, title, body, labels: [...new Set([TASK_LABEL, ...labels])] }),
    );
    known.issues.set(taskId, { number: made.number, id: made.id, title, body });
    await linkTaskIssue(context, state, taskId, known.issues, known.support);
    return tell(made.number);
  };

  return {
    async find() {
      // Without the label: people may have removed it since.
      const found = (await listTaskIssues(context, { since: earliest(effect) })).get(key);
      if (found === undefined) return null;
      const known = await recall(context, memory, state, feature);
      known.issues.set(taskId, found);
      await linkTaskIssue(context, state, taskId, known.issues, known.support);
      return tell(found.number);
    },
    async make() {
      const known = await recall(context, memory, state, feature);
      const existing = known.issues.get(taskId);
      if (existing === undefined) return await create(known);
      const { title, body } = text();
      if (existing.title === title && existing.body === body) return tell(existing.number);
      try {
        await client.ask(`update issue #${existing.number}`, (api) =>
          api.issues.update({ ...repo, issue_number: existing.number, title, body }),
        );
        return tell(existing.number);
      } catch (error) {
        const deleted = error instanceof GithubError && error.failure === 'missing';
        if (!deleted) throw error;
        return await create(known);
      }
    },
  };
}

function recall(
  context: EffectContext,
  memory: IssueMemory,
  state: WorkflowState,
  feature: string,
): Promise<Known> {
  const remembered = memory.get(state.workflow_id);
  if (remembered !== undefined) return remembered;
  const listing = listTaskIssues(context, { labels: TASK_LABEL }).then((all): Known => {
    const own = state.tasks.flatMap((task): [string, TaskIssue][] => {
      const issue = all.get(taskKey(feature, task.id));
      return issue === undefined ? [] : [[task.id, issue]];
    });
    return {
      issues: new Map(own),
      support: { subIssues: true, dependencies: true },
    };
  });
  memory.set(state.workflow_id, listing);
  return listing;
}
