/**
 * The agent response contract and the context passing of the orchestrator seed, as zod schemas.
 * They are borders: what an agent says is text from outside until it has passed one of these.
 */
import { z } from 'zod';
import { AGENTS } from './workflows.js';

export const agentName = z.enum(AGENTS);

/** One thing that a quality gate wants mended (seed: FEEDBACK_CONTEXT.issues_to_fix and blocking_issues). */
const issueToFix = z.object({
  severity: z.enum(['CRITICAL', 'HIGH', 'MEDIUM', 'LOW']),
  type: z.string().max(200),
  message: z.string().max(8_000),
  location: z.string().max(1_000).optional(),
  recommendation: z.string().max(4_000).optional(),
  /** The agent that can mend it, where the finder knows. */
  target: agentName.optional(),
});
export type IssueToFix = z.infer<typeof issueToFix>;

/** Error types of the seed's recovery tables. */
export const ERROR_TYPES = [
  'PrerequisiteError',
  'ValidationError',
  'QualityGateFailure',
  'TestValidationError',
  'ExternalServiceError',
  'TimeoutError',
  'BranchExistsError',
  'UnrecoverableError',
  'ImplementationGap',
  'TestBug',
  'SpecMismatch',
  'ServiceUnhealthy',
  'MaxIterationsReached',
] as const;
export const errorType = z.enum(ERROR_TYPES);
export type ErrorType = z.infer<typeof errorType>;

export const agentError = z.object({
  type: errorType,
  message: z.string().max(8_000),
  recoverable: z.boolean(),
  feedback_required: z.boolean(),
  blocking_issues: z.array(issueToFix).max(50).default([]),
  suggested_action: z.object({ agent: agentName }).nullish(),
});
export type AgentError = z.infer<typeof agentError>;

/** Deeper ones say nothing to anybody, and each level costs stack and, in the state's file, indentation. */
const DEEPEST_RESULT = 32;

/** Looks level by level, so that no depth is too much for it. */
function isShallow(value: unknown): boolean {
  let level: readonly unknown[] = [value];
  for (let depth = 0; depth <= DEEPEST_RESULT; depth += 1) {
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
    if (level.length === 0) return true;
  }
  return false;
}

const result = z
  .unknown()
  .refine(isShallow, { message: `expected at most ${DEEPEST_RESULT} levels within each other`, abort: true })
  .pipe(z.record(z.string(), z.json()));

/** The seed's Agent Response Contract: what every agent returns. */
export const agentResponse = z
  .object({
    agent: agentName,
    status: z.enum(['success', 'error']),
    timestamp: z.iso.datetime({ offset: true }),
    result: result.default({}),
    error: agentError.nullable().default(null),
  })
  .refine((response) => (response.status === 'error') === (response.error !== null), {
    message: 'expected `error` to be an object when status is "error", and null when it is "success"',
    path: ['error'],
  });
export type AgentResponse = z.infer<typeof agentResponse>;

/** The seed's FEEDBACK_CONTEXT, given to an agent whose work was sent back. */
export const feedbackContext = z.object({
  feedback_from: z.string(),
  iteration: z.int().positive(),
  max_iterations: z.int().positive(),
  issues_to_fix: z.array(issueToFix),
});
export type FeedbackContext = z.infer<typeof feedbackContext>;

/** The seed's WORKFLOW_CONTEXT, given to every agent. */
const workflowContext = z.object({
  workflow_id: z.uuid(),
  feature_id: z.string(),
  feature_dir: z.string(),
  previous_results: z.record(z.string(), z.json()),
});
export type WorkflowContext = z.infer<typeof workflowContext>;
