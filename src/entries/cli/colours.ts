import { styleText } from 'node:util';
import type { Command } from 'commander';
import type { CliIo } from './io.js';

const NAMES = ['bold', 'dim', 'green', 'yellow', 'red', 'cyan'] as const;

/** Text in a colour, or as it is where colours are not wanted. */
export type Colours = Readonly<Record<(typeof NAMES)[number], (text: string) => string>>;

/** Colours for what a command prints: none without a terminal, with `NO_COLOR` or with `--no-color`. */
export function coloursOf(io: CliIo, program: Command): Colours {
  const wanted = io.colour === true && program.opts<{ color?: boolean }>().color !== false;
  const paint = (name: (typeof NAMES)[number]) => (text: string) =>
    // Whether there is a terminal was looked at above, of this output and not of whatever the process has.
    wanted ? styleText(name, text, { validateStream: false }) : text;
  return {
    bold: paint('bold'),
    dim: paint('dim'),
    green: paint('green'),
    yellow: paint('yellow'),
    red: paint('red'),
    cyan: paint('cyan'),
  };
}
