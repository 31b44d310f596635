import type { Command } from './types.js';

/** What a bare word can answer: the checkpoint before implementation, or the choice of a workflow. */
export type Question = 'checkpoint' | 'selection';

/** The seed's table "User Response Handling" of the checkpoint. */
const CHECKPOINT: ReadonlyMap<string, Command> = new Map<string, Command>([
  ...words(['proceed', 'yes', 'y', 'confirm'], { name: 'proceed', args: {} }),
  ...words(['abort', 'cancel', 'no'], { name: 'abort', args: {} }),
  ...words(['pause', 'stop'], { name: 'pause', args: {} }),
  ...words(['review spec'], { name: 'show', args: { artifact: 'spec' } }),
  ...words(['review plan'], { name: 'show', args: { artifact: 'plan' } }),
  ...words(['review tasks'], { name: 'show', args: { artifact: 'tasks' } }),
]);

/** The seed's "User Response" to a recommended workflow; an empty line (Enter, in a terminal) takes it. */
const SELECTION: ReadonlyMap<string, Command> = new Map<string, Command>([
  ...words(['y', 'yes', ''], { name: 'confirm', args: { choice: 'yes' } }),
  ...words(['n', 'no'], { name: 'confirm', args: { choice: 'no' } }),
  ...words(['simple'], { name: 'confirm', args: { choice: 'simple' } }),
  ...words(['standard'], { name: 'confirm', args: { choice: 'standard' } }),
  ...words(['standard-e2e'], { name: 'confirm', args: { choice: 'standard-e2e' } }),
  ...words(['full'], { name: 'confirm', args: { choice: 'full' } }),
  ...words(['full-research'], { name: 'confirm', args: { choice: 'full-research' } }),
]);

/**
 * Understands a comment that is one bare word of the seed's response tables and nothing else: "yes, but rename it" is
 * no approval. The caller knows which question is open; without it the checkpoint's meaning is taken before the
 * selection's.
 */
export function parseAnswerWord(body: string, question?: Question): Command | null {
  // A longer comment is no single word, and is not worth cleaning.
  if (body.length > 200) return null;
  const word = body
    .trim()
    .toLowerCase()
    .replace(/^[`*]+|[`*.!]+$/g, '')
    .replace(/\s*\+\s*/, '-')
    .replace(/[ \t]+/g, ' ');
  if (question === 'checkpoint') return CHECKPOINT.get(word) ?? null;
  if (question === 'selection') return SELECTION.get(word) ?? null;
  return CHECKPOINT.get(word) ?? (word === '' ? null : (SELECTION.get(word) ?? null));
}

function words(list: readonly string[], command: Command): (readonly [string, Command])[] {
  return list.map((word) => [word, command] as const);
}
