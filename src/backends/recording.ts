/** The form of a recording: prepared answers and files of every agent for one kind of request. */
import { z } from 'zod';
import { agentError, agentName } from '../domain/contract.js';
import type { PlayRequest } from './backend.js';

/** One time that an agent (or a task) is played: what the built-in recording would do, then files, removals, replacements. */
const take = z
  .strictObject({
    /** Begins with what the built-in recording does for this agent or task. */
    built_in: z.boolean().default(false),
    /** Folders of the recording whose content is copied over the working tree, in order. */
    files: z.union([z.string(), z.array(z.string())]).default([]),
    /** Paths that are removed. */
    remove: z.array(z.string()).default([]),
    /** Text that is replaced in a file of this take, or else of the working tree; it must be there. */
    replace: z
      .array(z.strictObject({ path: z.string(), find: z.string().min(1), with: z.string() }))
      .default([]),
    result: z.record(z.string(), z.json()).default({}),
    error: agentError.nullable().default(null),
  })
  .transform((value) => ({ ...value, files: typeof value.files === 'string' ? [value.files] : value.files }));

/**
 * Takes of `implement`: the first is played without feedback, the next ones for feedback iteration 1, 2, ... Takes of the
 * other agents follow each other, however often they are asked.
 */
const takes = z.array(take).nonempty();

interface Part {
  readonly takes: readonly Take[] | null;
  readonly tasks: Readonly<Record<string, readonly Take[]>>;
}

const part = z.union([
  takes.transform((list): Part => ({ takes: list, tasks: {} })),
  z
    .strictObject({ takes: takes.nullable().default(null), tasks: z.record(z.string(), takes).default({}) })
    .transform((value): Part => value),
]);

export const recordingFile = z.strictObject({
  title: z.string(),
  /** The request matches when it holds all words, or when the pattern (a regular expression, case ignored) is found. */
  match: z.union([
    z.strictObject({ words: z.string().min(1) }),
    z.strictObject({ pattern: z.string().min(1) }),
  ]),
  /** Who plays the agents and tasks that are not listed; without it they are an error. */
  otherwise: z.literal('built-in').optional(),
  agents: z.partialRecord(agentName, part),
});

export type Take = z.infer<typeof take>;
export type RecordingFile = z.infer<typeof recordingFile>;

/** A file that is written when a take is played. */
export interface RecordedFile {
  readonly path: string;
  readonly content: Buffer;
  readonly executable: boolean;
}

/** What is played: either read from a folder or made from the request. */
export interface Performance {
  /** Named in `result.replayed_from`. */
  readonly source: string;
  readonly files: readonly RecordedFile[];
  readonly remove: readonly string[];
  readonly result: Take['result'];
  readonly error: Take['error'];
  /** Of several takes, the one that was played. */
  readonly take?: number | null;
}

/** Says whether a recording is meant for a request. */
export function matchesRequest(match: RecordingFile['match'], request: string): boolean {
  if ('pattern' in match) return new RegExp(match.pattern, 'iu').test(request);
  const words = wordsOf(request);
  return wordsOf(match.words).every((word) => words.includes(word));
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** A take, and its number from 1 where there are several: the next one is found by it. */
interface Chosen {
  readonly take: Take;
  readonly number: number | null;
}

/** Chooses what is played now. Null when the recording has nothing for this agent or task. */
export function chooseTake(
  recording: RecordingFile,
  request: Pick<PlayRequest, 'agent' | 'task' | 'feedback' | 'context'>,
): Chosen | null {
  const { agent, task, feedback } = request;
  const iteration = feedback?.iteration ?? 0;
  const found = recording.agents[agent];
  const whole = found?.takes ?? null;
  const list = task === null ? whole : (found?.tasks[task] ?? (iteration > 0 ? whole : null));
  if (list === null) return null;
  const own = feedback?.feedback_from === `speckit-${agent}`;
  // What a gate sends back has landed before: playing it again would only undo what was built on it.
  if (list.length === 1 && !own && isSentBack(feedback)) return { take: NOTHING_LEFT, number: null };
  const index = agent === 'implement' ? iteration : Math.max(own ? 0 : iteration, takesPlayed(request));
  const position = Math.min(index, list.length - 1);
  const take = list[position];
  return take === undefined ? null : { take, number: list.length === 1 ? null : position + 1 };
}

const NOTHING_LEFT: Take = {
  built_in: false,
  files: [],
  remove: [],
  replace: [],
  result: { summary: 'nothing is left to change' },
  error: null,
};

/** Feedback of our own is about work that was not accepted. */
const NOT_ACCEPTED = ['speckit-orchestrator', 'speckit-contract', 'speckit-artifacts'];

/** True for the feedback of a quality gate: it is about work that has landed. */
function isSentBack(feedback: PlayRequest['feedback']): boolean {
  return feedback !== null && !NOT_ACCEPTED.includes(feedback.feedback_from);
}

/** The take that the agent's last answer names. An answer that was lost with its runner does not count, nor does a retry. */
function takesPlayed({ agent, context }: Pick<PlayRequest, 'agent' | 'context'>): number {
  const parsed = earlierAnswer.safeParse(context.previous_results[agent]);
  return parsed.success ? parsed.data.result.take : 0;
}

const earlierAnswer = z.object({ result: z.object({ take: z.int().nonnegative() }) });
