import type { ErrorType } from '../domain/contract.js';

/** What is done about an error before the workflow gives up. */
type Strategy = 'rerun_missing' | 'clarify' | 'retry' | 'retry_later' | 'fix' | 'feedback' | 'ask' | 'stop';

export interface Recovery {
  readonly strategy: Strategy;
  /** Tries after the first. */
  readonly retries: number;
  /** When the retries are used up: a person is asked where the work itself may be sound, else the workflow stops. */
  readonly otherwise: 'ask' | 'stop';
  /** What the person is asked to do before the workflow is resumed; empty where nobody is asked. */
  readonly advice: string;
}

const BY_HAND =
  'please investigate the E2E tests by hand, mend what is wrong on the feature branch, then resume';
const SERVICE = 'please see that the service answers again, then resume';

/** The seed's two recovery tables. */
export const RECOVERY: Readonly<Record<ErrorType, Recovery>> = {
  PrerequisiteError: { strategy: 'rerun_missing', retries: 1, otherwise: 'stop', advice: '' },
  ValidationError: { strategy: 'clarify', retries: 1, otherwise: 'stop', advice: '' },
  QualityGateFailure: { strategy: 'feedback', retries: 2, otherwise: 'stop', advice: '' },
  TestValidationError: { strategy: 'feedback', retries: 2, otherwise: 'stop', advice: '' },
  ExternalServiceError: { strategy: 'retry_later', retries: 3, otherwise: 'ask', advice: SERVICE },
  TimeoutError: { strategy: 'retry', retries: 1, otherwise: 'stop', advice: '' },
  BranchExistsError: {
    strategy: 'ask',
    retries: 0,
    otherwise: 'ask',
    advice: 'please rename or delete the branch if it is not needed, then resume; or abort and start anew',
  },
  UnrecoverableError: { strategy: 'stop', retries: 0, otherwise: 'stop', advice: '' },
  ImplementationGap: {
    strategy: 'feedback',
    retries: 1,
    otherwise: 'ask',
    advice:
      'please add what is missing on the feature branch, or take it out of the specification, then resume',
  },
  TestBug: { strategy: 'fix', retries: 3, otherwise: 'ask', advice: BY_HAND },
  SpecMismatch: {
    strategy: 'fix',
    retries: 2,
    otherwise: 'ask',
    advice: 'please decide whether specification or code is right, mend the other, then resume',
  },
  ServiceUnhealthy: { strategy: 'retry_later', retries: 2, otherwise: 'ask', advice: SERVICE },
  MaxIterationsReached: { strategy: 'ask', retries: 0, otherwise: 'ask', advice: BY_HAND },
};

/** How often work that no longer fits its branch is done again on a new base. */
export const CONFLICT_RETRIES = 3;

/** Seed: "ServiceUnhealthy: Wait 30s, retry, escalate". */
export const UNHEALTHY_DELAY_MS = 30_000;
