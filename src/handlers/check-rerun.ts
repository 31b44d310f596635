import type { Config } from '../config/schema.js';
import { budgetsOf } from '../config/workflow-settings.js';
import { isFinal } from '../domain/state.js';
import { processEvent } from '../runtime/process-event.js';
import type { Bot } from './bot.js';
import { reaches } from './comment.js';
import { inForce } from './load-config.js';
import { occurrence } from './occurrence.js';
import { sweepWorkflow } from './sweep-workflow.js';

/**
 * Somebody pressed "Re-run" on a check run of ours: the same as `/resume`. GitHub has set the check run back, so it is
 * written anew in any case.
 */
export async function onCheckRerun(
  bot: Bot,
  event: { readonly check_run: number; readonly workflow_id: string; readonly sender: string },
): Promise<void> {
  const loaded = await bot.runtime.store.load(event.workflow_id);
  if (loaded === null) return bot.runtime.log(`check run ${event.check_run} belongs to no workflow`);
  const { state } = loaded;
  const config = inForce(await bot.config());
  if (await maySteer(bot, config, event.sender)) {
    if (state.status === 'running') await sweepWorkflow(bot, event.workflow_id);
    else if (!isFinal(state.status)) await resume(bot, event, config, state.revision);
  }
  const latest = await bot.runtime.store.load(event.workflow_id);
  if (latest !== null) await bot.host.dashboard.rebuild(latest.state);
}

/** GitHub shows the button to whoever may write; the configuration may want more. */
async function maySteer(bot: Bot, { permissions }: Config, login: string): Promise<boolean> {
  const { permission } = await bot.host.facts.permissionOf(login);
  const needed = permissions.minimum_permission;
  if (reaches(permission, needed)) return true;
  bot.runtime.log(`${login} has ${permission} permission, ${needed} is needed`);
  return false;
}

/** @param revision at which it was asked for: a delivery that comes again finds the workflow resumed */
async function resume(
  bot: Bot,
  { check_run, workflow_id, sender }: { check_run: number; workflow_id: string; sender: string },
  config: Config,
  revision: number,
): Promise<void> {
  await processEvent(bot.runtime, workflow_id, async () => ({
    type: 'command_given',
    ...occurrence(bot, `check:${check_run}:${revision}`),
    command: 'resume',
    by: sender,
    budgets: budgetsOf(config),
  }));
}
