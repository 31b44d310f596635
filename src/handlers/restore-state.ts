import type { WorkflowState } from '../domain/state.js';
import { RESTORING } from '../hosts/github/state-history.js';
import type { Forgery } from '../hosts/github/state-lineage.js';
import { readProjection } from '../reports/projection.js';
import type { Versioned } from '../runtime/ports.js';
import { processEvent } from '../runtime/process-event.js';
import type { Bot } from './bot.js';
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
  const forgery = await bot.host.store.findForgery(id);
  if (forgery === null) await refuseRewritten(bot, state);
  if (forgery?.where !== 'last') return false;
  if (forgery.good === null) throw new Error(unusable(id, forgery.reason));
  return replace(bot, forgery.good, forgery.version, forgery.reason);
}

/** What others write meanwhile is shown before it is seen here; more often in a row than this is no chance. */
const LOOKS = 5;

/**
 * Rule G1: an assignment is played and landed only on a state of the product's own. Answers with the very version that was
 * looked at: another one may have stood there a moment before, or stand there a moment later.
 *
 * @throws Error where the product has not written it, or not last
 */
export async function loadGenuine(bot: Bot, workflowId: string): Promise<Versioned | null> {
  for (let look = 1; look <= LOOKS; look += 1) {
    const lineage = await bot.host.store.lineageOf(workflowId);
    if (lineage === null) return null;
    const { state, version, forgery } = lineage;
    if (forgery !== null) throw new Error(notGenuine(forgery));
    // A broken one is recovered from what the product wrote.
    if (state === null) return bot.runtime.store.load(workflowId);
    if ((await revisionShown(bot, state)) <= state.revision) return { state, version };
    await bot.runtime.pause?.(look * 500);
  }
  throw new Error(unusable(workflowId, 'the dashboard shows a later revision than the branch holds'));
}

/** The workflow as the product wrote it: where somebody else did, that is put right before anything is decided on it. */
export async function restored(bot: Bot, state: WorkflowState): Promise<WorkflowState> {
  const lineage = await bot.host.store.lineageOf(state.workflow_id);
  if (lineage?.state && lineage.forgery === null) {
    if ((await revisionShown(bot, lineage.state)) <= lineage.state.revision) return lineage.state;
  }
  const found = await bot.runtime.store.load(state.workflow_id);
  if (found === null || !(await restoreState(bot, found))) return found?.state ?? state;
  return (await bot.runtime.store.load(state.workflow_id))?.state ?? state;
}

function notGenuine({ reason, where }: Forgery): string {
  const next =
    where === 'last'
      ? 'The schedule restores it'
      : 'The product has gone on from it since, so abort the workflow and start it again';
  return `expected a state that the product wrote, received one of which ${reason}: nothing is done. ${next}`;
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
  const shown = await revisionShown(bot, state);
  if (shown <= state.revision) return;
  // Others may have written since this state was read.
  const present = (await bot.runtime.store.load(state.workflow_id))?.state.revision ?? 0;
  if (shown <= present) return;
  const reason = `it is revision ${present}, although the dashboard shows revision ${shown}`;
  throw new Error(unusable(state.workflow_id, reason));
}

/** The revision that the dashboard shows; 0 where there is none that can be read. */
async function revisionShown(bot: Bot, { dashboard, workflow_id }: WorkflowState): Promise<number> {
  const comment = dashboard === null ? null : await bot.host.facts.comment(dashboard.comment_id);
  const shown = comment === null ? null : readProjection(comment.body);
  return shown?.workflow_id === workflow_id ? shown.revision : 0;
}

function unusable(id: string, reason: string): string {
  return `expected the state of workflow ${id} on branch speckit-state as the product wrote it last, received one of which ${reason}, and the history does not hold the other. The branch was rewritten: push it back from a clone (\`git push --force origin <commit>:speckit-state\`), or delete the dashboard comment to go on with this state. A ruleset for speckit-state that blocks force pushes and deletions keeps this from happening`;
}
