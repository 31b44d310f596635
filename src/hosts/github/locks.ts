/** Pre-flight of what a configuration asks for beyond one approval: teams that approve, and an environment. */
import { type Diagnosis, error, pass, warn } from '../../domain/diagnosis.js';
import { UPGRADE_ADVICE } from './advice.js';
import type { GithubClient } from './client.js';
import { GithubError } from './github-error.js';
import type { RepositoryName } from './repository.js';
import { readTeam } from './teams.js';
import type { WorkflowFile } from './workflow-file.js';

/** What the configuration wants locked. */
export interface WantedLocks {
  readonly teams: readonly string[];
  readonly environment: string | undefined;
}

interface Surroundings {
  readonly client: GithubClient;
  /** Another client where another token reads teams. */
  readonly teamsClient: GithubClient;
  readonly repo: RepositoryName;
  /** The installed Actions workflow, as far as it could be read. */
  readonly workflow: WorkflowFile | null;
  readonly workflow_path: string;
  /** Where people look at the repository. */
  readonly url: string;
}

/** The part of an environment that says what it holds back. */
type Rules = { readonly kind: 'known'; readonly types: readonly string[] } | { readonly kind: 'absent' };

/** Looks at each lock that is wanted; without any there is nothing to say. */
export async function checkLocks(wanted: WantedLocks, around: Surroundings): Promise<Diagnosis[]> {
  const { teams, environment } = wanted;
  return [
    ...(teams.length === 0 ? [] : [await checkTeams(teams, around)]),
    ...(environment === undefined ? [] : [await checkEnvironment(environment, around)]),
  ];
}

async function checkTeams(teams: readonly string[], { teamsClient }: Surroundings): Promise<Diagnosis> {
  const check = 'approver teams';
  const problems = await Promise.all(teams.map((team) => readTeam(teamsClient, team)));
  const problem = problems.find((one) => one !== null);
  if (problem === undefined) return pass(check, `members of ${teams.join(' or ')} approve`);
  return warn(
    check,
    `who is in ${teams.join(', ')} cannot be read, so nobody's approval will count: ${problem}`,
    'Give the App the organisation permission Members (read), or set the secret SPECKIT_TEAMS_TOKEN to a token that may read the teams.',
  );
}

async function checkEnvironment(name: string, around: Surroundings): Promise<Diagnosis> {
  const check = 'environment';
  const { workflow, workflow_path: path, url } = around;
  if (workflow !== null && !workflow.binds_environment) {
    return error(
      check,
      `implementation is to be bound to the environment "${name}", but the job \`agent\` in ${path} knows no input \`environment\``,
      UPGRADE_ADVICE,
    );
  }
  const settings = `${url}/settings/environments`;
  try {
    const rules = await readRules(around, name);
    if (rules.kind === 'absent') {
      return error(
        check,
        `there is no environment "${name}", and GitHub would make one that holds nothing back`,
        `Make it at ${settings} and give it required reviewers.`,
      );
    }
    if (rules.types.some((type) => type !== 'branch_policy')) {
      return pass(check, `implementation waits for "${name}" (${rules.types.join(', ')})`);
    }
    return warn(
      check,
      `the environment "${name}" holds nothing back: it has no required reviewers`,
      `Give it some at ${settings}.`,
    );
  } catch (failure) {
    if (!(failure instanceof GithubError)) throw failure;
    return warn(
      check,
      `whether "${name}" holds anything back cannot be seen: ${failure.message}`,
      `Look at ${settings}.`,
    );
  }
}

async function readRules({ client, repo }: Surroundings, name: string): Promise<Rules> {
  const found = await client.askMaybe(`read the environment ${name}`, (api) =>
    api.repos.getEnvironment({ ...repo, environment_name: name }),
  );
  if (found === null) return { kind: 'absent' };
  return { kind: 'known', types: (found.protection_rules ?? []).map((rule) => rule.type) };
}
