/** What an adapter of a coding agent says: how its program is installed, started and read. No adapter runs anything. */
import type { BackendFailureType, PlayRequest } from './backend.js';
import type { Permissions } from './permissions.js';

export interface ProgramPackage {
  /** Of the npm registry. */
  readonly name: string;
  /** The version that is installed unless the configuration names another one. */
  readonly version: string;
  /**
   * Files to start, relative to `node_modules`, best first. `{platform}` stands for `linux-x64` and the like. A file that
   * ends with `.js` is run by node. Install scripts are never run, so these are the files that exist without them.
   */
  readonly entries: readonly string[];
}

export interface Limits {
  readonly model: string | null;
  readonly maxTurns: number;
  readonly maxCostUsd: number | null;
}

export interface Secret {
  readonly name: string;
  readonly value: string;
}

export interface StartInput {
  readonly request: PlayRequest;
  readonly permissions: Permissions;
  readonly limits: Limits;
  readonly secret: Secret;
  /** Values of the program's `settings` that are set. */
  readonly settings: Readonly<Record<string, string>>;
  /** An empty folder that lives as long as the run. */
  readonly scratch: string;
  /** Path of the repository's own instructions for agents (`CLAUDE.md`, `AGENTS.md`), where there are any. */
  readonly instructions: string | null;
}

export interface Launch {
  readonly args: readonly string[];
  /** Beyond what every program gets, and the secret. */
  readonly env: Readonly<Record<string, string>>;
  /** Written before the start, by path relative to the scratch folder. */
  readonly files: Readonly<Record<string, string>>;
}

interface ProgramOutput {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** A file in the scratch folder, empty where there is none. */
  readonly leftFile: string;
}

export interface Reading {
  /** JSON, or the last text of the model; null when there is neither. */
  readonly answer: unknown;
  /** What the program says went wrong. */
  readonly failure: Failure | null;
  readonly costUsd: number;
  readonly tokens: number;
  readonly turns: number;
  /** Names of tools that it wanted to use and might not. */
  readonly denied: readonly string[];
}

export interface Failure {
  readonly type: BackendFailureType;
  readonly message: string;
}

export interface AgentProgram {
  readonly package: ProgramPackage;
  readonly reportsCost: boolean;
  /** The variables in which people keep its key, best first. */
  readonly secretEnv: readonly string[];
  /** Variables that are no secrets and are handed on when they are set. */
  readonly settings: readonly string[];
  /** The prompt is given on stdin, which has no limit of length and shows in no list of processes. */
  start(input: StartInput): Launch;
  /** Name in the scratch folder of a file that the program writes. */
  readonly leaves?: string;
  /** What an event of its output adds to turns and cost; for programs that cannot limit themselves. */
  readonly meter?: (event: Readonly<Record<string, unknown>>) => {
    readonly turns: number;
    readonly costUsd: number;
  };
  /**
   * Whether a line of its output says that the model was asked in vain and will be asked again (true), or that it gets on
   * (false); null when it says neither. For programs that would ask for ever.
   */
  readonly askedInVain?: (line: string) => boolean | null;
  read(output: ProgramOutput): Reading;
}
