import { resolve } from 'node:path';
import type { Command } from 'commander';
import { type Diagnostics, runDiagnostics } from '../../local/diagnostics.js';
import { EXIT } from './exit.js';
import { type CliIo, printJson } from './io.js';
import type { SetExitCode } from './program.js';

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
      else io.stdout(toText(found));
      if (!found.healthy) setExitCode(EXIT.problems);
    });
}

function toText({ healthy, issues, recommendations }: Diagnostics): string {
  return [
    healthy ? 'Healthy: workflows can run here.' : 'Not healthy: workflows cannot run here yet.',
    ...issues.map(({ severity, check, message }) => `  ${severity.padEnd(8)} ${check}: ${message}`),
    ...(recommendations.length > 0 ? ['', 'To do:', ...recommendations.map((one) => `  - ${one}`)] : []),
    '',
  ].join('\n');
}
