/** Puts the pinned program of a backend where it can be started, once per machine. */
import { access, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ProgramPackage } from './agent-program.js';
import { BackendError } from './backend.js';
import { classifyFailure } from './classify-failure.js';
import { commandEnvironment } from './environment.js';
import { cacheFolder } from './folders.js';
import { runProcess } from './process.js';

export interface InstalledProgram {
  readonly file: string;
  /** Before the program's own arguments. */
  readonly args: readonly string[];
}

const INSTALL_TIMEOUT_MS = 10 * 60_000;

/**
 * Finds the program in the tool folder, or installs it there with npm: no install scripts, no credentials, and not in the
 * repository's folder, whose .npmrc could send npm elsewhere. Throws `BackendError`.
 */
export async function installProgram(
  wanted: ProgramPackage,
  source: NodeJS.ProcessEnv,
): Promise<InstalledProgram> {
  const folder = folderOf(wanted, source);
  const present = await entryIn(folder, wanted);
  if (present !== null) return present;
  await mkdir(dirname(folder), { recursive: true });
  const fresh = await mkdtemp(`${folder}.new-`);
  try {
    await install(wanted, fresh, source);
    // Another job of the same machine may have been quicker; then its copy is as good.
    await rename(fresh, folder).catch(() => undefined);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  const installed = await entryIn(folder, wanted);
  if (installed !== null) return installed;
  throw new BackendError(
    'UnrecoverableError',
    `expected ${wanted.name}@${wanted.version} to hold a program for ${process.platform}-${process.arch} (${wanted.entries.join(', ')}), found none. Use a runner that it supports, or another version`,
  );
}

/** Where a program's version lives: the runner's tool cache, else the user's cache. */
function folderOf({ name, version }: ProgramPackage, source: NodeJS.ProcessEnv): string {
  const root = source.RUNNER_TOOL_CACHE || cacheFolder(source);
  return join(root, 'speckit-agents', name.replaceAll('/', '__'), version, process.arch);
}

async function entryIn(folder: string, { entries }: ProgramPackage): Promise<InstalledProgram | null> {
  for (const entry of entries) {
    const file = join(
      folder,
      'node_modules',
      entry.replaceAll('{platform}', `${process.platform}-${process.arch}`),
    );
    if (await exists(file))
      return file.endsWith('.js') ? { file: process.execPath, args: [file] } : { file, args: [] };
  }
  return null;
}

async function install(
  { name, version }: ProgramPackage,
  folder: string,
  source: NodeJS.ProcessEnv,
): Promise<void> {
  await writeFile(join(folder, 'package.json'), '{"private":true}\n');
  const options = [
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--no-package-lock',
    '--loglevel=error',
    '--prefix',
    folder,
  ];
  const end = await runProcess({
    file: 'npm',
    args: ['install', ...options, `${name}@${version}`],
    cwd: folder,
    env: commandEnvironment(source),
    timeoutMs: INSTALL_TIMEOUT_MS,
    maxOutputBytes: 1_000_000,
    keepTail: true,
  });
  if (end.kind === 'exited' && end.code === 0) return;
  const output = `${end.stderr}\n${end.stdout}`.trim().slice(-2_000);
  const missing = end.kind === 'not_started' || /\bE404\b|\bETARGET\b|\bEBADPLATFORM\b/.test(output);
  throw new BackendError(
    missing ? 'UnrecoverableError' : classifyFailure(output),
    `expected npm to install ${name}@${version}, received ${end.kind === 'exited' ? `exit code ${end.code}` : end.kind}: ${output}`,
    { log: output },
  );
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
