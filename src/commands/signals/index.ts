import { INTEGRATION } from './integration.js';
import { NOVELTY } from './novelty.js';
import { RISK } from './risk.js';
import { SCOPE } from './scope.js';
import type { Factor, Signal } from './types.js';

/** What the words of a request say about each factor. */
export const SIGNALS: Readonly<Record<Factor, readonly Signal[]>> = {
  scope: SCOPE,
  integration: INTEGRATION,
  risk: RISK,
  novelty: NOVELTY,
};
