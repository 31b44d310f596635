import type { Bot } from './bot.js';

/**
 * An Actions run has landed an assignment while the App serves the repository: it has left the check runs to the App, whose
 * they are.
 */
export async function onLanded(bot: Bot, assignmentId: string): Promise<void> {
  const beginning = assignmentId.split('-')[0] ?? '';
  for (const id of await bot.runtime.store.list()) {
    if (!id.startsWith(`${beginning}-`)) continue;
    const loaded = await bot.runtime.store.load(id);
    const isMeant = loaded?.state.assignments.some((one) => one.id === assignmentId) ?? false;
    if (loaded === null || !isMeant) continue;
    await bot.host.dashboard.complete(loaded.state);
    return;
  }
  bot.runtime.log(`assignment ${assignmentId} belongs to no workflow`);
}
