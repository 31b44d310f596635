import type { WorkflowState } from '../domain/state.js';
import { RESTORING } from '../hosts/github/state-lineage.js';
import { readProjection } from '../reports/projection.js';
import type { Versioned } from '../runtime/ports.js';
import { processEvent } from '../runtime/process-event.js';
import { type Bot, isOurs } from './bot.js';
import { occurrence } from './occurrence.js';

/**
 * Rules S1 and S4: a state that is broken, that a person wrote, or that was set back, is replaced by the newest one of the
 * product's own, and people are told by the timeline. True when it was.
 *
 * @throws Error where the history that would hold it was rewritten: nothing is done on a state that nobody can vouch for
 */
export async function restoreState(bot: Bot, found: Versioned): Promise<boolean> {
  const { state, version, recovered } = found;
  if (recovered !== undefined)
    return replace(bot, { state, commit: recovered.from }, version, recovered.reason);
  const id = state.workflow_id;
  const forgery = await bot.host.store.findForgery(id, (login) => isOurs(bot, login));
  if (forgery === null) await refuseRewritten(bot, state);
  if (forgery?.where !== 'last') return false;
  if (forgery.good === null) throw new Error(unusable(id, forgery.reason));
  return replace(bot, forgery.good, forgery.version, forgery.reason);
}

/** Rule G1: an assignment is played and landed only on a state of the product's own. */
export async function refuseForgedState(bot: Bot, workflowId: string): Promise<void> {
  const forgery = await bot.host.store.findForgery(workflowId, (login) => isOurs(bot, login));
  if (forgery === null) return;
  throw new Error(
    `expected a state that the product wrote, received one of which ${forgery.reason}: nothing is done. ${
      forgery.where === 'last'
        ? 'The schedule restores it'
        : 'The product has gone on from it since, so abort the workflow and start it again'
    }`,
  );
}

async function replace(
  bot: Bot,
  good: { readonly state: WorkflowState; readonly commit: string },
  version: string,
  reason: string,
): Promise<boolean> {
  const id = good.state.workflow_id;
  bot.runtime.log(`the state of ${id} is restored from ${good.commit}: ${reason}`);
  const saved = await bot.host.store.save(good.state, version, `${RESTORING} that the product wrote last`);
  if (saved.kind === 'stale') return true;
  await processEvent(bot.runtime, id, async () => ({
    type: 'state_recovered',
    ...occurrence(bot, `restored:${version}:${bot.runtime.runner}`),
    from: good.commit,
    reason,
  }));
  return true;
}

/** The dashboard never shows more than the branch has held: where it does, the branch was set back with its history. */
async function refuseRewritten(bot: Bot, state: WorkflowState): Promise<void> {
  if (state.dashboard === null) return;
  const comment = await bot.host.facts.comment(state.dashboard.comment_id);
  const shown = comment === null ? null : readProjection(comment.body);
  if (shown === null || shown.workflow_id !== state.workflow_id || shown.revision <= state.revision) return;
  const reason = `it is revision ${state.revision}, although the dashboard shows revision ${shown.revision}`;
  throw new Error(unusable(state.workflow_id, reason));
}

function unusable(id: string, reason: string): string {
  return `expected the state of workflow ${id} on branch speckit-state as the product wrote it last, received one of which ${reason}, and the history does not hold the other. The branch was rewritten: push it back from a clone (\`git push --force origin <commit>:speckit-state\`), or delete the dashboard comment to go on with this state. A ruleset for speckit-state that blocks force pushes and deletions keeps this from happening`;
}
