import { type Command, CommanderError } from 'commander';
import { EXIT, type ExitCode, UsageError } from './exit.js';
import type { CliIo } from './io.js';
import { createProgram } from './program.js';

/** Runs the command line program and returns its exit code. Errors become one line on stderr. */
export async function main(argv: readonly string[], io: CliIo): Promise<ExitCode> {
  let outcome: ExitCode = EXIT.done;
  const program = createProgram(io, (code) => {
    outcome = code;
  });
  try {
    if (argv.length === 0) throw new UsageError(`no command was given; expected ${commandList(program)}`);
    await program.parseAsync([...argv], { from: 'user' });
    return outcome;
  } catch (error) {
    return report(error, argv, program, io);
  }
}

function report(error: unknown, argv: readonly string[], program: Command, io: CliIo): ExitCode {
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done;
  if (error instanceof CommanderError) {
    printLine(io, `${error.message.replace(/^error: /, '')}; expected ${usageOf(argv, program)}`);
    return EXIT.usage;
  }
  printLine(io, error instanceof Error ? error.message : String(error));
  return error instanceof UsageError ? EXIT.usage : EXIT.problems;
}

function printLine(io: CliIo, message: string): void {
  io.stderr(`speckit: ${message.replace(/\s+/g, ' ').trim()}\n`);
}

function usageOf(argv: readonly string[], program: Command): string {
  const command = program.commands.find(
    (known) => known.name() === argv.find((word) => !word.startsWith('-')),
  );
  return command === undefined ? commandList(program) : `speckit ${command.name()} ${command.usage()}`;
}

function commandList(program: Command): string {
  return `one of ${program.commands.map((command) => command.name()).join(', ')} (see speckit --help)`;
}
