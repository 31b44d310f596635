import type { WorkflowState } from '../domain/state.js';
import { readProjection } from '../reports/projection.js';
import { processEvent } from '../runtime/process-event.js';
import { type Bot, isOurs } from './bot.js';
import { occurrence } from './occurrence.js';

/**
 * Rule S1: a state that a person wrote, or that was set back, is replaced by the newest one of the product's own, and
 * people are told by the timeline. True when it was.
 *
 * @throws Error where the history that would hold it was rewritten: nothing is done on a state that nobody can vouch for
 */
export async function restoreForgedState(bot: Bot, state: WorkflowState): Promise<boolean> {
  const { store } = bot.host;
  const id = state.workflow_id;
  const forgery = await store.findForgery(id, (login) => isOurs(bot, login));
  if (forgery === null) {
    await refuseRewritten(bot, state);
    return false;
  }
  bot.runtime.log(`the state of ${id} was forged: ${forgery.reason}`);
  const { good } = forgery;
  if (good === null) throw new Error(unusable(id, forgery.reason));
  const saved = await store.save(
    good.state,
    forgery.version,
    'restore the state that the product wrote last',
  );
  if (saved.kind === 'stale') return true;
  await processEvent(bot.runtime, id, async () => ({
    type: 'state_recovered',
    ...occurrence(bot, `restored:${forgery.version}`),
    from: good.commit,
    reason: forgery.reason,
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
  return `expected the state of workflow ${id} on branch speckit-state as the product wrote it last, received one of which ${reason}, and the history does not hold the other. The branch was rewritten: push it back from a clone (\`git push --force origin <commit>:speckit-state\`), or delete the dashboard comment to go on with this state. A ruleset that lets only the bot push to speckit-state keeps this from happening`;
}
