import type { Effect, EffectOutcome } from '../../domain/effects.js';
import type { WorkflowState } from '../../domain/state.js';
import { type Deed, type EffectContext, earliest, isOwn } from './effect-context.js';
import { DASHBOARD_MARKER, EFFECT_MARKER, endsWithMarker, withMarker } from './markers.js';

/** Posts the sticky comment; its marker names the workflow, so that it stays findable however often it is edited. */
export function createDashboardComment(
  context: EffectContext,
  effect: Extract<Effect, { kind: 'create_dashboard' }>,
  state: WorkflowState,
): Deed {
  const body = () => context.renderer.dashboard(state);
  const tell = (id: number): EffectOutcome => ({
    id: effect.id,
    kind: 'create_dashboard',
    comment_id: id,
  });
  return comment(context, effect, state.origin.issue, [DASHBOARD_MARKER, state.workflow_id], body, tell);
}

/** Posts a comment that asks something of a person or ends the workflow. */
export function postComment(
  context: EffectContext,
  effect: Extract<Effect, { kind: 'post_comment' }>,
  state: WorkflowState,
): Deed {
  const body = () => context.renderer.comment(effect.topic, state);
  const tell = (id: number): EffectOutcome => ({ id: effect.id, kind: 'post_comment', comment_id: id });
  return comment(context, effect, state.origin.issue, [EFFECT_MARKER, effect.id], body, tell);
}

function comment(
  context: EffectContext,
  effect: Effect,
  issue: number,
  [name, key]: readonly [string, string],
  body: () => string,
  tell: (commentId: number) => EffectOutcome,
): Deed {
  const { client, repo, botLogin } = context;
  return {
    async find() {
      const comments = await client.list(`read the comments of #${issue}`, (octokit) =>
        octokit.paginate(octokit.rest.issues.listComments, {
          ...repo,
          issue_number: issue,
          since: earliest(effect),
          per_page: 100,
        }),
      );
      const found = comments.find((one) => isOwn(one.user, botLogin) && endsWithMarker(one.body, name, key));
      return found === undefined ? null : tell(found.id);
    },
    async make() {
      const made = await client.ask(`comment on #${issue}`, (api) =>
        api.issues.createComment({ ...repo, issue_number: issue, body: withMarker(body(), name, key) }),
      );
      return tell(made.id);
    },
  };
}
