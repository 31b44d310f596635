/** Kills the processes that drive workflows, in the middle of their work, at counted moments. */
import { readdirSync, readFileSync } from 'node:fs';
import type { Exchange } from '../../sandbox/contract.js';

/** Jobs that decide, write the state and carry out effects. */
const DRIVERS = ['orchestrate', 'land'];

/** A job that lands reads the configuration before it pushes, and the state after that. */
const CONFIG_FILE = /\.github(?:%2F|\/)speckit\.yml/;
const STATE_FILE = /workflow-state%2F[0-9a-f-]{36}\.json\?/;

export interface DriverKills {
  readonly onExchange: (exchange: Exchange) => void;
  /** From now on moments count. `apiUrl` tells the drivers of this box from those of others. */
  arm(apiUrl: string): void;
  /** How many there have been. */
  moments(): number;
  /** Each with its number and call, as `12: land, PUT /repos/…`. */
  readonly kills: readonly string[];
}

interface Driver {
  readonly pid: number;
  readonly mode: string;
}

export interface Moment {
  /** Counted from 1. */
  readonly number: number;
  /** Where something has just been pushed to the feature branch: how many pushes there were, from 1. */
  readonly push: number | null;
}

/**
 * Ends a driver by SIGKILL at each moment that is due. A moment is the answer to a write, which the server has done and
 * nobody hears of any more; and the first call after a push, of which nobody knows yet.
 */
export function killDrivers(isDue: (moment: Moment) => boolean): DriverKills {
  const known = new Map<number, Driver>();
  const kills: string[] = [];
  const landing = new Set<number>();
  let box: string | null = null;
  let moments = 0;
  let pushes = 0;
  return {
    kills,
    moments: () => moments,
    arm: (apiUrl) => {
      box = apiUrl;
    },
    // Called before the answer goes out, so that the process cannot have gone on with it.
    onExchange: ({ runId, method, url }) => {
      if (box === null || runId === undefined) return;
      const last = known.get(runId);
      const driver = last !== undefined && belongs(last.pid, box, runId) ? last : find(box, runId);
      if (driver === null) return;
      known.set(runId, driver);
      if (driver.mode === 'land' && CONFIG_FILE.test(url)) landing.add(driver.pid);
      const isPush = method === 'GET' && STATE_FILE.test(url) && landing.delete(driver.pid);
      if (!DRIVERS.includes(driver.mode) || (method === 'GET' && !isPush)) return;
      moments += 1;
      if (isPush) pushes += 1;
      if (!isDue({ number: moments, push: isPush ? pushes : null })) return;
      process.kill(-driver.pid, 'SIGKILL');
      kills.push(`${moments}: ${driver.mode}, ${method} ${decodeURIComponent(url)}`);
    },
  };
}

/** The process of a run that plays the action now; its children share its environment, and its group. */
function find(box: string, runId: number): Driver | null {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  for (const pid of pids.map(Number)) {
    if (!belongs(pid, box, runId) || !leadsGroup(pid)) continue;
    return { pid, mode: environmentOf(pid).get('INPUT_MODE') ?? '' };
  }
  return null;
}

function belongs(pid: number, box: string, runId: number): boolean {
  const environment = environmentOf(pid);
  return environment.get('GITHUB_API_URL') === box && environment.get('GITHUB_RUN_ID') === String(runId);
}

function leadsGroup(pid: number): boolean {
  // The fields after the name in brackets: state, parent, group.
  const [, , group] = read(`/proc/${pid}/stat`)
    .replace(/^.*\) /s, '')
    .split(' ');
  return group === String(pid);
}

function environmentOf(pid: number): ReadonlyMap<string, string> {
  const entries = read(`/proc/${pid}/environ`).split('\0');
  return new Map(entries.map((entry) => [entry.split('=')[0] ?? '', entry.slice(entry.indexOf('=') + 1)]));
}

/** Empty for a process that has ended or belongs to somebody else. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
