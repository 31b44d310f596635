/** What an agent is, as data: its role, what it may write and what its prompt says. */
import type { AgentName } from '../domain/workflows.js';

/**
 * Paths that an agent may write, as patterns of `matchesPattern`. `{dir}` stands for the feature directory. A path must
 * match `allow` and must not match `deny`; protected paths are refused whatever stands here.
 */
export interface WriteRules {
  readonly allow: readonly string[];
  readonly deny: readonly string[];
}

export interface AgentDefinition {
  readonly name: AgentName;
  /** One sentence, shown in the prompt and in help. */
  readonly purpose: string;
  /** Artifacts that must or may be read; `{dir}` as in `WriteRules`. */
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  readonly mayWrite: WriteRules;
  /** False for agents that are code. */
  readonly needsModel: boolean;
  /** True when it cannot work without a feature directory. */
  readonly needsFeature: boolean;
  /** What must hold when it answers `success`. */
  readonly success: string;
  /** What to do, in order. Empty for agents that are code. */
  readonly steps: readonly string[];
  /** Members of `result` beyond `summary`, each with its meaning. */
  readonly result: Readonly<Record<string, string>>;
  /** When to answer `error`, by error type. */
  readonly errors: readonly string[];
}

export const NOTHING: WriteRules = { allow: [], deny: [] };

/** The feature's own directory and nothing else. */
export const FEATURE_ONLY: WriteRules = { allow: ['{dir}/**'], deny: [] };

/** Code, but no specification: what was approved is not changed by those who build it. */
export const CODE: WriteRules = { allow: ['**'], deny: ['specs/**'] };

const TEST_PATHS = [
  'test/**',
  'tests/**',
  '**/e2e/**',
  '**/__tests__/**',
  '**/*.test.*',
  '**/*.spec.*',
  '**/test_*.py',
  '**/*_test.*',
  'playwright.config.*',
  'cypress.config.*',
];

/** Tests, and no specification. */
export const TESTS: WriteRules = { allow: TEST_PATHS, deny: ['specs/**'] };

/** What the fixer may write at most; each root cause allows a part of it, see `refuseChange`. */
export const FIXES: WriteRules = { allow: ['**'], deny: [] };

/** Tests and the feature's own directory. */
export const TESTS_AND_FEATURE: WriteRules = { allow: [...TEST_PATHS, '{dir}/**'], deny: [] };
