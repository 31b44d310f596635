import type { ApprovalGiven } from '../domain/events.js';
import type { Approval, WorkflowState } from '../domain/state.js';
import type { ObjectionFact } from '../hosts/github/approvals.js';
import { type Bot, isOurs } from './bot.js';
import { readFeatureBranch } from './branch.js';
import { occurrence } from './occurrence.js';

/** What is known of an approval besides itself. */
interface Circumstances {
  readonly key: string;
  readonly byBot: boolean;
  readonly objections: readonly ObjectionFact[];
}

/** The event of an approval, with every fact about it read just now. */
export async function approvalEvent(
  bot: Bot,
  state: WorkflowState,
  { key, byBot, objections }: Circumstances,
  given: Omit<Approval, 'digest' | 'teams'>,
): Promise<ApprovalGiven | null> {
  const content = await readFeatureBranch(bot, state);
  if (content === null) return null;
  const wanted = state.settings.approver_teams ?? [];
  const membership = wanted.length === 0 ? null : await bot.host.facts.teamsOf(given.by, wanted);
  return {
    type: 'approval_given',
    ...occurrence(bot, key),
    by_bot: byBot || isOurs(bot, given.by),
    approval: {
      ...given,
      digest: content.digest,
      ...(membership === null ? {} : { teams: [...membership.teams] }),
    },
    content,
    objections: await thatCount(bot, objections, given),
    ...(membership?.problem == null ? {} : { teams_problem: membership.problem }),
  };
}

/** Those of people who may write. Whoever approves later has changed their own mind. */
async function thatCount(
  bot: Bot,
  objections: readonly ObjectionFact[],
  given: Pick<Approval, 'by' | 'at'>,
): Promise<string[]> {
  const counting: string[] = [];
  for (const { by, is_bot, at } of objections) {
    if (is_bot || (by === given.by && Date.parse(at) < Date.parse(given.at))) continue;
    if ((await bot.host.facts.permissionOf(by)).may_write) counting.push(by);
  }
  return counting;
}
