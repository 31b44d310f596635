/** Which environment variables a child process gets: a short list, so that no credential is inherited by accident. */

const ALWAYS = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TMPDIR', 'TZ'];

/** Needed to install packages and to reach a network through a proxy; none is a credential of GitHub. */
const NETWORK = [
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'NODE_EXTRA_CA_CERTS',
  'npm_config_registry',
  'NPM_CONFIG_REGISTRY',
  'npm_config_cache',
];

/** Asks every program for plain output that nobody has to answer. */
const QUIET = { CI: 'true', NO_COLOR: '1', FORCE_COLOR: '0' };

/** Credentials of the Actions job, and files through which a step could act on the job. */
const FORBIDDEN = /^(GITHUB_|GH_TOKEN$|GH_ENTERPRISE_TOKEN$|INPUT_|ACTIONS_|RUNNER_|STATE_|SPECKIT_)/i;

/** Environment for a coding agent. Throws when `names` holds one that must never be handed on. */
export function agentEnvironment(
  source: NodeJS.ProcessEnv,
  names: readonly string[],
): Record<string, string> {
  const forbidden = names.find((name) => FORBIDDEN.test(name));
  if (forbidden !== undefined) {
    throw new Error(
      `expected names of environment variables that an agent may see, received "${forbidden}": variables of the Actions job are never handed on; remove it from the backend's env list`,
    );
  }
  return pick(source, [...ALWAYS, ...names]);
}

/** Environment for an agent program that is known: it speaks to a network, so it may use the proxy. */
export function programEnvironment(
  source: NodeJS.ProcessEnv,
  names: readonly string[],
): Record<string, string> {
  return { ...agentEnvironment(source, [...NETWORK, ...names]), ...QUIET };
}

/** Environment for the repository's own quality commands: no secret at all. */
export function commandEnvironment(source: NodeJS.ProcessEnv): Record<string, string> {
  return { ...pick(source, [...ALWAYS, ...NETWORK]), ...QUIET };
}

function pick(source: NodeJS.ProcessEnv, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = source[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}
