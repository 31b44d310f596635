/** Wrong usage or bad input: exit code 2, and one line that says what was expected. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Exit codes that every command keeps to. */
export const EXIT = { done: 0, problems: 1, usage: 2 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** How a command says with which code the program ends, where that is not 0. */
export type SetExitCode = (code: ExitCode) => void;
