/** The parts of GitHub's payloads that are read, as schemas: whatever arrives passes one of these first. */
import { z } from 'zod';

const repository = z.object({
  full_name: z.string(),
  default_branch: z.string(),
  archived: z.boolean().optional(),
  has_issues: z.boolean().optional(),
  html_url: z.string().optional(),
});
const user = z.object({ login: z.string(), type: z.string() });
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const sender = z.object({ login: z.string() });
const timestamp = z.iso.datetime({ offset: true });

export const issueComment = z.object({
  action: z.string(),
  repository,
  sender,
  issue: z.object({
    number: z.int(),
    title: z.string(),
    body: text,
    state: z.string().default('open'),
    user: user.nullish(),
    updated_at: timestamp,
    pull_request: z.object({}).nullish(),
  }),
  comment: z.object({
    id: z.int(),
    body: text,
    user,
    created_at: timestamp,
    updated_at: timestamp,
  }),
});

export const pullRequestEvent = z.object({
  action: z.string(),
  repository,
  sender,
  pull_request: z.object({
    number: z.int(),
    body: text,
    merged: z.boolean().nullish(),
    head: z.object({ ref: z.string(), sha: z.string() }),
  }),
});

export const checkRunEvent = z.object({
  action: z.string(),
  repository,
  sender: user,
  check_run: z.object({ id: z.int(), external_id: z.string().nullish() }),
});

export const runEvent = z.object({ repository, workflow_run: z.object({ display_title: text }) });

export const reviewEvent = z.object({ repository, pull_request: z.object({ number: z.int() }) });

const input = z
  .string()
  .nullish()
  .transform((value) => value?.trim() ?? '');
export const dispatchEvent = z.object({
  repository,
  inputs: z
    .object({ assignment: input, workflow_id: input, base: input, pull_request: input, environment: input })
    .nullish()
    .transform(
      (inputs) => inputs ?? { assignment: '', workflow_id: '', base: '', pull_request: '', environment: '' },
    ),
});

/** GitHub leaves the repository out of some schedule payloads. */
export const scheduleEvent = z.object({ repository: repository.nullish() });
