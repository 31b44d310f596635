import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { addAudit } from './audit.js';
import { addClassify } from './classify.js';
import { addCompletion } from './completion.js';
import { addDoctor } from './doctor.js';
import { addDryRun } from './dry-run.js';
import { addExamples } from './examples.js';
import type { SetExitCode } from './exit.js';
import { addGraph } from './graph.js';
import { addInit } from './init.js';
import type { CliIo } from './io.js';
import { addLocal } from './local.js';
import { packageRoot } from './package-root.js';
import { addParse } from './parse.js';
import { addSandbox } from './sandbox.js';

const FIRST_STEPS = `
First steps:
  $ speckit doctor                         what is missing here
  $ speckit run "simple: Add a greeting"   a workflow on this machine
  $ speckit init                           the bot for your repository on GitHub
  $ speckit sandbox                        a GitHub in a box, to try it in a browser
  $ speckit parse "/speckit full: Payment processing with Stripe"

Each command has examples: speckit <command> --help
Exit codes: 0 done, 1 failed or found problems, 2 wrong usage or bad input.`;

/** Puts the program together. Nothing of it ends the process or writes past `io`. */
export function createProgram(io: CliIo, setExitCode: SetExitCode): Command {
  const program = new Command('speckit')
    .description('Spec-driven development from an issue comment to reviewed, tested code.')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .option('--no-color', 'print without colours, as with NO_COLOR in the environment')
    .addHelpText('after', FIRST_STEPS)
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
  addAudit(program, io, setExitCode);
  addSandbox(program, io);
  addInit(program, io, setExitCode);
  addCompletion(program, io);
  addExamples(program);
  return program;
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8'));
  return (manifest as { readonly version: string }).version;
}
