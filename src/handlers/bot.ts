import type { ConfigProblem } from '../config/load.js';
import type { Config } from '../config/schema.js';
import type { GithubHost } from '../hosts/github/host.js';
import type { HostEvent } from '../hosts/github/payload.js';
import type { Runtime } from '../runtime/process-event.js';

/** What every handler of a GitHub event works with. */
export interface Bot {
  readonly host: GithubHost;
  readonly runtime: Runtime;
  readonly repository: { readonly owner: string; readonly repo: string };
  /** Login of the account that the bot writes with. */
  readonly login: string;
  /** Other logins that the product writes with here: the App's for Actions runs, and the other way round. */
  readonly otherLogins?: readonly string[];
  /** Where people look at the repository, without a trailing slash. */
  readonly serverUrl: string;
  /** Backend for agents that the configuration names none for; from the environment of the Actions workflow. */
  readonly backend: string | null;
  /** `.github/speckit.yml` of the default branch. */
  readonly config: () => Promise<ConfigOutcome>;
}

export type ConfigOutcome =
  | { readonly kind: 'valid'; readonly config: Config }
  | { readonly kind: 'invalid'; readonly problems: readonly ConfigProblem[] };

/** A comment that was just made, as the event tells it. */
export type CommentEvent = Extract<HostEvent, { kind: 'comment' }>;

/** Whether the product writes under this login here. */
export function isOurs(bot: Bot, login: string): boolean {
  return login === bot.login || (bot.otherLogins ?? []).includes(login);
}

/** `owner/name` */
export function fullName(bot: Bot): string {
  return `${bot.repository.owner}/${bot.repository.repo}`;
}
