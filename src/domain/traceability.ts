/** What is left of the traceability of a feature in its state: enough for the final summary; the whole is in a file. */
import { z } from 'zod';

export const traceability = z.object({
  requirements: z.int().nonnegative(),
  complete: z.int().nonnegative(),
  /** Not always all of them: those with a gap before the others. */
  rows: z.array(
    z.object({
      id: z.string(),
      text: z.string(),
      tasks: z.array(z.object({ id: z.string(), done: z.boolean() })),
      /** True where no task names the requirement. */
      by_wording: z.boolean(),
      commits: z.array(z.string()),
      tests: z.array(z.string()),
      gaps: z.array(z.string()),
    }),
  ),
});
export type Traceability = z.infer<typeof traceability>;
