import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createBackend } from '../backends/index.js';
import { CONFIG_FILE, parseConfig } from '../config/load.js';
import { type Config, defaultConfig } from '../config/schema.js';
import type { CommentTopic } from '../domain/effects.js';
import type { SelectionSettings } from '../domain/selection.js';
import type { WorkflowState } from '../domain/state.js';
import type { Clock } from '../runtime/ports.js';
import type { Telemetry } from '../runtime/telemetry.js';
import type { JobTools } from './assignment-job.js';
import { createLocalEffects } from './effects.js';
import { oneAtATime } from './in-turn.js';
import { RUNNER } from './process.js';
import { excludeState, LocalError, openRepository } from './repository.js';
import { createLocalStore } from './state-store.js';

/** What the local host tells while it works. All of it is optional. */
interface LocalListener {
  /** What on GitHub would be a comment: a person has to decide, or the workflow has ended. */
  readonly onComment?: (topic: CommentTopic, text: string, state: WorkflowState) => void;
  /** Every committed state. */
  readonly onState?: (state: WorkflowState) => void;
  readonly onLog?: (line: string) => void;
  readonly telemetry?: Telemetry;
}

export interface LocalOptions extends LocalListener {
  /** A folder inside the git repository to work on. */
  readonly folder: string;
  /** Plays the agents for which the configuration names no backend. */
  readonly backend?: string;
  readonly clock?: Clock;
  /** Names this process as the holder of effects; `local/<pid>/<anything>`. */
  readonly runner?: string;
  readonly environment?: NodeJS.ProcessEnv;
}

/** A git repository with everything that runs workflows in it. */
export interface LocalHost extends JobTools {
  readonly backend: string | null;
  /** Takes the place of what the configuration says of candidates, for workflows that are started from now on. */
  readonly selection?: SelectionSettings;
}

/**
 * Opens the local host on a git repository: the same engine, agents and checks as on GitHub, with a terminal instead of
 * comments and branches instead of pull requests.
 *
 * @throws LocalError where there is no repository, or its configuration is wrong
 */
export async function openLocalHost(options: LocalOptions): Promise<LocalHost> {
  const repository = await openRepository(options.folder);
  await excludeState(repository);
  const config = await readConfig(repository.root);
  const environment = options.environment ?? process.env;
  const dispatchedHere = new Set<string>();
  return {
    repository,
    config,
    backend: options.backend ?? (environment.SPECKIT_BACKEND || null),
    dispatchedHere,
    landInTurn: oneAtATime(),
    runtime: {
      store: createLocalStore(repository.stateDir),
      effects: createLocalEffects(repository, dispatchedHere, (topic, text, state) =>
        options.onComment?.(topic, text, state),
      ),
      dashboard: { show: async (state) => options.onState?.(state) },
      clock: options.clock ?? { now: () => new Date().toISOString() },
      runner: options.runner ?? RUNNER,
      log: (line) => options.onLog?.(line),
      ...(options.telemetry === undefined ? {} : { telemetry: options.telemetry }),
    },
    backendFor: (name) => createBackend(name, config.backends, environment),
  };
}

async function readConfig(root: string): Promise<Config> {
  const text = await readFile(join(root, CONFIG_FILE), 'utf8').catch(() => null);
  if (text === null) return defaultConfig();
  const { config, problems } = parseConfig(text);
  if (config !== null) return config;
  throw new LocalError(problems.map((problem) => problem.message).join('\n'));
}
