import type { Backend } from '../backends/backend.js';
import type { LocalHost } from './local-host.js';

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
