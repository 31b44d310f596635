/** What the engine wants done in the world, as plain data. Every effect has a deterministic id (rule S2). */
import { z } from 'zod';

const common = {
  /** `<workflow-id>:<n>:<kind>`: the key by which a second run finds what the first one made. */
  id: z.string(),
  emitted_at: z.iso.datetime({ offset: true }),
  /** Who runs it, as `run/<id>/<attempt>`; another may take over when that run has ended. */
  leased_by: z.string(),
};

/** Comments that are worth a notification: a person must decide, or the workflow has ended. */
export const COMMENT_TOPICS = [
  /** The seed's Workflow Analysis, which asks which workflow to run. */
  'analysis',
  /** After `no` to the recommended one: which is it to be? */
  'choose_workflow',
  'branch_exists',
  'clarification',
  'checkpoint',
  'approval_voided',
  'escalation',
  'preflight_failed',
  'summary',
] as const;
export type CommentTopic = (typeof COMMENT_TOPICS)[number];

export const effect = z.discriminatedUnion('kind', [
  z.object({ ...common, kind: z.literal('create_dashboard') }),
  z.object({
    ...common,
    kind: z.literal('claim_feature'),
    slug: z.string(),
    /** A feature that exists already: its branch is made sure of, and nobody else may work on it meanwhile. */
    existing: z
      .object({
        feature_id: z.string(),
        branch: z.string(),
        base: z.string(),
        base_sha: z.string(),
        head: z.string(),
      })
      .optional(),
  }),
  z.object({ ...common, kind: z.literal('dispatch_assignment'), assignment_id: z.string() }),
  z.object({ ...common, kind: z.literal('open_pull_request') }),
  z.object({ ...common, kind: z.literal('post_comment'), topic: z.enum(COMMENT_TOPICS) }),
  z.object({ ...common, kind: z.literal('dismiss_approval'), review_id: z.int(), reason: z.string() }),
  z.object({ ...common, kind: z.literal('create_issue'), task_id: z.string() }),
  z.object({ ...common, kind: z.literal('cancel_run'), run_id: z.int() }),
  /** Adds how the backends did in this workflow to the repository's history, once per workflow. */
  z.object({ ...common, kind: z.literal('record_history') }),
]);
export type Effect = z.infer<typeof effect>;
export type EffectKind = Effect['kind'];

/** What became of an effect, told back to the engine in an `effects_settled` event. */
export type EffectOutcome =
  | { readonly id: string; readonly kind: 'create_dashboard'; readonly comment_id: number }
  | {
      readonly id: string;
      readonly kind: 'claim_feature';
      readonly feature_id: string;
      readonly branch: string;
      readonly base: string;
      readonly base_sha: string;
      /** Present head of the branch of an existing feature; a new branch begins at `base_sha`. */
      readonly head?: string;
    }
  | { readonly id: string; readonly kind: 'dispatch_assignment'; readonly run_id: number | null }
  | { readonly id: string; readonly kind: 'open_pull_request'; readonly number: number; readonly url: string }
  | { readonly id: string; readonly kind: 'post_comment'; readonly comment_id: number }
  | { readonly id: string; readonly kind: 'dismiss_approval' }
  | { readonly id: string; readonly kind: 'create_issue'; readonly task_id: string; readonly number: number }
  | { readonly id: string; readonly kind: 'cancel_run' }
  | { readonly id: string; readonly kind: 'record_history' }
  | { readonly id: string; readonly kind: 'failed'; readonly message: string };
