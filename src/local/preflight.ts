import { access, constants, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config/schema.js';
import type { PreflightCheck } from '../domain/state.js';
import { findTestCommand } from '../jobs/play/find-command.js';
import { currentBranch, headOf, type LocalRepository } from './repository.js';

/** The seed's five checks, on the machine itself. ERROR stops the workflow, WARN does not. */
export async function checkLocally(repository: LocalRepository, config: Config): Promise<PreflightCheck[]> {
  return [
    await gitRepository(repository),
    await gitStatus(repository),
    await tools(repository, config),
    await constitution(repository),
    await writeAccess(repository),
  ];
}

async function gitRepository(repository: LocalRepository): Promise<PreflightCheck> {
  const check = 'git repository';
  const branch = await currentBranch(repository);
  if ((await headOf(repository, branch)) !== null)
    return { check, level: 'PASS', message: `${branch} is the base` };
  return { check, level: 'ERROR', message: `branch ${branch} has no commit: commit something first` };
}

async function gitStatus({ git }: LocalRepository): Promise<PreflightCheck> {
  const check = 'git status';
  const { stdout } = await git(['status', '--porcelain', '-z']);
  const changed = stdout.toString('utf8').split('\0').length - 1;
  if (changed === 0) return { check, level: 'PASS', message: 'nothing is uncommitted' };
  const message = `${changed} uncommitted change(s): agents work on the last commit and do not see them`;
  return { check, level: 'WARN', message };
}

async function tools({ root }: LocalRepository, config: Config): Promise<PreflightCheck> {
  const check = 'tools';
  const [configured] = config.quality.test ?? [];
  const command = configured ?? (await findTestCommand(root).catch(() => null))?.text;
  if (command !== undefined) return { check, level: 'PASS', message: `\`${command}\`` };
  const message = 'found no test command: name one under `quality` in .github/speckit.yml';
  return { check, level: 'WARN', message };
}

async function constitution({ root }: LocalRepository): Promise<PreflightCheck> {
  const check = 'constitution';
  const path = '.specify/memory/constitution.md';
  const found = await access(join(root, path)).then(
    () => true,
    () => false,
  );
  if (found) return { check, level: 'PASS', message: `${path} is used` };
  return { check, level: 'WARN', message: `found no ${path}; agents work without the project's principles` };
}

/** `specs/` and the folder of the states have to be writable. */
async function writeAccess({ root, stateDir }: LocalRepository): Promise<PreflightCheck> {
  const check = 'write access';
  const specs = join(root, 'specs');
  try {
    await mkdir(stateDir, { recursive: true });
    const found = await stat(specs).catch(() => null);
    if (found !== null && !found.isDirectory()) throw new Error('specs is a file');
    await access(found === null ? root : specs, constants.W_OK);
    await access(stateDir, constants.W_OK);
    return { check, level: 'PASS', message: 'specs/ can be written' };
  } catch (error) {
    const message = `specs/ cannot be written: ${String(error)}. Mend the folder's permissions.`;
    return { check, level: 'ERROR', message };
  }
}
