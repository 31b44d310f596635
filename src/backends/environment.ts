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

/**
 * Where the job's set-up steps (`actions/setup-java`, `setup-go`, `setup-python` and the like) or the machine have put
 * tools and caches: without them tests that run in a terminal do not run here. Paths and names of versions only.
 * What may hold a credential stays out (`GOPROXY`, `PIP_INDEX_URL`, `MAVEN_ARGS`), and what loads code from it
 * (`NODE_OPTIONS`, `JAVA_TOOL_OPTIONS`, `PYTHONPATH`) belongs into the repository's own command.
 */
const TOOL_CHAINS = [
  // Java, Kotlin, Android
  'JAVA_HOME',
  'GRADLE_HOME',
  'GRADLE_USER_HOME',
  'MAVEN_HOME',
  'M2_HOME',
  'ANDROID_HOME',
  'ANDROID_SDK_ROOT',
  'ANDROID_NDK_HOME',
  // Go
  'GOROOT',
  'GOPATH',
  'GOBIN',
  'GOCACHE',
  'GOMODCACHE',
  'GOTOOLCHAIN',
  // Rust
  'CARGO_HOME',
  'RUSTUP_HOME',
  'RUSTUP_TOOLCHAIN',
  // Python
  'pythonLocation',
  'VIRTUAL_ENV',
  'PYENV_ROOT',
  'PYENV_VERSION',
  'CONDA_PREFIX',
  'UV_CACHE_DIR',
  'UV_PYTHON_INSTALL_DIR',
  'POETRY_HOME',
  'PIP_CACHE_DIR',
  // .NET
  'DOTNET_ROOT',
  'NUGET_PACKAGES',
  // Ruby
  'GEM_HOME',
  'GEM_PATH',
  'RBENV_ROOT',
  'BUNDLE_PATH',
  // JavaScript
  'NVM_DIR',
  'PNPM_HOME',
  'BUN_INSTALL',
  'DENO_DIR',
  'COREPACK_HOME',
  'PLAYWRIGHT_BROWSERS_PATH',
  // Browsers for end-to-end tests, as runner images name them
  'CHROME_BIN',
  'CHROMEWEBDRIVER',
  'GECKOWEBDRIVER',
];

/** Where runner images keep each version of a tool, as `JAVA_HOME_21_X64`: builds that ask for a version look there. */
const VERSIONED = /^(?:JAVA_HOME|GOROOT)_\d+(?:_\d+)?_(?:X64|X86|ARM64)$/i;

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

/** Environment for the repository's own quality commands, and for npm: tools are found, and there is no secret at all. */
export function commandEnvironment(source: NodeJS.ProcessEnv): Record<string, string> {
  const versions = Object.keys(source).filter((name) => VERSIONED.test(name));
  return { ...pick(source, [...ALWAYS, ...NETWORK, ...TOOL_CHAINS, ...versions]), ...QUIET };
}

function pick(source: NodeJS.ProcessEnv, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = source[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}
