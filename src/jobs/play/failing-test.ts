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
