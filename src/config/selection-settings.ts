import type { SelectionSettings } from '../domain/selection.js';
import { declaredBy } from '../selection/declared.js';
import type { Config } from './schema.js';

type Backends = Config['backends'];
type Candidates = NonNullable<Backends['candidates']>;
type Entry = Extract<Candidates, readonly unknown[]>[number];

/** Programs that run on machines of the team's own, unless the configuration says otherwise. */
const LOCAL: readonly string[] = ['command', 'recorded'];

/**
 * Who may be chosen for what, and by what rules; undefined where the configuration leaves no choice.
 *
 * @param backend plays what nothing is listed for, where the configuration has no default
 */
export function selectionOf(
  { backends, agent_selection }: Config,
  backend: string | null,
): SelectionSettings | undefined {
  const { candidates } = backends;
  if (candidates === undefined) return undefined;
  const lists = Object.entries(listsOf(candidates));
  const entries = new Map<string, Entry>();
  for (const [, list] of lists) {
    // What is said of a backend in one list is so in all of them.
    for (const entry of list)
      if (typeof entry === 'object' || !entries.has(entry)) entries.set(nameOf(entry), entry);
  }
  return {
    candidates: [...entries.values()].map(described),
    lists: {
      ...(lists.some(([name]) => name === 'default') ? {} : { default: [defaultBackend(backends, backend)] }),
      ...Object.fromEntries(lists.map(([name, list]) => [name, [...new Set(list.map(nameOf))]])),
    },
    scoring_weights: { ...agent_selection.scoring_weights },
    prefer_local: agent_selection.prefer_local,
    exclude_agents: [...agent_selection.exclude_agents],
    priority_map: { ...agent_selection.priority_map },
  };
}

/** A backend of which the configuration says nothing: what it declares of itself holds. */
export function plainCandidate(id: string): SelectionSettings['candidates'][number] {
  const { capabilities, specialities } = declaredBy(id);
  return {
    id,
    capabilities: [...capabilities],
    specialities: [...specialities],
    max_parallel: null,
    local: LOCAL.includes(id),
  };
}

/**
 * Who plays what nobody is named for: the configuration's default, else the one that the run names, else the configured
 * command, else Claude Code, so that a repository in which only a key is set can work.
 */
export function defaultBackend(backends: Backends, named: string | null): string {
  return backends.default ?? named ?? (backends.command.run === undefined ? 'claude-code' : 'command');
}

/** Every backend that the configuration names for some agent. */
export function usedBackends({ default: preset, per_agent, candidates }: Backends): string[] {
  const listed = candidates === undefined ? [] : Object.values(listsOf(candidates)).flat().map(nameOf);
  return [...new Set([preset, ...Object.values(per_agent), ...listed].filter((name) => name !== undefined))];
}

function listsOf(candidates: Candidates): Readonly<Record<string, readonly Entry[]>> {
  return Array.isArray(candidates) ? { default: candidates } : candidates;
}

function described(entry: Entry): SelectionSettings['candidates'][number] {
  const plain = plainCandidate(nameOf(entry));
  if (typeof entry === 'string') return plain;
  return {
    ...plain,
    capabilities: [...(entry.capabilities ?? plain.capabilities)],
    specialities: [...(entry.specialities ?? plain.specialities)],
    max_parallel: entry.max_parallel ?? null,
    local: entry.local ?? plain.local,
  };
}

function nameOf(entry: Entry): string {
  return typeof entry === 'string' ? entry : entry.name;
}
