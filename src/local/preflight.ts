import { access, constants, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config/schema.js';
import { type Diagnosis, error, pass, warn } from '../domain/diagnosis.js';
import { findTestCommand } from '../jobs/play/find-command.js';
import { currentBranch, headOf, type LocalRepository } from './repository.js';

/** The seed's five checks, on the machine itself. ERROR stops the workflow, WARN does not. */
export async function checkLocally(repository: LocalRepository, config: Config): Promise<Diagnosis[]> {
  return [
    await gitRepository(repository),
    await gitStatus(repository),
    await tools(repository, config),
    await constitution(repository),
    await writeAccess(repository),
  ];
}

async function gitRepository(repository: LocalRepository): Promise<Diagnosis> {
  const check = 'git repository';
  const branch = await currentBranch(repository);
  if ((await headOf(repository, branch)) !== null) return pass(check, `${branch} is the base`);
  return error(check, `branch ${branch} has no commit`, 'Commit something first.');
}

async function gitStatus({ git }: LocalRepository): Promise<Diagnosis> {
  const check = 'git status';
  const { stdout } = await git(['status', '--porcelain', '-z']);
  const changed = stdout.toString('utf8').split('\0').length - 1;
  if (changed === 0) return pass(check, 'nothing is uncommitted');
  const message = `${changed} uncommitted change(s): agents work on the last commit and do not see them`;
  return warn(check, message, 'Commit what agents are to see.');
}

async function tools({ root }: LocalRepository, config: Config): Promise<Diagnosis> {
  const check = 'tools';
  const [configured] = config.quality.test ?? [];
  const command = configured ?? (await findTestCommand(root).catch(() => null))?.text;
  if (command !== undefined) return pass(check, `\`${command}\``);
  return warn(
    check,
    'found no test command',
    'Name one under `quality` in .github/speckit.yml, or the agent `test` cannot prove anything.',
  );
}

async function constitution({ root }: LocalRepository): Promise<Diagnosis> {
  const check = 'constitution';
  const path = '.specify/memory/constitution.md';
  const found = await access(join(root, path)).then(
    () => true,
    () => false,
  );
  if (found) return pass(check, `${path} is used`);
  return warn(
    check,
    `found no ${path}; agents work without the project's principles`,
    `Write the project's principles into ${path}, where it has some.`,
  );
}

/** `specs/` and the folder of the states have to be writable. */
async function writeAccess({ root, stateDir }: LocalRepository): Promise<Diagnosis> {
  const check = 'write access';
  const specs = join(root, 'specs');
  try {
    await mkdir(stateDir, { recursive: true });
    const found = await stat(specs).catch(() => null);
    if (found !== null && !found.isDirectory()) throw new Error('specs is a file');
    await access(found === null ? root : specs, constants.W_OK);
    await access(stateDir, constants.W_OK);
    return pass(check, 'specs/ can be written');
  } catch (reason) {
    return error(check, `specs/ cannot be written: ${String(reason)}`, "Mend the folder's permissions.");
  }
}
