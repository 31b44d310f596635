import type { ErrorType } from '../domain/contract.js';

/** What is done about an error before the workflow gives up. */
type Strategy = 'rerun_missing' | 'clarify' | 'retry' | 'retry_later' | 'fix' | 'feedback' | 'ask' | 'stop';

export interface Recovery {
  readonly strategy: Strategy;
  /** Tries after the first. */
  readonly retries: number;
  /** When the retries are used up: a person is asked where the work itself may be sound, else the workflow stops. */
  readonly otherwise: 'ask' | 'stop';
}

/** The seed's two recovery tables. */
export const RECOVERY: Readonly<Record<ErrorType, Recovery>> = {
  PrerequisiteError: { strategy: 'rerun_missing', retries: 1, otherwise: 'stop' },
  ValidationError: { strategy: 'clarify', retries: 1, otherwise: 'stop' },
  QualityGateFailure: { strategy: 'feedback', retries: 2, otherwise: 'stop' },
  TestValidationError: { strategy: 'feedback', retries: 2, otherwise: 'stop' },
  ExternalServiceError: { strategy: 'retry_later', retries: 3, otherwise: 'ask' },
  TimeoutError: { strategy: 'retry', retries: 1, otherwise: 'stop' },
  BranchExistsError: { strategy: 'ask', retries: 0, otherwise: 'ask' },
  UnrecoverableError: { strategy: 'stop', retries: 0, otherwise: 'stop' },
  ImplementationGap: { strategy: 'feedback', retries: 1, otherwise: 'ask' },
  TestBug: { strategy: 'fix', retries: 3, otherwise: 'ask' },
  SpecMismatch: { strategy: 'fix', retries: 2, otherwise: 'ask' },
  ServiceUnhealthy: { strategy: 'retry_later', retries: 2, otherwise: 'ask' },
  MaxIterationsReached: { strategy: 'ask', retries: 0, otherwise: 'ask' },
};

/** How often work that no longer fits its branch is done again on a new base. */
export const CONFLICT_RETRIES = 3;

/** Seed: "ServiceUnhealthy: Wait 30s, retry, escalate". */
export const UNHEALTHY_DELAY_MS = 30_000;
