/** Bodies of requests about check runs. */
import { z } from 'zod';

const annotation = z.object({
  path: z.string(),
  start_line: z.number().int(),
  end_line: z.number().int(),
  start_column: z
    .number()
    .int()
    .nullish()
    .transform((it) => it ?? null),
  end_column: z
    .number()
    .int()
    .nullish()
    .transform((it) => it ?? null),
  annotation_level: z.enum(['notice', 'warning', 'failure']),
  message: z.string(),
  title: z
    .string()
    .nullish()
    .transform((it) => it ?? null),
  raw_details: z
    .string()
    .nullish()
    .transform((it) => it ?? null),
});
const maxAnnotations = 50;
const maxOutput = 65_535;
const output = z.object({
  title: z.string().optional(),
  summary: z.string().max(maxOutput).optional(),
  text: z.string().max(maxOutput).optional(),
  annotations: z.array(annotation).max(maxAnnotations).optional(),
});
const fields = {
  details_url: z.string().optional(),
  external_id: z.string().optional(),
  status: z.enum(['queued', 'in_progress', 'completed', 'waiting', 'requested', 'pending']).optional(),
  started_at: z.string().optional(),
  conclusion: z
    .enum(['action_required', 'cancelled', 'failure', 'neutral', 'success', 'skipped', 'timed_out'])
    .optional(),
  completed_at: z.string().optional(),
};
export const newRun = z.object({
  name: z.string(),
  head_sha: z.string(),
  ...fields,
  output: output.extend({ title: z.string(), summary: z.string().max(maxOutput) }).optional(),
});
export const runEdit = z.object({ name: z.string().optional(), ...fields, output: output.optional() });
