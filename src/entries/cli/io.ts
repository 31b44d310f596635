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
}

/** The real process. */
export function processIo(): CliIo {
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
  };
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
