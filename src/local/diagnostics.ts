import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CONFIG_FILE, parseConfig } from '../config/load.js';
import { type Config, defaultConfig } from '../config/schema.js';
import { isFinal, isWaiting } from '../domain/state.js';
import { isDriven } from './driver-lock.js';
import { checkLocally } from './preflight.js';
import { LocalError, type LocalRepository, openRepository } from './repository.js';
import { createLocalStore } from './state-store.js';

/** The executor seed's self-diagnostics. */
export interface Diagnostics {
  /** False when an issue of severity `error` stands in the way. */
  readonly healthy: boolean;
  readonly issues: readonly Issue[];
  /** What to do, in the order in which it helps. */
  readonly recommendations: readonly string[];
}

export interface Issue {
  readonly severity: 'error' | 'warning';
  readonly check: string;
  readonly message: string;
}

interface Finding {
  readonly issue: Issue | null;
  readonly recommendation?: string;
}

const WORKFLOW_FILE = '.github/workflows/speckit.yml';
const NODE = [20, 20] as const;
/** `git merge-tree --write-tree` came with 2.38. */
const GIT = [2, 38] as const;

/** Looks for everything that keeps workflows from running here, and says what to do about it. */
export async function runDiagnostics(folder: string, environment = process.env): Promise<Diagnostics> {
  const findings: Finding[] = [nodeVersion(), await gitVersion()];
  const repository = await openRepository(folder).catch((error: unknown) => {
    if (!(error instanceof LocalError)) throw error;
    findings.push(problem('error', 'git repository', error.message));
    return null;
  });
  if (repository !== null) findings.push(...(await repositoryFindings(repository, environment)));
  const issues = findings.flatMap(({ issue }) => issue ?? []);
  return {
    healthy: issues.every((issue) => issue.severity !== 'error'),
    issues,
    recommendations: [...new Set(findings.flatMap(({ recommendation }) => recommendation ?? []))],
  };
}

async function repositoryFindings(
  repository: LocalRepository,
  environment: NodeJS.ProcessEnv,
): Promise<Finding[]> {
  const { config, findings } = await readConfig(repository);
  const checks = await checkLocally(repository, config);
  return [
    ...findings,
    ...checks.flatMap(({ check, level, message }) =>
      level === 'PASS' ? [] : [problem(level === 'ERROR' ? 'error' : 'warning', check, message)],
    ),
    await backend(config, environment),
    await workflowFile(repository),
    ...(await savedWorkflows(repository)),
  ];
}

async function readConfig({ root }: LocalRepository): Promise<{ config: Config; findings: Finding[] }> {
  const text = await readFile(join(root, CONFIG_FILE), 'utf8').catch(() => null);
  if (text === null) return { config: defaultConfig(), findings: [] };
  const { config, problems } = parseConfig(text);
  const findings = problems.map(({ message }) => problem('error', 'configuration', message));
  return { config: config ?? defaultConfig(), findings };
}

/** Without a program that plays the agents nothing can be made. */
async function backend(config: Config, environment: NodeJS.ProcessEnv): Promise<Finding> {
  const name = config.backends.default ?? environment.SPECKIT_BACKEND ?? null;
  if (name !== null || config.backends.command.run !== undefined) return { issue: null };
  return {
    ...problem('warning', 'backend', `no backend is named in ${CONFIG_FILE}`),
    recommendation: `Name the program that plays the agents: \`backends: { default: claude-code }\` in ${CONFIG_FILE}, or --backend.`,
  };
}

async function workflowFile({ root }: LocalRepository): Promise<Finding> {
  const text = await readFile(join(root, WORKFLOW_FILE), 'utf8').catch(() => null);
  if (text !== null) return { issue: null };
  return {
    ...problem('warning', 'actions workflow', `there is no ${WORKFLOW_FILE}: nothing happens on GitHub`),
    recommendation: 'Run `speckit init` and merge what it writes, to use it on GitHub.',
  };
}

async function savedWorkflows({ stateDir }: LocalRepository): Promise<Finding[]> {
  const store = createLocalStore(stateDir);
  const findings: Finding[] = [];
  for (const id of await store.list()) {
    const loaded = await store.load(id).catch((error: unknown) => {
      findings.push(problem('error', 'saved state', error instanceof Error ? error.message : String(error)));
      return null;
    });
    if (loaded === null) continue;
    const { state, recovered } = loaded;
    if (recovered !== undefined) {
      const message = `the newest state of workflow ${id} is damaged (${recovered.reason}); an earlier one is used`;
      findings.push(problem('warning', 'saved state', message));
    }
    if (isFinal(state.status) || isWaiting(state.status) || (await isDriven(stateDir, id))) continue;
    findings.push({
      ...problem(
        'warning',
        'interrupted',
        `workflow ${id} (${state.feature_id ?? state.slug}) was interrupted`,
      ),
      recommendation: `Go on with \`speckit resume ${id}\`, or end it with \`speckit abort ${id}\`.`,
    });
  }
  return findings;
}

function nodeVersion(): Finding {
  return version('node', process.versions.node, NODE);
}

async function gitVersion(): Promise<Finding> {
  try {
    const { stdout } = await promisify(execFile)('git', ['--version']);
    return version('git', /\d+\.\d+(\.\d+)?/.exec(stdout)?.[0] ?? '0.0', GIT);
  } catch {
    return {
      ...problem('error', 'git', 'expected git on the PATH, found none'),
      recommendation: 'Install git.',
    };
  }
}

function version(check: string, found: string, [major, minor]: readonly [number, number]): Finding {
  const [has = 0, hasMinor = 0] = found.split('.').map(Number);
  if (has > major || (has === major && hasMinor >= minor)) return { issue: null };
  const message = `expected ${check} ${major}.${minor} or newer, found ${found}`;
  return { ...problem('error', check, message), recommendation: `Update ${check}.` };
}

function problem(severity: Issue['severity'], check: string, message: string): Finding & { issue: Issue } {
  return { issue: { severity, check, message } };
}
