import { readFileSync } from 'node:fs';
import { SECRETS_VARIABLE } from '../../hosts/github/secrets-variable.js';
import type { Telemetry } from '../../runtime/telemetry.js';

/** What GitHub Actions tells a step through its environment. */
export interface ActionEnvironment {
  readonly mode: string;
  readonly token: string;
  readonly apiUrl: string;
  readonly serverUrl: string;
  /** `owner/name` */
  readonly repository: string;
  readonly eventName: string;
  readonly payload: unknown;
  readonly runId: string;
  readonly runAttempt: string;
  /** The checkout. */
  readonly workspace: string;
  /** Emptied after each job. */
  readonly temp: string;
  /** Login under which the token writes. */
  readonly botLogin: string;
  readonly backend: string | null;
  /** Names of the secrets that the Actions workflow says are set; null where it says nothing. */
  readonly presentSecrets: readonly string[] | null;
  /** Reads who is in a team, which no run's own token may. */
  readonly teamsToken: string | undefined;
  readonly writeSpacingMs: number | undefined;
  /** Who watches this run. */
  readonly telemetry?: Telemetry;
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Reads the environment of a step.
 *
 * @throws Error naming the variable that is missing
 */
export function readEnvironment(env: Env): ActionEnvironment {
  return {
    mode: need(env, 'INPUT_MODE'),
    token: need(env, 'INPUT_GITHUB-TOKEN'),
    apiUrl: need(env, 'GITHUB_API_URL'),
    serverUrl: need(env, 'GITHUB_SERVER_URL'),
    repository: need(env, 'GITHUB_REPOSITORY'),
    eventName: need(env, 'GITHUB_EVENT_NAME'),
    payload: JSON.parse(readFileSync(need(env, 'GITHUB_EVENT_PATH'), 'utf8')) as unknown,
    runId: need(env, 'GITHUB_RUN_ID'),
    runAttempt: need(env, 'GITHUB_RUN_ATTEMPT'),
    workspace: need(env, 'GITHUB_WORKSPACE'),
    temp: need(env, 'RUNNER_TEMP'),
    botLogin: given(env, 'SPECKIT_BOT_LOGIN') ?? 'github-actions[bot]',
    backend: given(env, 'SPECKIT_BACKEND') ?? null,
    presentSecrets: env[SECRETS_VARIABLE]?.split(/[\s,]+/).filter((name) => name !== '') ?? null,
    teamsToken: given(env, 'SPECKIT_TEAMS_TOKEN'),
    writeSpacingMs: milliseconds(given(env, 'SPECKIT_WRITE_SPACING_MS')),
  };
}

function need(env: Env, name: string): string {
  const value = given(env, name);
  if (value !== undefined) return value;
  throw new Error(
    `expected ${name} in the environment, found nothing. This program runs as a GitHub Action.`,
  );
}

function given(env: Env, name: string): string | undefined {
  const value = env[name];
  return value === '' ? undefined : value;
}

function milliseconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0) return value;
  throw new Error(`expected SPECKIT_WRITE_SPACING_MS to be a number of milliseconds, received "${text}"`);
}
