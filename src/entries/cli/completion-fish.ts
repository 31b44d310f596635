import {
  type CompletedOption,
  type CompletedProgram,
  type Completion,
  WORKFLOW_FOLDER,
} from './completion-model.js';

/** A script for fish: to be sourced, or put into its folder of completions. */
export function fishCompletion({ name, commands, options }: CompletedProgram): string {
  const add = (condition: string, rest: string) => `complete -c ${name} -n ${quoted(condition)} ${rest}`;
  const lines = commands.flatMap((command) => {
    const seen = `__fish_seen_subcommand_from ${command.name}`;
    return [
      add('__fish_use_subcommand', `-a ${command.name} -d ${quoted(command.description)}`),
      ...command.options.map((option) => add(seen, optionOf(option))),
      ...command.places
        .map(({ completion }) => completed(completion))
        .filter((rest) => rest !== '')
        .map((rest) => add(seen, rest)),
    ];
  });
  return `# Completion of ${name} for fish. Load it with: ${name} completion fish | source
complete -c ${name} -f
${options.map((option) => add('__fish_use_subcommand', optionOf(option))).join('\n')}
${lines.join('\n')}
`;
}

function optionOf({ flags, description, value }: CompletedOption): string {
  const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  const values = value === null ? [] : [`-r ${completed(value)}`.trimEnd()];
  return [...names, ...values, `-d ${quoted(description)}`].join(' ');
}

function completed(value: Completion): string {
  switch (value.kind) {
    case 'words':
      return `-a ${quoted(value.words.join(' '))}`;
    case 'files':
      return '-F';
    case 'folders':
      return "-a '(__fish_complete_directories)'";
    case 'workflows':
      return `-a '(for file in ${WORKFLOW_FOLDER}/*.json; string replace -r ".*/(.*)[.]json" "\\$1" $file; end)'`;
    case 'anything':
      return '';
  }
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
