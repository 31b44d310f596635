/** The record of who decided what on which content. Entries are only ever added, each bound to the one before it. */
import { z } from 'zod';

const AUDIT_ACTIONS = [
  'started',
  'workflow_chosen',
  'feature_chosen',
  'questions_answered',
  /** The content that an approval would be for has become another one. */
  'content_changed',
  'approved',
  /** An approving review that does not count. */
  'approval_refused',
  'approval_withdrawn',
  'approvals_voided',
  /** Enough approvals of exactly this content: what is behind the gate may start. */
  'implementation_allowed',
  /** A reviewer of the environment has refused to let a job run. */
  'environment_refused',
  'paused',
  'resumed',
  'aborted',
  /** The state was damaged, forged or set back, and is again as the product wrote it. */
  'state_restored',
  'ended',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

export const auditEntry = z.object({
  /** From 1 on, without a gap. */
  n: z.int().positive(),
  at: z.iso.datetime({ offset: true }),
  /** A login, `speckit` for the product itself, `unknown` for whoever pushed a change. */
  actor: z.string(),
  action: z.enum(AUDIT_ACTIONS),
  detail: z.string(),
  /** What it is about: the commit of the feature branch and the digest of the feature's artifacts. */
  content: z.object({ head: z.string(), digest: z.string().nullable() }).nullable(),
  /** Where it was said, as `comment 17` or `review 4 of #12`. */
  source: z.string().nullable(),
  /** Digest of the entry before it; of the workflow's id for the first one. */
  previous: z.string(),
  digest: z.string(),
});
export type AuditEntry = z.infer<typeof auditEntry>;
