import { greet } from './greeting.js';

const USAGE = 'Usage: greet [name]';

/** Runs the command line tool and returns what it prints and its exit code. */
export function run(args) {
  if (args.includes('--help')) return { exitCode: 0, output: USAGE };
  const unknown = args.find((arg) => arg.startsWith('--'));
  if (unknown !== undefined) return { exitCode: 2, output: `Unknown option ${unknown}. ${USAGE}` };
  return { exitCode: 0, output: greet(args.join(' ')) };
}
