/** The result that the read-only agent job hands over to the landing job, in `result.json` beside its patches. */
import { z } from 'zod';
import { agentName, agentResponse } from '../../domain/contract.js';

export const RESULT_FILE = 'result.json';
export const LOG_FILE = 'log.txt';

/** What one agent, or one task, has done. */
const playedPart = z.strictObject({
  agent: agentName,
  task: z.string().max(100).nullable(),
  response: agentResponse,
  usage: z.strictObject({
    // Bounded, so that no sum of them is more than a number of the state may be.
    duration_ms: z.int().nonnegative().max(1_000_000_000),
    cost_usd: z.number().nonnegative().max(1_000_000),
    tokens: z.int().nonnegative().max(100_000_000_000).optional(),
    turns: z.int().nonnegative().max(1_000_000).optional(),
  }),
  /** Name of the patch in the same folder; null when nothing was changed, or nothing may be kept. */
  patch: z
    .string()
    .regex(/^\d{3}-[A-Za-z0-9_-][A-Za-z0-9._-]{0,120}\.patch$/)
    .nullable(),
});
export type PlayedPart = z.infer<typeof playedPart>;

export const playResult = z.strictObject({
  format: z.literal(1),
  assignment_id: z.string().max(300),
  workflow_id: z.uuid(),
  base: z.string().regex(/^[0-9a-f]{40,64}$/),
  parts: z.array(playedPart).max(500),
});
export type PlayResult = z.infer<typeof playResult>;
