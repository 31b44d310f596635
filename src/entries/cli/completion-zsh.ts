import {
  type CompletedCommand,
  type CompletedOption,
  type CompletedProgram,
  type Completion,
  WORKFLOW_FOLDER,
} from './completion-model.js';

/** A script for zsh: to be sourced, or put as `_speckit` into a folder of `fpath`. */
export function zshCompletion({ name, commands, options }: CompletedProgram): string {
  return `#compdef ${name}
# Completion of ${name} for zsh. Load it with: source <(${name} completion zsh)
_${name}_workflows() {
  local -a ids
  ids=(${WORKFLOW_FOLDER}/*.json(N:t:r))
  compadd -a ids
}
_${name}() {
  local context state state_descr line
  typeset -A opt_args
  _arguments -C ${options.map(optionSpec).join(' ')} '1: :->command' '*:: :->rest'
  case $state in
    command)
      local -a commands
      commands=(
${commands.map((command) => `        ${quoted(`${command.name}:${command.description.replaceAll(':', '\\:')}`)}`).join('\n')}
      )
      _describe command commands
      ;;
    rest)
      case $words[1] in
${commands.map(commandCase).join('\n')}
      esac
      ;;
  esac
}
if [ "$funcstack[1]" = "_${name}" ]; then _${name} "$@"; else compdef _${name} ${name}; fi
`;

  function commandCase(command: CompletedCommand): string {
    const places = command.places.map(({ name: place, completion }, index) =>
      quoted(`${index + 1}:${place}:${action(completion)}`),
    );
    return `        ${command.name}) _arguments ${[...command.options.map(optionSpec), ...places].join(' ')} ;;`;
  }

  function optionSpec({ flags, description, value }: CompletedOption): string {
    const what = `[${description.replace(/[[\]\\]/g, '\\$&').replaceAll(':', '\\:')}]`;
    const argument = value === null ? '' : `:value:${action(value)}`;
    const [long = ''] = flags;
    return flags.length === 1
      ? quoted(`${long}${what}${argument}`)
      : `${quoted(`(${flags.join(' ')})`)}{${flags.join(',')}}${quoted(`${what}${argument}`)}`;
  }

  function action(value: Completion): string {
    if (value.kind === 'words') return `(${value.words.join(' ')})`;
    return { files: '_files', folders: '_files -/', workflows: `_${name}_workflows`, anything: ' ' }[
      value.kind
    ];
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
