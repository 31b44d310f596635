import { z } from 'zod';
import { bugScore, SIMPLE_BUG } from '../domain/bug-complexity.js';
import type { AgentError, ErrorType } from '../domain/contract.js';
import type { AgentName } from '../domain/workflows.js';
import { isE2e } from './e2e.js';

const saying = z.object({
  root_cause: z
    .enum(['TEST_BUG', 'SPEC_MISMATCH', 'IMPLEMENTATION_BUG', 'MAX_ITERATIONS'])
    .optional()
    .catch(undefined),
  complexity_score: z.number().optional().catch(undefined),
  complexity: z.record(z.string(), z.unknown()).optional().catch(undefined),
});

/** What is wrong where an E2E test fails: an error of the recovery table, or a bug of the code, simple or not. */
export type RootCause = ErrorType | 'SimpleBug';

/**
 * The seed's root cause analysis. An error that says itself what is wrong counts as it is; one that only says that tests
 * fail is read by the root cause in the answer. A bug without a score is taken for a complex one.
 */
export function rootCauseOf(
  agent: AgentName,
  error: AgentError,
  result: Readonly<Record<string, unknown>>,
): RootCause {
  const failsOnly = error.type === 'QualityGateFailure' || error.type === 'TestValidationError';
  if (!isE2e(agent) || !failsOnly) return error.type;
  const said = saying.parse(result);
  switch (said.root_cause) {
    case 'TEST_BUG':
      return 'TestBug';
    case 'SPEC_MISMATCH':
      return 'SpecMismatch';
    case 'MAX_ITERATIONS':
      return 'MaxIterationsReached';
    case 'IMPLEMENTATION_BUG': {
      const score =
        said.complexity === undefined ? (said.complexity_score ?? null) : bugScore(said.complexity);
      return score !== null && score <= SIMPLE_BUG ? 'SimpleBug' : error.type;
    }
    default:
      return error.type;
  }
}
