/** What a built-in replacement for one of GitHub's own actions looks like. */
import type { JobState, StepControl } from '../runner/state.js';

export interface StandIn {
  /** Declared inputs with their defaults. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Does the action's work; throws an error to fail the step. */
  readonly run: (call: StandInCall) => Promise<void>;
  readonly post?: (call: StandInCall) => Promise<void>;
}

export interface StandInCall {
  readonly state: JobState;
  readonly control: StepControl;
  readonly input: (name: string) => string;
  readonly flag: (name: string) => boolean;
  readonly log: (line: string) => void;
  readonly setOutput: (name: string, value: string) => void;
  /** Runs a program with the step's environment; throws when it fails. */
  readonly exec: (command: string, args: readonly string[], cwd: string) => Promise<void>;
  /** As `exec`, quiet: the exit code and the output. */
  readonly query: (
    command: string,
    args: readonly string[],
    cwd: string,
  ) => Promise<{ readonly code: number; readonly output: string }>;
  /** Kept between `run` and `post`. */
  readonly saved: Record<string, string>;
}
