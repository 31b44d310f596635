/** The form of a recording: prepared answers and files of every agent for one kind of request. */
import { z } from 'zod';
import { agentError, agentName } from '../domain/contract.js';
import type { PlayRequest } from './backend.js';

/** One time that an agent (or a task) is played. */
const take = z
  .strictObject({
    /** Folders of the recording whose content is copied over the working tree, in order. */
    files: z.union([z.string(), z.array(z.string())]).default([]),
    /** Paths that are removed. */
    remove: z.array(z.string()).default([]),
    result: z.record(z.string(), z.json()).default({}),
    error: agentError.nullable().default(null),
  })
  .transform((value) => ({ ...value, files: typeof value.files === 'string' ? [value.files] : value.files }));

/** The first is played without feedback, the next ones for feedback iteration 1, 2, ... */
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

/**
 * Chooses the take for the feedback: the first without, then one per iteration, staying at the last. Null when the
 * recording has none for this agent or task.
 */
export function chooseTake(
  recording: RecordingFile,
  { agent, task, feedback }: Pick<PlayRequest, 'agent' | 'task' | 'feedback'>,
): Take | null {
  const iteration = feedback?.iteration ?? 0;
  const found = recording.agents[agent];
  const whole = found?.takes ?? null;
  const list = task === null ? whole : (found?.tasks[task] ?? (iteration > 0 ? whole : null));
  if (list === null) return null;
  // What a gate sends back has landed before: playing it again would only undo what was built on it.
  if (list.length === 1 && isSentBack(feedback)) return NOTHING_LEFT;
  return list[Math.min(iteration, list.length - 1)] ?? null;
}

const NOTHING_LEFT: Take = {
  files: [],
  remove: [],
  result: { summary: 'nothing is left to change' },
  error: null,
};

/** True for the feedback of a quality gate; the orchestrator's own feedback is about work that was not accepted. */
function isSentBack(feedback: PlayRequest['feedback']): boolean {
  return feedback !== null && !['speckit-orchestrator', 'speckit-contract'].includes(feedback.feedback_from);
}
