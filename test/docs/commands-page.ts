import type { Command } from 'commander';
import { COMMANDS, referenceTable } from '../../src/commands/reference.js';
import { EXAMPLES } from '../../src/entries/cli/examples.js';

const ON_GITHUB = `# Commands

What people type on GitHub, and what \`speckit\` does in a terminal. This page is made from the grammar and from the program; a
test compares them.

## On GitHub

Comment on the issue or on its pull request. A command begins with the very first character of the comment; text in a
quotation or a code block, or further down, is talk about commands. A person with the permission gets a reaction (👀) and, where
the command cannot be followed, one answer that says what was expected. Editing a comment gives no command.
`;

const ON_THE_COMMAND_LINE = `## On the command line

\`speckit\` is the program of this package: \`npx speckit …\` in a clone after \`npm ci\`. Wherever a workflow id is expected, the
beginning of one is enough; \`audit\` wants the whole. \`--json\` prints one JSON document and nothing else.

Exit codes: 0 done, 1 failed or found problems, 2 wrong usage or bad input (one line on standard error says what was expected).

In a terminal \`run\`, \`approve\`, \`resume\`, \`answer\` and \`confirm\` keep a list of agents and tasks up to date below what happens;
elsewhere each change is one line. Colours are left out without a terminal, with \`NO_COLOR\` and with \`--no-color\`.
`;

/** `docs/commands.md`, made from the grammar and from the program. */
export function commandsPage(program: Command): string {
  return [
    ON_GITHUB,
    `${referenceTable()}\n`,
    '### Examples\n',
    ...COMMANDS.map(
      ({ does, examples }) => `${upperFirst(does)}:\n\n${fence('text', examples.join('\n'))}\n`,
    ),
    ON_THE_COMMAND_LINE,
    ...program.commands.map(section),
  ].join('\n');
}

function section(command: Command): string {
  const name = command.name();
  const options = command.options.map(
    ({ flags, description }) => `| \`${flags.replaceAll('|', '\\|')}\` | ${description} |`,
  );
  const examples = (EXAMPLES[name] ?? []).map(([typed, does]) => `npx speckit ${typed}   # ${does}`);
  return [
    `### \`speckit ${name} ${command.usage().replace('[options]', '').trim()}\``.replace(/ `$/, '`'),
    '',
    `${upperFirst(command.description())}.`,
    '',
    ...(options.length === 0 ? [] : ['| option | |', '| --- | --- |', ...options, '']),
    fence('sh', examples.join('\n')),
    '',
  ].join('\n');
}

function fence(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}

function upperFirst(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
