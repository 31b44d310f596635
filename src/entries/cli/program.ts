import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { addClassify } from './classify.js';
import { addDoctor } from './doctor.js';
import { addDryRun } from './dry-run.js';
import type { ExitCode } from './exit.js';
import { addGraph } from './graph.js';
import { addInit } from './init.js';
import type { CliIo } from './io.js';
import { addLocal } from './local.js';
import { packageRoot } from './package-root.js';
import { addParse } from './parse.js';
import { addSandbox } from './sandbox.js';

/** How a command says with which code the program ends, where that is not 0. */
export type SetExitCode = (code: ExitCode) => void;

const EXAMPLES = `
Examples:
  $ speckit parse "/speckit full: Payment processing with Stripe"
  $ speckit classify "Add user authentication with OAuth2" --json
  $ speckit graph specs/003-payment-processing --mermaid
  $ speckit dry-run specs/003-payment-processing --failure-rate 0.1
  $ speckit run "simple: Add a greeting" --backend claude-code
  $ speckit init --dry-run
  $ speckit sandbox

Exit codes: 0 done, 1 failed or found problems, 2 wrong usage or bad input.`;

/** Puts the program together. Nothing of it ends the process or writes past `io`. */
export function createProgram(io: CliIo, setExitCode: SetExitCode): Command {
  const program = new Command('speckit')
    .description('Spec-driven development from an issue comment to reviewed, tested code.')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', EXAMPLES)
    .exitOverride()
    // Errors are printed by `main`, in one line.
    .configureOutput({
      writeOut: (text) => io.stdout(text),
      writeErr: () => undefined,
      outputError: () => undefined,
    });
  addParse(program, io);
  addClassify(program, io);
  addGraph(program, io, setExitCode);
  addDoctor(program, io, setExitCode);
  addDryRun(program, io);
  addLocal(program, io, setExitCode);
  addSandbox(program, io);
  addInit(program, io, setExitCode);
  return program;
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8'));
  return (manifest as { readonly version: string }).version;
}
