import { createInterface } from 'node:readline/promises';

/** What the command line program touches of its process, so that tests can give it another. */
export interface CliIo {
  readonly cwd: string;
  stdout(text: string): void;
  stderr(text: string): void;
  /** Everything on standard input. */
  stdin(): Promise<string>;
  /** Asks the person at the terminal and returns their line, null when there is nobody any more; absent without a terminal. */
  readonly ask?: (question: string) => Promise<string | null>;
  /** Size of the terminal in characters; absent where standard output is none. */
  readonly screen?: () => { readonly columns: number; readonly rows: number };
  /** Whether what is printed may have colours. */
  readonly colour?: boolean;
}

/** The real process. */
export function processIo(): CliIo {
  outliveReader(process.stdout);
  outliveReader(process.stderr);
  // Such a terminal shows control sequences as they are.
  const isDumb = process.env.TERM === 'dumb';
  return {
    cwd: process.cwd(),
    stdout: (text) => {
      process.stdout.write(text);
    },
    stderr: (text) => {
      process.stderr.write(text);
    },
    stdin: async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk as Uint8Array));
      return Buffer.concat(chunks).toString('utf8');
    },
    ...(process.stdin.isTTY && process.stdout.isTTY ? { ask } : {}),
    ...(process.stdout.isTTY && !isDumb ? { screen } : {}),
    colour: process.stdout.isTTY && !isDumb && !process.env.NO_COLOR,
  };
}

function screen(): { columns: number; rows: number } {
  // Some terminals say 0 until they are shown.
  const { columns, rows } = process.stdout;
  return { columns: columns || 80, rows: rows || 24 };
}

/** Goes on without a word when nobody reads any more, as after `| head`: work that is under way is not ended by that. */
export function outliveReader(stream: NodeJS.WritableStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

async function ask(question: string): Promise<string | null> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await Promise.race([
      terminal.question(question),
      new Promise<null>((resolve) => {
        terminal.once('close', () => resolve(null));
      }),
    ]);
  } finally {
    terminal.close();
  }
}

/** Prints one JSON document. */
export function printJson(io: CliIo, document: unknown): void {
  io.stdout(`${JSON.stringify(document, null, 2)}\n`);
}
