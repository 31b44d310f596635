/** What the backends declare of themselves: abilities, and what they are made for. A configuration may say otherwise. */
import { CAPABILITIES } from './traits.js';

export interface Declared {
  readonly capabilities: readonly string[];
  readonly specialities: readonly string[];
}

/** Whoever can edit files and run commands can do anything that an agent asks for. */
const ABLE: readonly string[] = CAPABILITIES;

/** A coding agent is made to write, run and read code. How good it is at that is learned, not declared. */
const CODE: readonly string[] = ['coding', 'testing', 'review', 'e2e'];

/** Only these have a search engine of their own; the others can read pages whose address they know. */
const CODE_AND_SEARCH: readonly string[] = [...CODE, 'research'];

const SPECIALITIES: Readonly<Record<string, readonly string[]>> = {
  'claude-code': CODE_AND_SEARCH,
  codex: CODE_AND_SEARCH,
  gemini: CODE_AND_SEARCH,
  copilot: CODE,
  opencode: CODE,
};

/** What a backend declares; one of which nothing is known, as a team's own command, is made for nothing in particular. */
export function declaredBy(backend: string): Declared {
  return {
    capabilities: ABLE,
    specialities: Object.hasOwn(SPECIALITIES, backend) ? (SPECIALITIES[backend] ?? []) : [],
  };
}
