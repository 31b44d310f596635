import { greet } from './greeting.js';

const USAGE = 'Usage: greet [--language <tag>] [name]';

/** Runs the command line tool and returns what it prints and its exit code. */
export function run(args) {
  if (args.includes('--help')) return { exitCode: 0, output: USAGE };
  const words = [...args];
  let language;
  const option = words.indexOf('--language');
  if (option !== -1) {
    [, language] = words.splice(option, 2);
    if (language === undefined || language.startsWith('--')) return refuse('Option --language needs a value.');
  }
  const unknown = words.find((word) => word.startsWith('--'));
  if (unknown !== undefined) return refuse(`Unknown option ${unknown}.`);
  return { exitCode: 0, output: greet(words.join(' '), { language }) };
}

function refuse(reason) {
  return { exitCode: 2, output: `${reason} ${USAGE}` };
}
