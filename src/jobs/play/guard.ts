import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { protectionOf } from '../../agents/protected-paths.js';
import type { Capture } from './capture.js';

export interface Guard {
  /** Puts protected files back as the base commit has them, so that no agent configures the one after it. */
  restoreConfiguration(): Promise<void>;
}

/** Remembers which ignored protected files (such as a registry's .npmrc) the job itself had put there. */
export async function openGuard(
  capture: Capture,
  workingTree: string,
  unprotected: readonly string[],
): Promise<Guard> {
  const isProtected = (path: string) =>
    protectionOf(path.endsWith('/') ? `${path}x` : path, unprotected) !== null;
  const own = new Set((await capture.ignored()).filter(isProtected));
  return {
    restoreConfiguration: async () => {
      const changed = await capture.changes(capture.baseTree, await capture.snapshot());
      const paths = changed.map(({ path }) => path).filter(isProtected);
      if (paths.length > 0) await capture.restore(capture.baseTree, paths);
      for (const path of (await capture.ignored()).filter(isProtected)) {
        if (!own.has(path)) await rm(join(workingTree, path), { recursive: true, force: true });
      }
    },
  };
}
