import { stripVTControlCharacters } from 'node:util';

/** A failing test as a reader of some runner's output finds it. */
export interface FailingTest {
  readonly name: string;
  readonly message?: string | undefined;
  /** `file:line` where the runner says it. */
  readonly location?: string | undefined;
}

export type Reader = (output: string) => readonly FailingTest[];

/** A runner's message without blank lines around it, of a bearable length. */
export function shortened(message: string | undefined, length = 1_500): string | undefined {
  const text = (message ?? '').trim().slice(0, length);
  return text === '' ? undefined : text;
}

/** Readers look for the end of each test anew, so what they get is bounded; runners sum up at the end. */
const LONGEST_OUTPUT = 400_000;

/** The part of an output that is read: its end, without colours, with at most two blank lines together. */
export function readablePart(output: string): string {
  return stripVTControlCharacters(output.slice(-LONGEST_OUTPUT))
    .replaceAll('\r\n', '\n')
    .replace(/\n{4,}/g, '\n\n\n');
}
