import type { GithubClient } from './client.js';
import { GithubError } from './github-error.js';

/** In which teams a person is, read at this moment. */
export interface TeamFact {
  /** `organisation/team`, those of the wanted ones that the person is an active member of. */
  readonly teams: readonly string[];
  /** Why a team could not be read, which counts as no membership; null when all could. */
  readonly problem: string | null;
}

/**
 * Asks GitHub which of these teams a person is in. An invitation that was not accepted is no membership, and neither is
 * what the token cannot see: being wrong the other way would open the gate.
 */
export async function readMemberships(
  client: GithubClient,
  wanted: readonly string[],
  login: string,
): Promise<TeamFact> {
  const teams: string[] = [];
  let problem: string | null = null;
  for (const team of wanted) {
    try {
      if (await isMember(client, team, login)) teams.push(team);
      // To a token that cannot see a team its members are as unknown as strangers.
      else problem ??= await readTeam(client, team);
    } catch (error) {
      if (!(error instanceof GithubError)) throw error;
      problem ??= error.message;
    }
  }
  return { teams, problem };
}

/** Why a team cannot be read with this token; null when it can. */
export async function readTeam(client: GithubClient, team: string): Promise<string | null> {
  try {
    const found = await client.askMaybe(`read the team ${team}`, (api) => api.teams.getByName(named(team)));
    return found === null
      ? `Could not read the team ${team}: it does not exist, or this token may not see it.`
      : null;
  } catch (error) {
    if (!(error instanceof GithubError)) throw error;
    return error.message;
  }
}

async function isMember(client: GithubClient, team: string, login: string): Promise<boolean> {
  const found = await client.askMaybe(`read whether ${login} is in the team ${team}`, (api) =>
    api.teams.getMembershipForUserInOrg({ ...named(team), username: login }),
  );
  return found?.state === 'active';
}

function named(team: string): { org: string; team_slug: string } {
  const [org = '', team_slug = ''] = team.split('/');
  return { org, team_slug };
}
