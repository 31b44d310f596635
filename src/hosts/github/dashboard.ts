import type { WorkflowState } from '../../domain/state.js';
import type { Dashboard } from '../../runtime/ports.js';
import type { GithubClient } from './client.js';
import { isOwn, type OwnLogins } from './effect-context.js';
import { DASHBOARD_MARKER, endsWithMarker, SHOWN_MARKER, withMarker } from './markers.js';
import type { Projections, View } from './projections.js';
import type { RepositoryName } from './repository.js';
import { readRevision, readShown, type Shown, shownKey } from './shown.js';

export interface GithubDashboard extends Dashboard {
  /** Like `show`; answers with the id of the comment that carries the dashboard now, null before there is one. */
  place(state: WorkflowState): Promise<number | null>;
  /** Shows everything anew, whatever the comment says: somebody else has changed it. */
  rebuild(state: WorkflowState): Promise<void>;
  /**
   * Shows what other writers must not or could not show, the comment included; writes nothing where nothing is missing.
   *
   * @returns false where something is missing still
   */
  complete(state: WorkflowState): Promise<boolean>;
  /** Shows what a push means to a workflow that has ended. */
  showPush(state: WorkflowState, moved: NonNullable<View['moved']>): Promise<void>;
}

const NOTHING: Shown = new Map();

interface Placed {
  /** The comment that carries the dashboard; null before there is one. */
  readonly id: number | null;
  /** False where something beside it could not be written. */
  readonly whole: boolean;
}

/**
 * Edits the sticky comment in place, and makes it again when somebody has deleted it. What else GitHub shows of the
 * workflow is written just before, since the comment remembers what of it is shown.
 */
export function createDashboard(
  client: GithubClient,
  repo: RepositoryName,
  render: (state: WorkflowState) => string,
  botLogin: OwnLogins,
  projections: Projections,
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
  const bodyOf = async (commentId: number): Promise<string> => {
    const found = await client.askMaybe(`read the dashboard comment ${commentId}`, (api) =>
      api.issues.getComment({ ...repo, comment_id: commentId }),
    );
    return found?.body ?? '';
  };

  const show = async (view: View, { trusts = true, whenMissing = false } = {}): Promise<Placed> => {
    const { state } = view;
    // Before its effect is settled, creating the comment is that effect's business.
    if (state.dashboard === null) return { id: null, whole: true };
    const { origin, workflow_id: workflowId } = state;
    const known = replaced.get(workflowId) ?? state.dashboard.comment_id;
    const present = whenMissing ? await bodyOf(known) : null;
    const revision = present === null ? -1 : readRevision(present);
    // Somebody who knows more has shown it meanwhile.
    if (revision > state.revision) return { id: known, whole: true };
    const { shown, changed, whole } = await projections.bring(view, async () =>
      trusts ? readShown(present ?? (await bodyOf(known))) : NOTHING,
    );
    if (!changed && revision === state.revision) return { id: known, whole };
    const text = withMarker(render(state), SHOWN_MARKER, shownKey(shown, state.revision));
    const body = withMarker(text, DASHBOARD_MARKER, workflowId);
    if ((await edit(known, body)) !== null) return { id: known, whole };
    const other = await findOwn(origin.issue, workflowId);
    const id =
      other !== null && (await edit(other, body)) !== null ? other : await create(origin.issue, body);
    replaced.set(workflowId, id);
    return { id, whole };
  };

  return {
    place: async (state) => (await show({ state })).id,
    async show(state) {
      await show({ state });
    },
    async rebuild(state) {
      await show({ state }, { trusts: false });
    },
    async complete(state) {
      return (await show({ state }, { whenMissing: true })).whole;
    },
    async showPush(state, moved) {
      await show({ state, moved }, { whenMissing: true });
    },
  };
}
