import type { Context } from 'hono';
import { z } from 'zod';
import type { SandboxEnv } from '../../contract.js';
import { HttpError, unprocessable, validationFailed } from './errors.js';

const maxText = 65_536;

/** Author, committer or tagger as a request names them. */
export const gitPerson = z.object({
  name: z.string(),
  email: z.string(),
  date: z
    .string()
    .refine((text) => !Number.isNaN(Date.parse(text)), 'a timestamp looks like 2011-04-14T16:00:00Z')
    .optional(),
});

/** The JSON body of a request, checked as GitHub checks it: 400 for what is no JSON, 422 for the wrong shape. */
export async function readBody<S extends z.ZodType>(c: Context<SandboxEnv>, schema: S): Promise<z.infer<S>> {
  const text = await c.req.text();
  let value: unknown;
  try {
    value = text.trim() === '' ? {} : JSON.parse(text);
  } catch {
    throw new HttpError(400, 'Problems parsing JSON');
  }
  if (typeof value !== 'object' || value === null) {
    throw new HttpError(400, 'Body should be a JSON object');
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw unprocessable(
    `Invalid request.\n\n${result.error.issues.map((it) => explain(it, value)).join('\n')}`,
  );
}

/** Refuses text that is longer than GitHub stores. */
export function checkLength(resource: string, field: string, text: string | null | undefined): void {
  // Counted in characters; only a text with enough UTF-16 units can be too long.
  if (text === undefined || text === null || text.length <= maxText || Array.from(text).length <= maxText)
    return;
  throw validationFailed({
    resource,
    code: 'custom',
    field,
    message: `${field} is too long (maximum is ${maxText} characters)`,
  });
}

function explain(issue: z.core.$ZodIssue, body: unknown): string {
  const path = issue.path.map(String);
  const value = issue.path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
    body,
  );
  if (value === undefined && path.length > 0) return `"${path.at(-1)}" wasn't supplied.`;
  const where = path.length === 0 ? 'the body' : `'properties/${path.join('/')}'`;
  switch (issue.code) {
    case 'invalid_type':
      return `For ${where}, ${JSON.stringify(value)} is not ${article(issue.expected)}.`;
    case 'invalid_value':
      return `For ${where}, ${JSON.stringify(value)} is not a member of ${JSON.stringify(issue.values)}.`;
    default:
      return `For ${where}, ${JSON.stringify(value)} is not accepted: ${issue.message}.`;
  }
}

function article(type: string): string {
  return type === 'null' ? 'null' : `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`;
}
