import { type Document, LineCounter, parseDocument } from 'yaml';
import { findCircle } from './circle.js';
import { mistakesOf } from './issues.js';
import { placer } from './place.js';
import { type ConfigProblem, eachOnce, type Mistake, MOST_MISTAKES, problem } from './problem.js';
import { checkRules } from './rules.js';
import { type Config, configSchema } from './schema.js';
import { inOneLine, syntaxMistakes } from './syntax.js';

/** Where the configuration lives in a repository. */
export const CONFIG_FILE = '.github/speckit.yml';

export type { ConfigProblem } from './problem.js';

export type ParsedConfig =
  | { readonly config: Config; readonly problems: readonly [] }
  | { readonly config: null; readonly problems: readonly ConfigProblem[] };

/** Longest file that is read, in characters. */
const FILE_LIMIT = 200_000;

/**
 * Reads the text of `.github/speckit.yml`. An empty text is the default configuration; one problem makes the whole file
 * unusable, because half of somebody's rules (a second approval, say) would be worse than none. Never throws.
 */
export function parseConfig(text: string, file: string = CONFIG_FILE): ParsedConfig {
  const refuse = (mistakes: readonly Mistake[]) => refused(mistakes.map((one) => problem(file, one)));
  if (text.length > FILE_LIMIT) {
    return refuse([whole(1, `at most ${FILE_LIMIT} characters`, `${text.length} characters`)]);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    strict: true,
  });
  const place = placer(document, lines);
  if (document.errors.length > 0) return refuse(syntaxMistakes(document.errors, text, lines));

  const circle = findCircle(document);
  if (circle !== null) {
    const { line } = lines.linePos(circle.offset);
    return refuse([whole(line, 'a value without references to itself', `*${circle.name}`)]);
  }
  const value = toPlain(document);
  if (value.kind === 'unreadable') return refuse([whole(1, 'valid YAML', value.reason)]);
  const parsed = configSchema.safeParse(withoutNulls(value.data) ?? {}, { reportInput: true });
  if (!parsed.success) {
    const issues = parsed.error.issues.slice(0, MOST_MISTAKES);
    return refuse(issues.flatMap((issue) => mistakesOf(issue, value.data, place)).slice(0, MOST_MISTAKES));
  }

  const breaches = checkRules(parsed.data);
  if (breaches.length === 0) return { config: parsed.data, problems: [] };
  return refuse(
    breaches.map(({ path, expected, received }) => ({
      line: place(path),
      key: path.join('.'),
      expected,
      received,
    })),
  );
}

/** Something about the file rather than about one key. */
function whole(line: number, expected: string, received: string): Mistake {
  return { line, key: '', expected, received };
}

function refused(problems: readonly ConfigProblem[]): ParsedConfig {
  return { config: null, problems: eachOnce(problems).toSorted((one, other) => one.line - other.line) };
}

type Plain =
  | { readonly kind: 'plain'; readonly data: unknown }
  | { readonly kind: 'unreadable'; readonly reason: string };

function toPlain(document: Document): Plain {
  try {
    return { kind: 'plain', data: document.toJS({ maxAliasCount: 100 }) };
  } catch (error) {
    // Unresolved or exploding aliases.
    return { kind: 'unreadable', reason: inOneLine(error instanceof Error ? error.message : String(error)) };
  }
}

/** A key with nothing after it, or only comments, is as good as absent: that is what commented templates leave. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, entry]) => (entry === null ? [] : [[key, withoutNulls(entry)]])),
  );
}
