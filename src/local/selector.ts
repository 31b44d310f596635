import type { Backend } from '../backends/backend.js';
import { plainCandidate, selectionOf } from '../config/selection-settings.js';
import type { SelectionSettings } from '../domain/selection.js';
import type { LocalHost } from './local-host.js';
import { LocalError } from './repository.js';

/** What a selector is told of the work: one task of `implement`, or an agent as a whole. */
export interface SelectedTask {
  /** Task id, or the agent's name. */
  readonly id: string;
  readonly agent: string;
  readonly description: string;
  readonly attempt: number;
}

/** Names the backend that is to play the work; null leaves the choice to the configuration. */
export type AgentSelector = (task: SelectedTask) => string | null;

/** Rules by which one of several backends is chosen: the seed's, as in the configuration under `agent_selection`. */
export interface AgentRules {
  /** Backends on machines of your own go before all others. */
  readonly prefer_local?: boolean;
  readonly exclude_agents?: readonly string[];
  /** Backends to prefer, best first, for `critical` tasks, a type of task or an agent. */
  readonly priority_map?: Readonly<Record<string, readonly string[]>>;
}

/**
 * The host with rules for workflows that are started from now on. Candidates are those of the configuration and the
 * program's own backends, which count as local.
 */
export function ruling(host: LocalHost, backends: readonly string[], rules: AgentRules | null): LocalHost {
  const configured = selectionOf(host.config, host.backend);
  if (rules === null) return host;
  const preset = host.config.backends.default ?? host.backend;
  const known = new Map(configured?.candidates.map((one) => [one.id, one]));
  for (const id of [...(preset === null ? [] : [preset]), ...backends]) {
    if (!known.has(id)) known.set(id, { ...plainCandidate(id), local: backends.includes(id) });
  }
  const ids = [...known.keys()];
  const left = ids.filter((id) => rules.exclude_agents?.includes(id) !== true);
  if (left.length === 0) {
    throw new LocalError(
      `expected a backend that exclude_agents does not name, received ${ids.join(', ') || 'no backend at all'}`,
    );
  }
  const { scoring_weights } = host.config.agent_selection;
  const selection: SelectionSettings = {
    candidates: [...known.values()],
    lists: { ...configured?.lists, default: ids },
    scoring_weights: configured?.scoring_weights ?? { ...scoring_weights },
    prefer_local: rules.prefer_local ?? configured?.prefer_local ?? false,
    exclude_agents: [...(rules.exclude_agents ?? configured?.exclude_agents ?? [])],
    priority_map: Object.fromEntries(
      Object.entries(rules.priority_map ?? configured?.priority_map ?? {}).map(([key, list]) => [
        key,
        [...list],
      ]),
    ),
  };
  return { ...host, selection };
}

/** A host whose backends are those of the program first, chosen by its selector. */
export function selecting(
  host: LocalHost,
  backends: Readonly<Record<string, Backend>>,
  selectAgent: AgentSelector | null,
): LocalHost {
  return {
    ...host,
    backendFor: (name) => backends[name] ?? host.backendFor(name),
    ...(selectAgent === null ? {} : { selectAgent }),
  };
}
