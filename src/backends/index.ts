import type { AgentName } from '../domain/workflows.js';
import type { Limits } from './agent-program.js';
import type { Backend } from './backend.js';
import { type CommandOptions, commandBackend } from './command.js';
import { programBackend } from './program-backend.js';
import { isProgram, PROGRAMS, type ProgramName } from './programs/index.js';
import { recordedBackend } from './recorded.js';

export type { Backend, PlayOutcome, PlayRequest } from './backend.js';
export { BackendError } from './backend.js';

interface LimitsConfig {
  readonly model?: string | undefined;
  readonly max_turns?: number | undefined;
  readonly max_cost_usd?: number | undefined;
}

/** What the configuration says of one coding agent. */
interface ProgramConfig extends LimitsConfig {
  readonly version?: string | undefined;
  readonly secret_env?: readonly string[] | undefined;
  readonly env?: readonly string[] | undefined;
  readonly per_agent?: Partial<Readonly<Record<AgentName, LimitsConfig | undefined>>> | undefined;
}

/** The part of the configuration that is about backends. */
export type BackendsConfig = {
  readonly [name in ProgramName]?: ProgramConfig | undefined;
} & {
  readonly recorded?: { readonly folder?: string | undefined } | undefined;
  /** The backend `command`. */
  readonly command?:
    | (Omit<CommandOptions, 'run'> & { readonly run?: CommandOptions['run'] | undefined })
    | undefined;
};

/** Names that `createBackend` knows. */
const BACKENDS = [...Object.keys(PROGRAMS), 'command', 'recorded'];

/** Turns of one agent where the configuration says nothing: more than honest work needs, and an end all the same. */
const MAX_TURNS = 200;

/**
 * Makes a backend by its name. A coding agent's program is installed when it plays for the first time. Throws an error
 * that names the known ones.
 */
export function createBackend(
  name: string,
  config: BackendsConfig,
  environment: NodeJS.ProcessEnv = process.env,
): Backend {
  if (isProgram(name)) {
    const own = config[name] ?? {};
    const options = { version: own.version, secretEnv: own.secret_env, env: own.env };
    return programBackend(
      name,
      PROGRAMS[name],
      { ...options, limits: (agent) => limitsOf(own, agent) },
      environment,
    );
  }
  switch (name) {
    case 'recorded':
      return recordedBackend(config.recorded?.folder ?? '.specify/recordings');
    case 'command':
      if (config.command?.run === undefined) {
        throw new Error(
          'expected backends.command.run in the configuration, because an agent is to be played by "command"',
        );
      }
      return commandBackend({ ...config.command, run: config.command.run }, environment);
    default:
      throw new Error(
        `expected a backend, one of ${BACKENDS.join(', ')}; received "${name}". Correct it in the configuration`,
      );
  }
}

function limitsOf(config: ProgramConfig, agent: AgentName): Limits {
  const own = config.per_agent?.[agent];
  return {
    model: own?.model ?? config.model ?? null,
    maxTurns: own?.max_turns ?? config.max_turns ?? MAX_TURNS,
    maxCostUsd: own?.max_cost_usd ?? config.max_cost_usd ?? null,
  };
}
