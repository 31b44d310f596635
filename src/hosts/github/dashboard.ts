import type { WorkflowState } from '../../domain/state.js';
import type { Dashboard } from '../../runtime/ports.js';
import type { GithubClient } from './client.js';
import { isOwn, type OwnLogins } from './effect-context.js';
import { DASHBOARD_MARKER, endsWithMarker, withMarker } from './markers.js';
import type { RepositoryName } from './repository.js';

export interface GithubDashboard extends Dashboard {
  /** Like `show`; answers with the id of the comment that carries the dashboard now, null before there is one. */
  place(state: WorkflowState): Promise<number | null>;
}

/** Edits the sticky comment in place, and makes it again when somebody has deleted it. */
export function createDashboard(
  client: GithubClient,
  repo: RepositoryName,
  render: (state: WorkflowState) => string,
  botLogin: OwnLogins,
): GithubDashboard {
  /** Comments that took the place of deleted ones; a later process finds them by their marker. */
  const replaced = new Map<string, number>();
  const findOwn = async (issue: number, workflowId: string): Promise<number | null> => {
    const comments = await client.list(`read the comments of #${issue}`, (octokit) =>
      octokit.paginate(octokit.rest.issues.listComments, { ...repo, issue_number: issue, per_page: 100 }),
    );
    const found = comments.find(
      (one) => isOwn(one.user, botLogin) && endsWithMarker(one.body, DASHBOARD_MARKER, workflowId),
    );
    return found?.id ?? null;
  };
  const create = async (issue: number, body: string): Promise<number> => {
    const made = await client.ask(`put the dashboard on #${issue} again`, (api) =>
      api.issues.createComment({ ...repo, issue_number: issue, body }),
    );
    return made.id;
  };
  const edit = (commentId: number, body: string) =>
    client.askMaybe(`update the dashboard comment ${commentId}`, (api) =>
      api.issues.updateComment({ ...repo, comment_id: commentId, body }),
    );

  const place = async (state: WorkflowState): Promise<number | null> => {
    // Before its effect is settled, creating the comment is that effect's business.
    if (state.dashboard === null) return null;
    const { origin, workflow_id: workflowId } = state;
    const body = withMarker(render(state), DASHBOARD_MARKER, workflowId);
    const known = replaced.get(workflowId) ?? state.dashboard.comment_id;
    if ((await edit(known, body)) !== null) return known;
    const other = await findOwn(origin.issue, workflowId);
    const id =
      other !== null && (await edit(other, body)) !== null ? other : await create(origin.issue, body);
    replaced.set(workflowId, id);
    return id;
  };

  return {
    place,
    async show(state) {
      await place(state);
    },
  };
}
