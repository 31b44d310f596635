/** The questions of `clarify` and what people answered (Spec Kit: at most 5, options with a recommended one). */
import { z } from 'zod';

/** What one workflow may ask in all, however often clarify runs. */
export const MAX_QUESTIONS = 5;

const MAX_OPTIONS = 6;

const question = z.object({
  /** From 1, as people type it. */
  number: z.int().positive(),
  question: z.string(),
  /** In the order A, B, C, ...; empty for a question that wants free text. */
  options: z.array(z.string()),
  /** Index of the option that the agent recommends. */
  recommended: z.int().nonnegative().nullable(),
  /** The text of the chosen option, or free text; null while it is open. */
  answer: z.string().nullable(),
  answered_by: z.string().nullable(),
});
export type ClarifyQuestion = z.infer<typeof question>;

export const clarification = z.object({
  asked_at: z.iso.datetime({ offset: true }),
  questions: z.array(question),
});
export type Clarification = z.infer<typeof clarification>;

/** What an agent may say: options as text or as objects, the recommended one by letter, by number from 1, or by its text. */
const asked = z.object({
  question: z.string().trim().min(1).max(2_000),
  options: z
    .array(
      z.union([
        z.string().trim().min(1).max(500),
        z.object({ text: z.string().trim().min(1).max(500) }).transform((option) => option.text),
      ]),
    )
    .max(MAX_OPTIONS)
    .default([]),
  recommended: z.union([z.string(), z.int()]).nullish(),
});

/**
 * The questions in a successful answer of clarify that may still be asked: well-formed ones, as many as the workflow has
 * left of its five. The job that plays agents and the engine both ask this, so that they agree whether clarify is done.
 *
 * @param earlier what the workflow has asked before
 * @param result `result` of the agent's response
 */
export function questionsToAsk(
  earlier: Clarification | null,
  result: Readonly<Record<string, unknown>>,
): readonly ClarifyQuestion[] {
  const before = earlier?.questions.length ?? 0;
  const list: readonly unknown[] = Array.isArray(result.questions) ? result.questions : [];
  return list
    .flatMap((one) => asked.safeParse(one).data ?? [])
    .slice(0, Math.max(0, MAX_QUESTIONS - before))
    .map(({ question: text, options, recommended }, index) => ({
      number: before + index + 1,
      question: text,
      options,
      recommended: indexOfOption(options, recommended ?? null),
      answer: null,
      answered_by: null,
    }));
}

/** `B`, `b)`, 2 or the option's own text. */
export function indexOfOption(options: readonly string[], said: string | number | null): number | null {
  if (said === null) return null;
  if (typeof said === 'number') return options[said - 1] === undefined ? null : said - 1;
  const word = said
    .trim()
    .replace(/[).:]$/, '')
    .toLowerCase();
  const letter = /^[a-z]$/.test(word) ? word.charCodeAt(0) - 97 : -1;
  if (letter >= 0) return options[letter] === undefined ? null : letter;
  const position = options.findIndex((option) => option.trim().toLowerCase() === said.trim().toLowerCase());
  return position < 0 ? null : position;
}
