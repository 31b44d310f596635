import { mkdir, mkdtemp } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** This product's folder in the cache of the user. */
export function cacheFolder({ XDG_CACHE_HOME, HOME }: NodeJS.ProcessEnv): string {
  return join(XDG_CACHE_HOME || join(HOME || homedir(), '.cache'), 'speckit-orchestrator');
}

/**
 * Makes an empty folder for one run. It is not in the system's temporary folder, into which anybody may write: programs
 * refuse settings from there.
 */
export async function makeScratch(source: NodeJS.ProcessEnv): Promise<string> {
  const root = source.RUNNER_TEMP || join(cacheFolder(source), 'runs');
  await mkdir(root, { recursive: true, mode: 0o700 });
  return mkdtemp(join(root, 'speckit-agent-'));
}
