/** The GitHub in a box with the bot installed as a user would install it: its Actions workflow in the repository. */
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Exchange } from './contract.js';
import { packageRoot } from './package-root.js';
import { type Sandbox, type SandboxOptions, startSandbox } from './server.js';

/** The `uses:` of the shipped Actions workflow; the sandbox runs this package's own build for it. */
const ACTION = 'speckit-orchestrator/speckit-orchestrator';

const WORKFLOW_FILE = '.github/workflows/speckit.yml';

export interface BoxOptions {
  readonly dataDir: string;
  readonly port?: number;
  /** Files of the repository's first commit; the sample repository when left out. */
  readonly seedRepo?: string;
  /** Backend for repositories whose configuration names none. */
  readonly backend?: string;
  /** More environment for every step of every job. */
  readonly env?: Readonly<Record<string, string>>;
  /** What `vars` of the repository's Actions holds. */
  readonly variables?: SandboxOptions['variables'];
  /** Secrets of the repository's Actions, read anew by each job. */
  readonly secrets?: SandboxOptions['secrets'];
  /** GitHub Apps that exist, installed on the repository unless they say otherwise. */
  readonly apps?: SandboxOptions['apps'];
  readonly onExchange?: (exchange: Exchange) => void;
  readonly onLog?: (line: string) => void;
}

/** Starts the box; the same `dataDir` goes on where an earlier one stopped. */
export async function openBox(options: BoxOptions): Promise<Sandbox> {
  const root = packageRoot();
  const seed = await seedWithBot(options.seedRepo ?? join(root, 'sandbox', 'sample'), root);
  try {
    return await startSandbox({
      dataDir: options.dataDir,
      seedRepo: seed,
      ...(options.port === undefined ? {} : { port: options.port }),
      ...(options.apps === undefined ? {} : { apps: options.apps }),
      ...(options.secrets === undefined ? {} : { secrets: options.secrets }),
      ...(options.variables === undefined ? {} : { variables: options.variables }),
      ...(options.onExchange === undefined ? {} : { onExchange: options.onExchange }),
      actions: {
        actions: { [ACTION]: root },
        env: { SPECKIT_BACKEND: options.backend ?? 'recorded', ...options.env },
        ...(options.onLog === undefined ? {} : { onLog: options.onLog }),
      },
    });
  } finally {
    await rm(seed, { recursive: true, force: true });
  }
}

async function seedWithBot(files: string, root: string): Promise<string> {
  const seed = await mkdtemp(join(tmpdir(), 'speckit-seed-'));
  await cp(files, seed, { recursive: true, filter: (path) => !/[\\/](\.git|node_modules)$/.test(path) });
  const target = join(seed, WORKFLOW_FILE);
  await mkdir(dirname(target), { recursive: true });
  await cp(join(root, WORKFLOW_FILE), target);
  return seed;
}
