import type { Command } from 'commander';
import { parseComment } from '../../commands/parse.js';
import type { Parsed } from '../../commands/types.js';
import { type CliIo, printJson } from './io.js';

/** `speckit parse`: says which command a comment holds. */
export function addParse(program: Command, io: CliIo): void {
  program
    .command('parse')
    .description('say which command a comment holds, or why it is refused')
    .argument('<text>', 'the text of the comment; - reads it from standard input')
    .option('--json', 'print { "command": ... } or { "refusal": ... }')
    .action(async (text: string, options: { json?: boolean }) => {
      const parsed = parseComment(text === '-' ? await io.stdin() : text);
      if (options.json === true) printJson(io, toJson(parsed));
      else io.stdout(`${toText(parsed)}\n`);
    });
}

function toJson(parsed: Parsed): unknown {
  switch (parsed.kind) {
    case 'none':
      return { command: null };
    case 'refusal':
      return { refusal: { reason: parsed.reason, expected: parsed.expected } };
    case 'command':
      return { command: parsed.command };
  }
}

function toText(parsed: Parsed): string {
  if (parsed.kind === 'none') return 'No command: the comment does not start with one.';
  if (parsed.kind === 'refusal') return `Refused: ${parsed.reason}\nExpected: ${parsed.expected}`;
  const { name, workflow, request, args } = parsed.command;
  return [
    `Command: ${name}`,
    ...(workflow === undefined ? [] : [`Workflow: ${workflow}`]),
    ...(request === undefined ? [] : [`Request: ${request}`]),
    ...Object.entries(args).map(([key, value]) => `${key}: ${value}`),
  ].join('\n');
}
