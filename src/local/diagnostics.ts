import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isProgram, PROGRAMS } from '../backends/programs/index.js';
import { CONFIG_FILE, parseConfig } from '../config/load.js';
import { type Config, defaultConfig } from '../config/schema.js';
import { defaultBackend } from '../config/selection-settings.js';
import { type Diagnosis, type Diagnostics, diagnosticsOf, error, pass, warn } from '../domain/diagnosis.js';
import { isFinal, isWaiting } from '../domain/state.js';
import { isDriven } from './driver-lock.js';
import { checkLocally } from './preflight.js';
import { LocalError, type LocalRepository, openRepository } from './repository.js';
import { adviseRules } from './rules.js';
import { createLocalStore } from './state-store.js';

const WORKFLOW_FILE = '.github/workflows/speckit.yml';
const NODE = [20, 20] as const;
/** `git merge-tree --write-tree` came with 2.38. */
const GIT = [2, 38] as const;

/** Looks for everything that keeps workflows from running here, and says what to do about it. */
export async function runDiagnostics(folder: string, environment = process.env): Promise<Diagnostics> {
  const git = await gitVersion();
  const tools = [version('node', process.versions.node, NODE), git];
  // Without git there is no telling whether there is a repository.
  if (git.level === 'ERROR') return diagnosticsOf(tools);
  try {
    const repository = await openRepository(folder);
    return diagnosticsOf([...tools, ...(await checkRepository(repository, environment))]);
  } catch (reason) {
    if (!(reason instanceof LocalError)) throw reason;
    return diagnosticsOf([...tools, error('git repository', reason.message, null)]);
  }
}

async function checkRepository(
  repository: LocalRepository,
  environment: NodeJS.ProcessEnv,
): Promise<Diagnosis[]> {
  const { config, checks } = await readConfig(repository);
  const installed = await workflowFile(repository);
  return [
    ...(await checkLocally(repository, config)),
    ...checks,
    checkBackend(config, environment),
    installed,
    ...(installed.level === 'PASS' ? adviseRules(config) : []),
    ...(await savedWorkflows(repository)),
  ];
}

async function readConfig({ root }: LocalRepository): Promise<{ config: Config; checks: Diagnosis[] }> {
  const check = 'configuration';
  const text = await readFile(join(root, CONFIG_FILE), 'utf8').catch(() => null);
  if (text === null)
    return {
      config: defaultConfig(),
      checks: [pass(check, `there is no ${CONFIG_FILE}: everything has its default`)],
    };
  const { config, problems } = parseConfig(text);
  return {
    config: config ?? defaultConfig(),
    checks:
      problems.length === 0
        ? [pass(check, `${CONFIG_FILE} is valid`)]
        : problems.map(({ message, line }) =>
            error(check, message, `Correct line ${line} of ${CONFIG_FILE}.`),
          ),
  };
}

/** Without a program that plays the agents nothing can be made. */
function checkBackend(config: Config, environment: NodeJS.ProcessEnv): Diagnosis {
  const check = 'backend';
  const name = defaultBackend(config.backends, environment.SPECKIT_BACKEND || null);
  if (!isProgram(name)) return pass(check, `agents are played by ${name}`);
  const keys = config.backends[name].secret_env ?? PROGRAMS[name].secretEnv;
  if (keys.some((key) => environment[key])) return pass(check, `agents are played by ${name}`);
  return warn(
    check,
    `agents are played by ${name}, expected its key in ${keys.join(' or ')}, found none in this environment`,
    `Set ${keys[0]}, or name another program: \`backends: { default: codex }\` in ${CONFIG_FILE}, or --backend.`,
  );
}

async function workflowFile({ root }: LocalRepository): Promise<Diagnosis> {
  const check = 'actions workflow';
  const text = await readFile(join(root, WORKFLOW_FILE), 'utf8').catch(() => null);
  if (text !== null)
    return pass(check, `${WORKFLOW_FILE} is here; whether GitHub has it, \`/speckit doctor\` tells there`);
  return warn(
    check,
    `there is no ${WORKFLOW_FILE}: nothing happens on GitHub`,
    'Run `speckit init` and merge what it writes, to use it on GitHub.',
  );
}

async function savedWorkflows({ stateDir }: LocalRepository): Promise<Diagnosis[]> {
  const store = createLocalStore(stateDir);
  const found: Diagnosis[] = [];
  for (const id of await store.list()) {
    const loaded = await store.load(id).catch((reason: unknown) => {
      found.push(error('saved state', reason instanceof Error ? reason.message : String(reason), null));
      return null;
    });
    if (loaded === null) continue;
    const { state, recovered } = loaded;
    if (recovered !== undefined) {
      const message = `the newest state of workflow ${id} is damaged (${recovered.reason}); an earlier one is used`;
      found.push(warn('saved state', message, null));
    }
    if (isFinal(state.status) || isWaiting(state.status) || (await isDriven(stateDir, id))) continue;
    found.push(
      warn(
        'interrupted',
        `workflow ${id} (${state.feature_id ?? state.slug}) was interrupted`,
        `Go on with \`speckit resume ${id}\`, or end it with \`speckit abort ${id}\`.`,
      ),
    );
  }
  return found;
}

async function gitVersion(): Promise<Diagnosis> {
  try {
    const { stdout } = await promisify(execFile)('git', ['--version']);
    return version('git', /\d+\.\d+(\.\d+)?/.exec(stdout)?.[0] ?? '0.0', GIT);
  } catch {
    return error('git', 'expected git on the PATH, found none', 'Install git.');
  }
}

function version(check: string, found: string, [major, minor]: readonly [number, number]): Diagnosis {
  const [has = 0, hasMinor = 0] = found.split('.').map(Number);
  if (has > major || (has === major && hasMinor >= minor)) return pass(check, `${check} ${found}`);
  return error(check, `expected ${check} ${major}.${minor} or newer, found ${found}`, `Update ${check}.`);
}
