import type { WorkflowState } from '../../domain/state.js';
import type { EffectContext } from './effect-context.js';
import { GithubError } from './github-error.js';
import type { TaskIssue } from './task-issues.js';

/** Which kinds of links this server has declined; it is not asked again for the same workflow. */
export interface LinkSupport {
  subIssues: boolean;
  dependencies: boolean;
}

/**
 * Makes a task's issue a sub-issue of the origin, and links what blocks it and what it blocks. Servers without these
 * features decline; the lists in the bodies say the same, so that is no failure.
 */
export async function linkTaskIssue(
  context: EffectContext,
  state: WorkflowState,
  taskId: string,
  issues: ReadonlyMap<string, TaskIssue>,
  support: LinkSupport,
): Promise<void> {
  const { client, repo } = context;
  const issue = issues.get(taskId);
  if (issue === undefined) return;
  if (support.subIssues) {
    const parent = state.origin.issue;
    support.subIssues = await isOffered(() =>
      client.ask(`make #${issue.number} a sub-issue of #${parent}`, (api) =>
        api.issues.addSubIssue({ ...repo, issue_number: parent, sub_issue_id: issue.id }),
      ),
    );
  }
  for (const [blocked, blocking] of dependenciesOf(state, taskId, issues)) {
    if (!support.dependencies) return;
    support.dependencies = await isOffered(() =>
      client.ask(`mark #${blocked.number} as blocked by #${blocking.number}`, (api) =>
        api.issues.addBlockedByDependency({
          ...repo,
          issue_number: blocked.number,
          issue_id: blocking.id,
        }),
      ),
    );
  }
}

/** Pairs of issues that exist: tasks may have got theirs in any order, so both directions are looked at. */
function dependenciesOf(
  state: WorkflowState,
  taskId: string,
  issues: ReadonlyMap<string, TaskIssue>,
): [TaskIssue, TaskIssue][] {
  return state.tasks.flatMap((task) =>
    task.depends_on.flatMap((needed): [TaskIssue, TaskIssue][] => {
      if (task.id !== taskId && needed !== taskId) return [];
      const blocked = issues.get(task.id);
      const blocking = issues.get(needed);
      return blocked === undefined || blocking === undefined ? [] : [[blocked, blocking]];
    }),
  );
}

/** False when the server has no such feature. A single link that it declines (422: it exists already) says nothing. */
async function isOffered(link: () => Promise<unknown>): Promise<boolean> {
  try {
    await link();
    return true;
  } catch (error) {
    if (!(error instanceof GithubError)) throw error;
    if (error.failure === 'missing') return false;
    if (error.failure === 'refused' || error.failure === 'conflict') return error.status !== 403;
    throw error;
  }
}
