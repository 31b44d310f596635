import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { isAgentJob } from './own-environment.js';

/** Where only the system's administrator may put programs. */
export const SYSTEM_FOLDERS = [
  '/usr/bin',
  '/bin',
  '/usr/sbin',
  '/sbin',
  '/run/current-system/sw/bin',
] as const;

/** For programs that an agent must not be able to replace: its user's own folders often come first on PATH. */
export const SYSTEM_PATH = SYSTEM_FOLDERS.join(':');

/**
 * What to start for a program of ours: in the job that plays agents the system's own, so that none is met that an agent has
 * put into a folder on PATH; the name alone elsewhere, and where the system has none.
 */
export function systemProgram(name: string, environment: NodeJS.ProcessEnv = process.env): string {
  if (!isAgentJob(environment)) return name;
  return SYSTEM_FOLDERS.map((folder) => join(folder, name)).find(isProgram) ?? name;
}

/** Whether there is a file that may be executed. */
export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
