import type { WorkflowState } from '../domain/state.js';
import { DASHBOARD_MARKER, readMarker } from '../hosts/github/markers.js';
import type { HostEvent } from '../hosts/github/payload.js';
import { type Bot, isOurs } from './bot.js';

/** Somebody edited or deleted a comment. If it was the dashboard, it is rebuilt from the state (rule S1). */
export async function onCommentChanged(
  bot: Bot,
  event: Extract<HostEvent, { kind: 'comment_changed' }>,
): Promise<void> {
  if (isOurs(bot, event.sender)) return;
  const id = await bot.host.index.activeFor(event.issue.number);
  const loaded = id === null ? null : await bot.runtime.store.load(id);
  if (loaded === null || !isDashboard(event, loaded.state)) return;
  if (!isOurs(bot, event.comment.author)) return;
  bot.runtime.log(`${event.sender} changed the dashboard; it is written anew from the state`);
  await bot.host.dashboard.rebuild(loaded.state);
}

/** An edit may have removed the marker, and a dashboard that was made anew has another id than the state knows. */
function isDashboard({ comment }: { comment: { id: number; body: string } }, state: WorkflowState): boolean {
  return (
    comment.id === state.dashboard?.comment_id ||
    readMarker(comment.body, DASHBOARD_MARKER) === state.workflow_id
  );
}
