/** The program as completion scripts see it: commands, options, and what may stand in each place. */
import type { Argument, Command, Option } from 'commander';
import { SHOWN_ARTIFACTS } from '../../commands/types.js';
import { BACKENDS } from '../../config/backends.js';
import { CORE_WORKFLOW_TYPES, TARGETED_WORKFLOW_TYPES } from '../../domain/workflows.js';

/** What completes a place: words, or what the shell finds itself. */
export type Completion =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'files' | 'folders' | 'workflows' | 'anything' };

export interface CompletedOption {
  /** `--json`, and `-y` where there is one. */
  readonly flags: readonly string[];
  readonly description: string;
  /** Null for options that take no value. */
  readonly value: Completion | null;
}

export interface CompletedCommand {
  readonly name: string;
  readonly description: string;
  readonly options: readonly CompletedOption[];
  readonly places: readonly { readonly name: string; readonly completion: Completion }[];
}

export interface CompletedProgram {
  readonly name: string;
  readonly commands: readonly CompletedCommand[];
  /** Those that stand before a command as well. */
  readonly options: readonly CompletedOption[];
}

/** Where the local host keeps one file for each workflow; completion looks there for ids. */
export const WORKFLOW_FOLDER = '.specify/workflow-state';

/** What is known of a value by its name, beyond the choices that the program itself declares. */
const BY_NAME: Readonly<Record<string, Completion>> = {
  repo: { kind: 'folders' },
  data: { kind: 'folders' },
  'seed-repo': { kind: 'folders' },
  path: { kind: 'files' },
  'workflow-id': { kind: 'workflows' },
  backend: { kind: 'words', words: BACKENDS },
  artifact: { kind: 'words', words: SHOWN_ARTIFACTS },
  trigger: { kind: 'words', words: TARGETED_WORKFLOW_TYPES },
  choice: { kind: 'words', words: [...CORE_WORKFLOW_TYPES, 'new', 'reuse'] },
  answers: { kind: 'words', words: ['recommended'] },
};

/** Reads commands, options and choices off the program, so that a script never knows more or less than it. */
export function completionsOf(program: Command): CompletedProgram {
  const shared = program.options.map(optionOf);
  const commands = program.commands.map((command) => ({
    name: command.name(),
    description: command.description(),
    options: [...command.options.map(optionOf), ...shared.filter(isForCommands), HELP],
    places: command.registeredArguments.map((argument) => ({
      name: argument.name(),
      completion: completionOf(argument.name(), argument.argChoices),
    })),
  }));
  const names = commands.map(({ name }) => name);
  const help = {
    name: 'help',
    description: 'print the help of a command',
    options: [],
    places: [{ name: 'command', completion: { kind: 'words' as const, words: names } }],
  };
  return { name: program.name(), commands: [...commands, help], options: [...shared, HELP] };
}

const HELP: CompletedOption = { flags: ['--help', '-h'], description: 'print help', value: null };

/** The version is asked of the program, not of a command. */
function isForCommands({ flags }: CompletedOption): boolean {
  return !flags.includes('--version');
}

function optionOf(option: Option): CompletedOption {
  return {
    flags: [option.long, option.short].filter((flag) => flag !== undefined && flag !== null),
    description: option.description,
    value:
      option.required || option.optional
        ? completionOf((option.long ?? '').replace(/^--/, ''), option.argChoices)
        : null,
  };
}

function completionOf(name: string, choices: Argument['argChoices']): Completion {
  if (choices !== undefined && choices !== null) return { kind: 'words', words: choices };
  return BY_NAME[name] ?? { kind: 'anything' };
}
