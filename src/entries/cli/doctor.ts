import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Diagnostics } from '../../domain/diagnosis.js';
import { runDiagnostics } from '../../local/diagnostics.js';
import { diagnosisHeadline } from '../../reports/diagnosis.js';
import { type Colours, coloursOf } from './colours.js';
import { EXIT, type SetExitCode } from './exit.js';
import { type CliIo, printJson } from './io.js';

/** `speckit doctor`: what keeps workflows from running here, and what to do about it. */
export function addDoctor(program: Command, io: CliIo, setExitCode: SetExitCode): void {
  program
    .command('doctor')
    .description('check this machine and repository, and say what to do')
    .option('--repo <dir>', 'the repository to check (default: the present folder)')
    .option('--json', 'print the findings as JSON')
    .action(async ({ repo = '.', json }: { repo?: string; json?: boolean }) => {
      const found = await runDiagnostics(resolve(io.cwd, repo));
      if (json === true) printJson(io, found);
      else io.stdout(toText(found, coloursOf(io, program)));
      if (!found.healthy) setExitCode(EXIT.problems);
    });
}

const MARKS = { PASS: 'ok', WARN: 'warning', ERROR: 'error' } as const;

/** Each check with its result, and below it what to do. */
function toText(diagnostics: Diagnostics, colours: Colours): string {
  const { checks } = diagnostics;
  const width = Math.max(...checks.map(({ check }) => check.length));
  const paint = { PASS: colours.green, WARN: colours.yellow, ERROR: colours.red };
  const rows = checks.flatMap(({ check, level, message, remedy }) => [
    `  ${paint[level](MARKS[level].padEnd(7))}  ${check.padEnd(width)}  ${message}`,
    ...(remedy === null ? [] : [`${' '.repeat(width + 13)}${remedy}`]),
  ]);
  return [colours.bold(diagnosisHeadline(diagnostics)), '', ...rows, ''].join('\n');
}
