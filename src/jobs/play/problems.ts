/** What compilers, type checkers and linters print: a place and a message. */
import type { IssueToFix } from '../../domain/contract.js';
import { readablePart } from './failing-test.js';

interface Problem {
  readonly location: string;
  readonly message: string;
}

const MOST_PROBLEMS = 40;

/** One blocking issue per error that is recognised, of the given type. Warnings do not block and are left out. */
export function problemsIn(output: string, type: string): readonly IssueToFix[] {
  const plain = readablePart(output);
  const found = READERS.flatMap((reader) => reader(plain));
  const unique = new Map(found.map((problem) => [`${problem.location} ${problem.message}`, problem]));
  return [...unique.values()].slice(0, MOST_PROBLEMS).map(({ location, message }) => ({
    severity: 'HIGH',
    type,
    message: message.slice(0, 1_500),
    location: location.replace(/^\.\//, ''),
  }));
}

const READERS: readonly ((output: string) => readonly Problem[])[] = [
  typescript,
  rustc,
  maven,
  python,
  eslint,
  plain,
];

/** `src/a.ts(3,5): error TS2322: …` */
function typescript(output: string): readonly Problem[] {
  return [...output.matchAll(/^(\S+?)\((\d+),\d+\): (error TS\d+: .+)$/gm)].map((found) => ({
    location: `${found[1]}:${found[2]}`,
    message: found[3] ?? '',
  }));
}

/** `error[E0425]: …`, `  --> src/lib.rs:5:9` */
function rustc(output: string): readonly Problem[] {
  return [...output.matchAll(/^(error(?:\[E\d+\])?: .+)\n[ \t]*--> (\S+?):(\d+):\d+$/gm)].map((found) => ({
    location: `${found[2]}:${found[3]}`,
    message: found[1] ?? '',
  }));
}

/** `[ERROR] src/main/java/A.java:[5,9] cannot find symbol` */
function maven(output: string): readonly Problem[] {
  return [...output.matchAll(/^\[ERROR\] (\S+\.(?:java|kt|scala|groovy)):\[(\d+),\d+\] (.+)$/gm)].map(
    (found) => ({
      location: `${found[1]}:${found[2]}`,
      message: found[3] ?? '',
    }),
  );
}

/** `  File "calc.py", line 3`, the line, a caret, `SyntaxError: …` */
function python(output: string): readonly Problem[] {
  const errors =
    /^[ \t]*File "([^"<>]+)", line (\d+)\n(?:.*\n){1,3}?[ \t]*((?:SyntaxError|IndentationError|TabError): .+)$/gm;
  return [...output.matchAll(errors)].map((found) => ({
    location: `${found[1]}:${found[2]}`,
    message: found[3] ?? '',
  }));
}

/** A line with the file, then `  3:5  error  message  rule` for each error. */
function eslint(output: string): readonly Problem[] {
  let file = '';
  return output.split('\n').flatMap((line) => {
    if (/^\S.*\.\w+$/.test(line)) file = line;
    const found = /^[ \t]+(\d+):\d+[ \t]+error[ \t]+(.+)$/.exec(line);
    return found === null || file === ''
      ? []
      : [{ location: `${file}:${found[1]}`, message: (found[2] ?? '').trim() }];
  });
}

/** `src/a.c:5:3: error: …` of most compilers, `a.py:1:8: F401 …` of most linters, `./calc.go:5:2: undefined: x` of Go. */
function plain(output: string): readonly Problem[] {
  const places =
    /^(?:vet: )?((?:\.{0,2}\/)?[\w@+-][\w@+./-]*\.[A-Za-z]\w{0,6}):(\d+)(?::\d+)?:? +(?:-|:)? *(.+)$/gm;
  return [...output.matchAll(places)].flatMap((found) => {
    const message = (found[3] ?? '').trim();
    const isNote = /^(?:warning|note|info|hint|remark|help)\b/i.test(message);
    return isNote ? [] : [{ location: `${found[1]}:${found[2]}`, message }];
  });
}
