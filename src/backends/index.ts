import type { Backend } from './backend.js';
import { type CommandOptions, commandBackend } from './command.js';
import { recordedBackend } from './recorded.js';

export type { Backend, PlayOutcome, PlayRequest } from './backend.js';
export { BackendError } from './backend.js';

/** The part of the configuration that is about backends. */
export interface BackendsConfig {
  readonly recorded?: { readonly folder?: string | undefined } | undefined;
  /** The backend `command`. */
  readonly command?:
    | (Omit<CommandOptions, 'run'> & { readonly run?: CommandOptions['run'] | undefined })
    | undefined;
}

/** Names that `createBackend` knows. */
const BACKENDS = ['recorded', 'command'] as const;

/** Makes a backend by its name. Throws an error that names the known ones. */
export function createBackend(
  name: string,
  config: BackendsConfig,
  environment: NodeJS.ProcessEnv = process.env,
): Backend {
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
