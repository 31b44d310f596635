/**
 * What runs after an agent with more rights than it has: our own next programs, and the steps after ours, which are handed
 * tokens. Their code lies in folders that an agent's user may write, and user's own folders come first on PATH.
 */
import { lstatSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { isProgram, SYSTEM_FOLDERS } from './system-program.js';

type Stamps = ReadonlyMap<string, string>;

/** More files than these are not the code of actions. */
const MOST = 100_000;

/**
 * Remembers the code; calling the result removes what has changed of it or was added to it, and says what that was. A step
 * whose code is gone fails, which is better than what it would do otherwise.
 */
export function guardLaterCode(environment: NodeJS.ProcessEnv): () => readonly string[] {
  const folders = codeFolders(environment);
  const code = folders.map((folder) => stampsBelow(folder));
  const paths = pathFolders(environment);
  const links = new Set(paths.flatMap(linksAbove));
  const programs = paths.map((folder) => stampsIn(folder));
  return () => {
    const removed = folders.flatMap((folder, at) => removeNew(stampsBelow(folder), code[at]));
    for (const link of paths.flatMap(linksAbove)) {
      if (!links.has(link)) removed.push(...remove(link));
    }
    paths.forEach((folder, at) => {
      if (isSystem(folder)) return;
      const shadows = [...stampsIn(folder)].filter(([file]) => isShadow(file));
      removed.push(...removeNew(new Map(shadows), programs[at]));
    });
    return removed;
  };
}

/** Where the runner unpacks actions, and the programs by which it runs them. */
function codeFolders({ RUNNER_TEMP }: NodeJS.ProcessEnv): readonly string[] {
  const runner = /^(.+\/externals)\//.exec(process.execPath)?.[1];
  return [
    ...(RUNNER_TEMP === undefined ? [] : [join(dirname(RUNNER_TEMP), '_actions')]),
    ...(runner === undefined ? [] : [runner, join(dirname(runner), 'bin')]),
  ];
}

function pathFolders({ PATH }: NodeJS.ProcessEnv): readonly string[] {
  return [...new Set((PATH ?? '').split(delimiter).filter((folder) => isAbsolute(folder)))].filter(
    (folder) => !isSystem(folder),
  );
}

function isSystem(folder: string): boolean {
  const real = realOf(folder);
  return SYSTEM_FOLDERS.some((one) => one === folder || realOf(one) === real);
}

function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** A program that is met instead of the system's own of the same name. */
function isShadow(file: string): boolean {
  const name = file.slice(file.lastIndexOf('/') + 1);
  return SYSTEM_FOLDERS.some((folder) => isProgram(join(folder, name)));
}

/** The folder and those around it, as far as they are links: a new one would lead to other programs. */
function linksAbove(folder: string): readonly string[] {
  const own = statOf(folder)?.isSymbolicLink() === true ? [folder] : [];
  return dirname(folder) === folder ? own : [...linksAbove(dirname(folder)), ...own];
}

function stampsBelow(folder: string): Stamps {
  const stamps = new Map<string, string>();
  const waiting = [folder];
  for (let next = waiting.pop(); next !== undefined && stamps.size < MOST; next = waiting.pop()) {
    const stat = statOf(next);
    if (stat?.isDirectory() === true) waiting.push(...namesIn(next).map((name) => join(next ?? '', name)));
    else if (stat !== undefined) stamps.set(next, stampOf(stat));
  }
  return stamps;
}

function stampsIn(folder: string): Stamps {
  return new Map(
    namesIn(folder).flatMap((name) => {
      const stat = statOf(join(folder, name));
      return stat === undefined ? [] : [[join(folder, name), stampOf(stat)] as const];
    }),
  );
}

type Stat = NonNullable<ReturnType<typeof statOf>>;

function statOf(path: string) {
  try {
    return lstatSync(path, { bigint: true });
  } catch {
    return undefined;
  }
}

/** The time of the last change of a file's status is the one that its owner cannot set. */
function stampOf({ ino, ctimeNs, size }: Stat): string {
  return `${ino} ${ctimeNs} ${size}`;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function removeNew(now: Stamps, before: Stamps | undefined): readonly string[] {
  return [...now].filter(([file, stamp]) => before?.get(file) !== stamp).flatMap(([file]) => remove(file));
}

function remove(path: string): readonly string[] {
  try {
    rmSync(path, { force: true, recursive: true });
    return [path];
  } catch {
    return [];
  }
}
