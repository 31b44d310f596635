import type { Assignment } from '../domain/state.js';
import type { Bot } from './bot.js';

/** What people are told where a reviewer of the environment has refused an assignment's run; null where none has. */
export async function readRefusal(
  bot: Bot,
  { environment, agents, tasks }: Assignment,
  runId: number,
): Promise<string | null> {
  if (environment === undefined) return null;
  const by = await bot.host.facts.refusedBy(runId);
  if (by === null) return null;
  const what = [...agents, ...tasks].join(', ');
  return `${by} refused to let ${what} run in the environment "${environment}". Resume the workflow to ask once more, or abort it.`;
}
