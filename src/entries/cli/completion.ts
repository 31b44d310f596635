import { Argument, type Command } from 'commander';
import { bashCompletion } from './completion-bash.js';
import { fishCompletion } from './completion-fish.js';
import { type CompletedProgram, completionsOf } from './completion-model.js';
import { zshCompletion } from './completion-zsh.js';
import type { CliIo } from './io.js';

const SHELLS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;

/** `speckit completion`: a script that teaches a shell the commands, options and choices of this program. */
export function addCompletion(program: Command, io: CliIo): void {
  program
    .command('completion')
    .description('print a script that completes commands, options and choices in your shell')
    .addArgument(new Argument('<shell>', 'the shell that you use').choices(Object.keys(SHELLS)))
    .action((wanted: string) => {
      const found: ((completed: CompletedProgram) => string) | undefined = Object.entries(SHELLS).find(
        ([name]) => name === wanted,
      )?.[1];
      io.stdout(found?.(completionsOf(program)) ?? '');
    });
}
