/** A box with the shipped bot, and one of its looks: everything that an attack could have changed. */
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Exchange } from '../../../sandbox/contract.js';
import { person } from '../../../sandbox/demo/people.js';
import { type SandboxOptions, startSandbox } from '../../../sandbox/server.js';
import { botWrites, dispatchedAssignments, type World } from '../../e2e/support.js';

const ACTION = 'speckit-orchestrator/speckit-orchestrator';
const SHIPPED = '.github/workflows/speckit.yml';

export interface ArenaOptions {
  /** Files of the repository instead of the sample's, or besides them when the sample is taken. */
  readonly files?: Readonly<Record<string, string>>;
  readonly sample?: boolean;
  /** The Actions workflow, where the attacker rules the agent job. */
  readonly workflow?: (shipped: string) => string;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly organizations?: SandboxOptions['organizations'];
  readonly env?: Readonly<Record<string, string>>;
  /** Code that each job of the action runs before the action itself. */
  readonly prelude?: string;
  readonly onExchange?: (exchange: Exchange) => void;
  readonly onLog?: (line: string) => void;
}

export interface Arena extends World {
  /** Everything on disk: repositories, logs, artifacts. */
  readonly dataDir: string;
  close(): Promise<void>;
}

/** Opens a box in which the action of this build is installed. */
export async function openArena(options: ArenaOptions = {}): Promise<Arena> {
  const root = process.cwd();
  const dataDir = await mkdtemp(join(tmpdir(), 'speckit-attack-'));
  const seed = join(dataDir, 'seed');
  if (options.sample !== false) await cp(join(root, 'sandbox/sample'), seed, { recursive: true });
  const shipped = await readFile(join(root, SHIPPED), 'utf8');
  const files = { ...options.files, [SHIPPED]: options.workflow?.(shipped) ?? shipped };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(seed, path)), { recursive: true });
    await writeFile(join(seed, path), text);
  }
  const box = await startSandbox({
    dataDir: join(dataDir, 'box'),
    seedRepo: seed,
    secrets: options.secrets ?? {},
    ...(options.organizations === undefined ? {} : { organizations: options.organizations }),
    ...(options.onExchange === undefined ? {} : { onExchange: options.onExchange }),
    actions: {
      actions: { [ACTION]: await actionWith(options.prelude, join(dataDir, 'action')) },
      env: { SPECKIT_BACKEND: 'recorded', SPECKIT_WRITE_SPACING_MS: '0', ...options.env },
      ...(options.onLog === undefined ? {} : { onLog: options.onLog }),
    },
  });
  const somebody = (login: string) => person(box.apiUrl, login, box.users[login]?.token ?? '');
  return {
    box,
    dataDir,
    repo: `/repos/${box.repo}`,
    ada: somebody('ada'),
    wendy: somebody('wendy'),
    reed: somebody('reed'),
    nora: somebody('nora'),
    close: async () => {
      await box.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** The folder of the action that is attacked, or of one that begins with this code. */
async function actionWith(prelude: string | undefined, folder: string): Promise<string> {
  const shipped = process.env.SPECKIT_ATTACKS_ACTION ?? process.cwd();
  if (prelude === undefined) return shipped;
  const manifest = await readFile(join(shipped, 'action.yml'), 'utf8');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'action.yml'), manifest.replace(/main: .*/, 'main: main.mjs'));
  const main = pathToFileURL(join(shipped, 'dist', 'main.js')).href;
  await writeFile(join(folder, 'main.mjs'), `${prelude}\nawait import(${JSON.stringify(main)});\n`);
  return folder;
}

/** What must be the same afterwards: every branch, every assignment that was given out, and what the bot has written. */
export interface Look {
  readonly branches: Readonly<Record<string, string>>;
  readonly dispatched: readonly string[];
  readonly writes: number;
}

export async function look(arena: World): Promise<Look> {
  const listed = await arena.ada.get<{ name: string; commit: { sha: string } }[]>(
    `${arena.repo}/branches?per_page=100`,
  );
  return {
    branches: Object.fromEntries(listed.map(({ name, commit }) => [name, commit.sha])),
    dispatched: dispatchedAssignments(arena),
    writes: botWrites(arena).length,
  };
}

/** The status of a request that GitHub is expected to refuse; 0 when it was not refused. */
export async function refusedWith(request: Promise<unknown>): Promise<number> {
  try {
    await request;
    return 0;
  } catch (error) {
    return Number(/\b([45]\d\d)\b/.exec(String(error))?.[1] ?? -1);
  }
}
