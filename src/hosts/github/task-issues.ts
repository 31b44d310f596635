import { taskMarker } from '../../reports/markers.js';
import { type EffectContext, isOwn } from './effect-context.js';
import { readMarker, TASK_MARKER } from './markers.js';

/** The label by which issues of tasks are listed; searching would lag behind. */
export const TASK_LABEL = 'speckit';

export interface TaskIssue {
  readonly number: number;
  /** GitHub's own id, which links between issues are made with. */
  readonly id: number;
  readonly title: string;
  readonly body: string;
}

/** Issues of tasks by `feature/task`. The first one wins, should there ever be two. */
export async function listTaskIssues(
  { client, repo, botLogin }: EffectContext,
  filter: { readonly labels: string } | { readonly since: string },
): Promise<Map<string, TaskIssue>> {
  const issues = await client.list('list the issues made from tasks', (octokit) =>
    octokit.paginate(octokit.rest.issues.listForRepo, {
      ...repo,
      ...filter,
      state: 'all',
      sort: 'created',
      direction: 'asc',
      per_page: 100,
    }),
  );
  const known = new Map<string, TaskIssue>();
  for (const issue of issues) {
    if (issue.pull_request !== undefined || !isOwn(issue.user, botLogin)) continue;
    const body = issue.body ?? '';
    const key = readMarker(body, TASK_MARKER);
    if (key !== null && !known.has(key)) {
      known.set(key, { number: issue.number, id: issue.id, title: issue.title, body });
    }
  }
  return known;
}

/** The key of a task's issue, in the spelling that its marker has in the body. */
export function taskKey(feature: string, taskId: string): string {
  return readMarker(taskMarker(feature, taskId), TASK_MARKER) ?? `${feature}/${taskId}`;
}
