import {
  type CompletedCommand,
  type CompletedProgram,
  type Completion,
  WORKFLOW_FOLDER,
} from './completion-model.js';

/** A script for bash, from 3.2 on, which macOS has. */
export function bashCompletion({ name, commands, options }: CompletedProgram): string {
  const withValue = commands.flatMap((command) =>
    command.options.flatMap(({ flags, value }) =>
      value === null ? [] : flags.map((flag) => ({ at: `${command.name} ${flag}`, value })),
    ),
  );
  const places = commands.flatMap((command) =>
    command.places.map(({ completion }, index) => ({ at: `${command.name} ${index}`, value: completion })),
  );
  const flagsOf = (command: Pick<CompletedCommand, 'options'>) =>
    words(command.options.flatMap(({ flags }) => flags));
  return `# Completion of ${name} for bash. Load it with: source <(${name} completion bash)
_${name}() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]}
  local command='' place=0 index word want='' IFS=$'\\n'
  COMPREPLY=()
  for ((index = 1; index < COMP_CWORD; index += 1)); do
    word=\${COMP_WORDS[index]}
    case "$command $word" in
      ${withValue.map(({ at }) => quoted(at)).join(' | ')}) index=$((index + 1)) ;;
      *' -'*) ;;
      *) if [ -z "$command" ]; then command=$word; else place=$((place + 1)); fi ;;
    esac
  done
  case "$command $previous" in
${withValue.map(({ at, value }) => `    ${quoted(at)}) want=${wanted(value)} ;;`).join('\n')}
  esac
  if [ -z "$want" ] && [[ $current == -* ]]; then
    case $command in
      '') want=${flagsOf({ options })} ;;
${commands.map((command) => `      ${quoted(command.name)}) want=${flagsOf(command)} ;;`).join('\n')}
    esac
  elif [ -z "$want" ] && [ -z "$command" ]; then
    want=${words(commands.map((command) => command.name))}
  elif [ -z "$want" ]; then
    case "$command $place" in
${places.map(({ at, value }) => `      ${quoted(at)}) want=${wanted(value)} ;;`).join('\n')}
    esac
  fi
  case $want in
    '' | @anything) ;;
    @files) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$current")) ;;
    @folders) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -d -- "$current")) ;;
    @workflows) COMPREPLY=($(compgen -W "$(ls ${WORKFLOW_FOLDER} 2>/dev/null | sed -n 's/\\.json$//p')" -- "$current")) ;;
    *) COMPREPLY=($(compgen -W "$want" -- "$current")) ;;
  esac
}
complete -F _${name} ${name}
`;
}

function wanted(value: Completion): string {
  return value.kind === 'words' ? words(value.words) : `@${value.kind}`;
}

/** Lines, since the script splits at line breaks alone: names of files may hold spaces. */
function words(list: readonly string[]): string {
  return `$'${list.map((word) => word.replace(/[\\']/g, '\\$&')).join('\\n')}'`;
}

function quoted(text: string): string {
  return `'${text}'`;
}
