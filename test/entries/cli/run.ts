import { main } from '../../../src/entries/cli/main.js';

/** Runs the program in this process and keeps what it prints. */
export async function run(argv: readonly string[], { cwd = process.cwd(), stdin = '' } = {}) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await main(argv, {
    cwd,
    stdout: (text) => out.push(text),
    stderr: (text) => err.push(text),
    stdin: () => Promise.resolve(stdin),
  });
  return { code, out: out.join(''), err: err.join('') };
}

/** Runs with --json and reads the one document. */
export async function runJson(argv: readonly string[], options: { cwd?: string; stdin?: string } = {}) {
  const { code, out, err } = await run([...argv, '--json'], options);
  const document: unknown = JSON.parse(out);
  return { code, document, err };
}
