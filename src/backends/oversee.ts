import type { AgentProgram, Limits } from './agent-program.js';
import { objectOf, parseJson } from './json.js';

export interface Overseer {
  /** For `runProcess`: false when the program is to be ended. */
  readonly watch: (chunk: Buffer, stream: 'stdout' | 'stderr') => boolean;
  /** The last line of a program that asked its model in vain too often; null where that is not why it was ended. */
  readonly vainly: () => string | null;
}

/** Vain requests in a row, after which a program that would go on for ever is ended. */
const VAIN = 4;

/** Longest line that is read, in characters: one without end is not kept for ever. */
const LONGEST_LINE = 5_000_000;

/** Watches what a program prints, where the program cannot be told to stop at a limit by itself. */
export function oversee({ meter, askedInVain }: AgentProgram, { maxTurns, maxCostUsd }: Limits): Overseer {
  const output = lineReader();
  const errors = lineReader();
  let turns = 0;
  let cost = 0;
  let vain = 0;
  let last: string | null = null;
  const read = (line: string) => {
    const vainly = askedInVain?.(line) ?? null;
    if (vainly !== null) vain = vainly ? vain + 1 : 0;
    if (vainly === true) last = line;
  };
  const spend = (line: string) => {
    if (!line.startsWith('{')) return;
    const spent = meter?.(objectOf(parseJson(line)));
    turns += spent?.turns ?? 0;
    cost += spent?.costUsd ?? 0;
  };
  return {
    watch: (chunk, stream) => {
      for (const line of stream === 'stdout' ? output(chunk) : errors(chunk)) {
        read(line);
        if (stream === 'stdout') spend(line);
      }
      return turns <= maxTurns && (maxCostUsd === null || cost < maxCostUsd) && vain < VAIN;
    },
    vainly: () => (vain >= VAIN ? last : null),
  };
}

/** Makes whole lines of chunks. */
function lineReader(): (chunk: Buffer) => readonly string[] {
  let rest = '';
  return (chunk) => {
    const lines = (rest + chunk.toString('utf8')).split('\n');
    rest = (lines.pop() ?? '').slice(-LONGEST_LINE);
    return lines;
  };
}
