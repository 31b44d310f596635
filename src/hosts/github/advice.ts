import type { GithubFailure, Received } from './github-error.js';

/** GitHub's name for the setting without which a workflow's token may not open pull requests. */
export const PULL_REQUEST_SETTING =
  'Settings > Actions > General > Workflow permissions > "Allow GitHub Actions to create and approve pull requests"';

/** What `init` does with an Actions workflow that is there already. */
export const UPGRADE_ADVICE =
  'Run `speckit init` in a checkout: it upgrades a file that nobody has changed, and shows what is missing in one that somebody has. Then merge.';

/** Where rules for branches are made. */
export const RULESETS_SETTING = 'Settings > Rules > Rulesets';

/** The ruleset for the branch that holds all states: it costs the bot nothing. */
export const KEEP_HISTORY_ADVICE = `Keep the history of speckit-state: ${RULESETS_SETTING}, a branch ruleset for \`speckit-state\` with "Restrict deletions" and "Block force pushes", which the bot never needs.`;

/** What keeps people from adding to it as well. */
export const RESTRICT_UPDATES_ADVICE =
  'With "Restrict updates" besides only those in the bypass list may push there: GitHub takes no run\'s own token into that list, so first give the steps of `orchestrate` and `land` a GitHub App\'s token (`github-token`), and put that App into the list.';

/** Says what a person can do about a failed request, in one or two sentences. */
export function adviceFor(failure: GithubFailure, received: Received): string {
  const known = KNOWN.find(([pattern]) => pattern.test(received.detail));
  if (known !== undefined) return known[1];
  if (failure === 'limited') return `Nothing was changed; try again ${whenLimitEnds(received)}.`;
  if (failure === 'unclear') return 'It is not known whether it took effect; look before trying again.';
  if (failure === 'conflict')
    return 'Somebody else changed it at the same time; read it again and redo the change.';
  if (received.status === 401) {
    return 'The token was not accepted: check that it is set, belongs to this server and has not expired.';
  }
  if (received.status === 403) return permissionAdvice(received);
  if (received.status === 404) {
    return 'It does not exist, or the token may not see it: check the name and the permissions of the token.';
  }
  if (received.status === 410)
    return 'It was deleted, or this feature is switched off in the repository settings.';
  return "Correct what GitHub's message names, then try again.";
}

/** True for an answer that only says "not now": primary and secondary rate limits. */
export function isRateLimited(received: Received): boolean {
  if (received.status === 429) return true;
  if (received.status !== 403) return false;
  return (
    received.headers['x-ratelimit-remaining'] === '0' ||
    received.headers['retry-after'] !== undefined ||
    /rate limit|abuse detection/i.test(received.detail)
  );
}

const KNOWN: readonly (readonly [RegExp, string])[] = [
  [/not permitted to create or approve pull requests/i, `Switch on ${PULL_REQUEST_SETTING}.`],
  [/repository is empty/i, 'Push a first commit to the default branch.'],
  [/archived/i, 'Unarchive the repository, or work in another one.'],
  [
    /(issue|conversation) is locked/i,
    'Unlock the conversation (at the side of the issue or pull request), so that the bot can answer there.',
  ],
  [/issues (are|has been) disabled/i, 'Switch on Settings > General > Features > Issues.'],
  [
    /repository rule violations|protected branch/i,
    'Let the bot bypass the branch rule that GitHub names (Settings > Rules), or exclude this branch from it.',
  ],
];

function permissionAdvice(received: Received): string {
  const accepted = received.headers['x-accepted-github-permissions'];
  const needed = typeof accepted === 'string' && accepted !== '' ? ` (${accepted})` : '';
  return `Give the token the permission it lacks${needed}: the job's "permissions:" block for Actions, the App's settings for the App.`;
}

function whenLimitEnds(received: Received): string {
  const retryAfter = Number(received.headers['retry-after']);
  if (retryAfter > 0) return `in ${retryAfter} seconds`;
  const reset = Number(received.headers['x-ratelimit-reset']);
  return reset > 0 ? `after ${new Date(reset * 1000).toISOString()}` : 'later';
}
