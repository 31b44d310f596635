import type { Backend } from '../../backends/backend.js';
import type { Assignment, WorkflowState } from '../../domain/state.js';
import type { Clock } from '../../runtime/ports.js';

/** The part `quality` of the configuration: shell lines, run in order. What is absent is found, or not run. */
interface QualityConfig {
  readonly test?: readonly string[] | undefined;
  readonly e2e?: readonly string[] | undefined;
  readonly lint?: readonly string[] | undefined;
  readonly typecheck?: readonly string[] | undefined;
  /** Run only when it is configured. */
  readonly build?: readonly string[] | undefined;
}

export interface PlayOptions {
  readonly state: WorkflowState;
  readonly assignment: Assignment;
  /** Git checkout at the assignment's base commit. */
  readonly workingTree: string;
  /** Where the result is written; emptied first. */
  readonly resultDir: string;
  readonly quality?: QualityConfig;
  /** Protected paths that the configuration exempts, as patterns. */
  readonly unprotected?: readonly string[];
  /** Names of further environment variables that a backend may see. */
  readonly env?: readonly string[];
  /** Names of variables that hold secrets, whatever they are called. */
  readonly secretNames?: readonly string[];
  /** Where the environment of quality commands is taken from; the process's own unless told. */
  readonly environment?: NodeJS.ProcessEnv;
  readonly backendFor: (name: string) => Backend;
  readonly clock: Clock;
  readonly log: (line: string) => void;
}
