import type { SelectionSettings } from '../../../src/domain/selection.js';
import { DEFAULT_WEIGHTS } from '../../../src/selection/candidates.js';
import { CAPABILITIES } from '../../../src/selection/traits.js';

/** Settings under which these backends may play `implement`; all that is not said of one is as usual. */
export function choiceOf(
  ids: readonly string[],
  more: Partial<SelectionSettings> = {},
  about: Readonly<Record<string, Partial<SelectionSettings['candidates'][number]>>> = {},
): SelectionSettings {
  const candidates = ids.map((id) => ({
    id,
    capabilities: [...CAPABILITIES],
    specialities: [],
    max_parallel: null,
    local: false,
    ...about[id],
  }));
  return {
    candidates,
    lists: { default: ['recorded'], implement: [...ids] },
    scoring_weights: DEFAULT_WEIGHTS,
    prefer_local: false,
    exclude_agents: [],
    priority_map: {},
    ...more,
  };
}
