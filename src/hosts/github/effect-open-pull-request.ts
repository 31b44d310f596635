import type { Effect, EffectOutcome } from '../../domain/effects.js';
import type { WorkflowState } from '../../domain/state.js';
import { type Deed, type EffectContext, earliest, failed } from './effect-context.js';
import { GithubError } from './github-error.js';
import { WORKFLOW_MARKER, withMarker } from './markers.js';
import { ownPart } from './projections.js';
import { newBody } from './pull-request-body.js';

/** Opens the pull request of the feature branch, as a draft while planning goes on. */
export function openPullRequest(
  context: EffectContext,
  effect: Extract<Effect, { kind: 'open_pull_request' }>,
  state: WorkflowState,
): Deed {
  const { client, repo, renderer } = context;
  const { branch } = state;
  if (branch === null) {
    const problem = failed(effect, 'Could not open a pull request: there is no feature branch yet.');
    return { find: async () => problem, make: async () => problem };
  }
  const tell = (made: { number: number; html_url: string }): EffectOutcome => ({
    id: effect.id,
    kind: 'open_pull_request',
    number: made.number,
    url: made.html_url,
  });

  const find = async () => {
    const all = await client.ask(`list the pull requests of ${branch.name}`, (api) =>
      api.pulls.list({ ...repo, head: `${repo.owner}:${branch.name}`, state: 'all', per_page: 100 }),
    );
    // A branch may have had a pull request before, e.g. one for the plan that was merged: that is not this one.
    const candidates = all.filter(
      (one) =>
        one.number !== state.pull_request?.number &&
        one.head.ref === branch.name &&
        one.base.ref === branch.base &&
        (one.state === 'open' || Date.parse(one.created_at) >= Date.parse(earliest(effect))),
    );
    const found = candidates.find((one) => one.state === 'open') ?? candidates[0];
    return found === undefined ? null : tell(found);
  };

  const create = (draft: boolean) => {
    const { title, body, gist } = renderer.pullRequest(state);
    return client.ask(`open a pull request from ${branch.name} to ${branch.base}`, (api) =>
      api.pulls.create({
        ...repo,
        title,
        body: newBody(ownPart(withMarker(body, WORKFLOW_MARKER, state.workflow_id), gist)),
        head: branch.name,
        base: branch.base,
        draft,
      }),
    );
  };

  return {
    find,
    async make() {
      try {
        return tell(await create(!state.planning_complete));
      } catch (error) {
        if (!(error instanceof GithubError) || error.status !== 422) throw error;
        if (/already exists/i.test(error.detail)) {
          const found = await find();
          if (found !== null) return found;
        }
        // Private repositories of some plans have no drafts.
        if (/draft/i.test(error.detail) && !state.planning_complete) return tell(await create(false));
        throw error;
      }
    },
  };
}
