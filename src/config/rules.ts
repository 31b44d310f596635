/** Rules that a schema of single keys cannot hold. Each names the key at fault, what it wants and what it found. */
import { AGENTS, type AgentName } from '../domain/workflows.js';
import { traitsOf } from '../selection/traits.js';
import { BACKENDS } from './backends.js';
import type { Config } from './schema.js';
import { selectionOf, usedBackends } from './selection-settings.js';

export interface RuleBreach {
  readonly path: readonly (string | number)[];
  readonly expected: string;
  readonly received: string;
}

/** Checks what a schema of single keys cannot say. */
export function checkRules(config: Config): RuleBreach[] {
  return [
    ...UNSUPPORTED.map((row) => isSupported(config, row)),
    weightsAddUp(config),
    commandIsKnown(config),
    ...somebodyIsLeft(config),
    openCodeHasModel(config),
    ...BACKENDS.flatMap((name) => variablesOf(config, name)),
  ].filter((breach) => breach !== null);
}

/** A key that has a place in the file already, but whose silent neglect would mislead people about safety or cost. */
interface Unsupported {
  readonly path: readonly string[];
  /** The values that work; where there are none, the key has to be absent. */
  readonly works: readonly string[];
  readonly because: string;
}

const UNSUPPORTED: readonly Unsupported[] = [
  { path: ['pull_requests'], works: ['one'], because: 'the code joins the plan on its pull request' },
];

function isSupported(config: Config, { path, works, because }: Unsupported): RuleBreach | null {
  const value = valueAt(config, path);
  if (value === undefined || works.some((one) => one === value)) return null;
  const absent =
    works.length === 0 ? 'the key to be absent' : `${works.join(' or ')}, or the key to be absent`;
  return {
    path,
    expected: `${absent} (this version does not support it yet: ${because})`,
    received: JSON.stringify(value),
  };
}

function valueAt(config: Config, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    config,
  );
}

/** Otherwise the confidence in a choice would not lie between 0 and 1. */
function weightsAddUp({ agent_selection }: Config): RuleBreach | null {
  const sum = Object.values(agent_selection.scoring_weights).reduce((total, weight) => total + weight, 0);
  if (Math.abs(sum - 1) < 0.001) return null;
  return {
    path: ['agent_selection', 'scoring_weights'],
    expected: 'four weights that add up to 1 (a weight that is left out has its default)',
    received: `a sum of ${Number(sum.toFixed(3))}`,
  };
}

function commandIsKnown({ backends }: Config): RuleBreach | null {
  const used = usedBackends(backends);
  if (!used.includes('command') || backends.command.run !== undefined) return null;
  return {
    path: ['backends', 'command', 'run'],
    expected: 'the program to run, because the backend `command` is chosen',
    received: 'nothing',
  };
}

/** Every agent needs one candidate that can play it and is not excluded. */
function somebodyIsLeft(config: Config): RuleBreach[] {
  const selection = selectionOf(config, null);
  if (selection === undefined) return [];
  const excluded = new Set(selection.exclude_agents);
  return Object.entries(selection.lists).flatMap(([list, ids]): RuleBreach[] => {
    const path = ['backends', 'candidates', ...(Array.isArray(config.backends.candidates) ? [] : [list])];
    const left = ids.filter((id) => !excluded.has(id) || ids.length === 1);
    if (left.length === 0)
      return [{ path, expected: 'a candidate that exclude_agents does not name', received: ids.join(', ') }];
    return agentsOfList(list, config).flatMap((agent): RuleBreach[] => {
      const needs = traitsOf(agent).required_capabilities;
      const known = selection.candidates.filter((one) => left.includes(one.id));
      const able =
        ids.length === 1 || known.some((one) => needs.every((need) => one.capabilities.includes(need)));
      const expected = `a candidate with the capability ${needs.join(', ')}, which ${agent} needs`;
      return able ? [] : [{ path, expected, received: left.join(', ') }];
    });
  });
}

/** The agents that a list of candidates is for. */
function agentsOfList(list: string, { backends }: Config): AgentName[] {
  if (list !== 'default') return AGENTS.filter((agent) => agent === list.split('/')[0]);
  const { candidates } = backends;
  const named = new Set([
    ...Object.keys(backends.per_agent),
    ...(Array.isArray(candidates) ? [] : Object.keys(candidates ?? {})),
  ]);
  return AGENTS.filter((agent) => !named.has(agent));
}

/** Credentials of the Actions job. The backend refuses them again; here the mistake is named before anything runs. */
const OF_THE_JOB = /^(?:GITHUB_|GH_TOKEN$|GH_ENTERPRISE_TOKEN$|INPUT_|ACTIONS_|RUNNER_|STATE_|SPECKIT_)/i;

function variablesOf({ backends }: Config, name: (typeof BACKENDS)[number]): (RuleBreach | null)[] {
  const backend = backends[name];
  const env = 'env' in backend ? backend.env : [];
  const secrets = 'secret_env' in backend ? (backend.secret_env ?? []) : [];
  return [
    ...env.map((variable, index) => agentMaySee(variable, ['backends', name, 'env', index])),
    ...secrets.map((variable) => agentMaySee(variable, ['backends', name, 'secret_env'])),
  ];
}

function agentMaySee(name: string, path: RuleBreach['path']): RuleBreach | null {
  if (!OF_THE_JOB.test(name)) return null;
  return {
    path,
    expected: 'variables other than those of the Actions job (GITHUB_*, ACTIONS_*, RUNNER_* and the like)',
    received: name,
  };
}

/** It knows many providers and would take the first one for which it finds a key. */
function openCodeHasModel({ backends }: Config): RuleBreach | null {
  const models = [
    backends.opencode.model,
    ...Object.values(backends.opencode.per_agent).map((one) => one?.model),
  ];
  const wrong = models.find((model) => model !== undefined && !/^[^/]+\/.+$/.test(model));
  const used = usedBackends(backends).includes('opencode');
  if (wrong === undefined && !(used && backends.opencode.model === undefined)) return null;
  return {
    path: ['backends', 'opencode', 'model'],
    expected: 'a provider and a model, as anthropic/claude-sonnet-4-5',
    received: wrong ?? 'nothing',
  };
}
