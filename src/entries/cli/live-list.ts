import { widthOf } from './printable.js';

interface Screen {
  readonly columns: number;
  readonly rows: number;
}

/** A block of lines at the bottom of what was printed, drawn anew in its place. */
export interface LiveList {
  /** Draws what `draw` gives from now on: at once, and each second, as times go on. */
  show(draw: (screen: Screen) => readonly string[]): void;
  /** Prints above the block. */
  print(text: string): void;
  /** Draws a last time and leaves the block where it is: what is printed next stands below it. */
  leave(): void;
}

const TICK_MS = 1_000;

/** Creates a live block on a terminal. Each drawing is one write, so that nothing flickers. */
export function createLiveList(write: (text: string) => void, screen: () => Screen): LiveList {
  let draw: ((screen: Screen) => readonly string[]) | null = null;
  let drawn: readonly string[] = [];
  let timer: NodeJS.Timeout | null = null;

  const redraw = (above = '') => {
    const size = screen();
    const back = erase(drawn, size.columns);
    drawn = draw?.(size) ?? [];
    write(`${back}${above}${drawn.map((line) => `${line}\n`).join('')}`);
  };
  return {
    show(next) {
      draw = next;
      redraw();
      // It keeps no process alive that has nothing else to do.
      timer ??= setInterval(redraw, TICK_MS).unref();
    },
    print(text) {
      if (draw === null) write(text);
      else redraw(text);
    },
    leave() {
      if (timer !== null) clearInterval(timer);
      timer = null;
      if (draw !== null) redraw();
      draw = null;
      drawn = [];
    },
  };
}

/** Goes back to the first line of the block; a line that has become wider than the screen takes several rows now. */
function erase(lines: readonly string[], columns: number): string {
  const rows = lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / columns)), 0);
  return rows === 0 ? '' : `\u001B[${rows}A\u001B[0J`;
}
