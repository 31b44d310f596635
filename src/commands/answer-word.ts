import { CORE_WORKFLOW_TYPES } from '../domain/workflows.js';
import type { Command, CommandName } from './types.js';

/**
 * What a bare word can answer: the checkpoint before implementation, the choice of a workflow, or whether to go on with
 * a feature of the same name.
 */
export type Question = 'checkpoint' | 'selection' | 'branch';

/** Every word of the seed's response tables with its command, by the question that must be open for it to count. */
const ANSWERS: Readonly<Record<Question, ReadonlyMap<string, Command>>> = {
  checkpoint: new Map<string, Command>([
    ...words(['proceed', 'yes', 'y', 'confirm'], { name: 'proceed', args: {} }),
    ...words(['abort', 'cancel', 'no'], { name: 'abort', args: {} }),
    ...words(['pause', 'stop'], { name: 'pause', args: {} }),
    ...words(['review spec'], { name: 'show', args: { artifact: 'spec' } }),
    ...words(['review plan'], { name: 'show', args: { artifact: 'plan' } }),
    ...words(['review tasks'], { name: 'show', args: { artifact: 'tasks' } }),
  ]),
  selection: new Map<string, Command>([
    ...words(['y', 'yes'], { name: 'confirm', args: { choice: 'yes' } }),
    ...words(['n', 'no'], { name: 'confirm', args: { choice: 'no' } }),
    ...CORE_WORKFLOW_TYPES.flatMap((choice) => words([choice], { name: 'confirm', args: { choice } })),
  ]),
  branch: new Map<string, Command>([
    ...words(['new'], { name: 'confirm', args: { choice: 'new' } }),
    ...words(['reuse'], { name: 'confirm', args: { choice: 'reuse' } }),
  ]),
};

/** Every bare word, for the condition of the Actions workflow, which compares whole bodies without regard to case. */
export const BARE_WORDS: readonly string[] = [
  ...new Set(Object.values(ANSWERS).flatMap((answers) => [...answers.keys()])),
];

/** The bare words by which a question is answered with a command, in the order of the seed. */
export function wordsThatMean(name: CommandName, question: Question): readonly string[] {
  return [...ANSWERS[question]].flatMap(([word, command]) => (command.name === name ? [word] : []));
}

/** True for a comment that may be an answer to some question: all others need not be looked at. */
export function mayBeAnswerWord(body: string): boolean {
  const word = readWord(body);
  return word !== null && Object.values(ANSWERS).some((answers) => answers.has(word));
}

/**
 * Understands a comment that is one bare word of the seed's response tables and nothing else: "yes, but rename it" is
 * no approval. The caller knows which question is open. An empty line takes the recommended workflow (Enter, in a
 * terminal).
 */
export function parseAnswerWord(body: string, question: Question): Command | null {
  if (question === 'selection' && body.length <= LONGEST && body.trim() === '') {
    return { name: 'confirm', args: { choice: 'yes' } };
  }
  const word = readWord(body);
  return word === null ? null : (ANSWERS[question].get(word) ?? null);
}

/** A longer comment is no single word, and is not worth cleaning. */
const LONGEST = 200;

function readWord(body: string): string | null {
  if (body.length > LONGEST) return null;
  const word = body
    .trim()
    .toLowerCase()
    .replace(/^[`*]+|[`*.!]+$/g, '')
    .replace(/\s*\+\s*/, '-')
    .replace(/[ \t]+/g, ' ');
  return word === '' ? null : word;
}

function words(list: readonly string[], command: Command): (readonly [string, Command])[] {
  return list.map((word) => [word, command] as const);
}
