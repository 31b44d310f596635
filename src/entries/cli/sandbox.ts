import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Command, InvalidArgumentError } from 'commander';
import { BACKENDS } from '../../config/backends.js';
import { UsageError } from './exit.js';
import type { CliIo } from './io.js';
import { packageRoot } from './package-root.js';

interface SandboxOptions {
  readonly port?: number;
  readonly data?: string;
  readonly seedRepo?: string;
  readonly backend?: string;
  readonly json?: boolean;
}

/** `speckit sandbox`: serves the GitHub in a box until interrupted. */
export function addSandbox(program: Command, io: CliIo): void {
  program
    .command('sandbox')
    .description('serve a GitHub in a box with the bot installed, until interrupted')
    .option('--port <number>', 'port to listen on; 0 picks a free one', parsePort)
    .option('--data <directory>', 'where its data is kept (default: .sandbox in the current folder)')
    .option('--seed-repo <directory>', 'files of the repository to begin with')
    .option('--backend <name>', `who plays the agents: ${BACKENDS.join(', ')}`)
    .option('--json', 'print URLs and tokens as one line of JSON once it serves')
    .action(async (options: SandboxOptions) => {
      await requireKnown(options, io);
      const sandbox = await loadSandbox();
      await sandbox.runSandboxCommand({
        ...options,
        data: resolve(io.cwd, options.data ?? '.sandbox'),
        ...(options.seedRepo !== undefined && { seedRepo: resolve(io.cwd, options.seedRepo) }),
      });
    });
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('A port is a whole number from 0 to 65535.');
}

async function requireKnown({ seedRepo, backend }: SandboxOptions, io: CliIo): Promise<void> {
  if (backend !== undefined && !BACKENDS.some((known) => known === backend)) {
    throw new UsageError(
      `unknown backend ${JSON.stringify(backend)}; expected one of ${BACKENDS.join(', ')}`,
    );
  }
  if (seedRepo === undefined) return;
  const found = await stat(resolve(io.cwd, seedRepo)).catch(() => null);
  if (found?.isDirectory() !== true) {
    throw new UsageError(
      `${JSON.stringify(seedRepo)} is no directory; expected --seed-repo with the files of a repository`,
    );
  }
}

interface SandboxModule {
  runSandboxCommand(options: SandboxOptions): Promise<void>;
}

/** The sandbox stands outside of src and uses only public interfaces, so the program knows it by its place alone. */
async function loadSandbox(): Promise<SandboxModule> {
  const built = pathToFileURL(join(packageRoot(), 'build/sandbox/cli.js')).href;
  return (await import(built)) as SandboxModule;
}
