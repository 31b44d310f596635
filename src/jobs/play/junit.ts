/** Reads JUnit XML, the form in which most test runners can report. */

interface TestCase {
  readonly name: string;
  readonly className: string | null;
  readonly file: string | null;
  readonly line: string | null;
  readonly outcome: 'passed' | 'failed' | 'error' | 'skipped';
  /** Of a failure: its message, else the beginning of its text. */
  readonly message: string | null;
  /** Of a failure: its text, usually a stack trace. */
  readonly text: string;
}

const LONGEST_TEXT = 4_000;

/** The test cases of a report; none when the text is no JUnit XML. A part that is broken off is read as far as it goes. */
export function parseJUnit(xml: string): readonly TestCase[] {
  if (!/<testsuites?\b|<testcase\b/.test(xml)) return [];
  const cases: TestCase[] = [];
  let current: { attributes: Attributes; body: string[] } | null = null;
  let outcome: TestCase['outcome'] = 'passed';
  let message: string | null = null;
  let inside = false;
  const close = () => {
    if (current !== null) cases.push(caseOf(current.attributes, outcome, message, current.body.join('')));
    [current, outcome, message, inside] = [null, 'passed', null, false];
  };
  for (const token of tokensOf(xml)) {
    if (token.kind === 'text') {
      if (inside && current !== null) current.body.push(token.text);
      continue;
    }
    const { name, attributes, end, empty } = token;
    if (name === 'testcase') {
      close();
      if (!end) current = { attributes, body: [] };
      if (!end && empty) close();
    } else if (current !== null && (name === 'failure' || name === 'error' || name === 'skipped')) {
      inside = !end && !empty && name !== 'skipped';
      if (end) continue;
      outcome = name === 'failure' ? 'failed' : name;
      message ??= attributes.get('message') ?? null;
    }
  }
  close();
  return cases;
}

function caseOf(
  attributes: Attributes,
  outcome: TestCase['outcome'],
  message: string | null,
  body: string,
): TestCase {
  const text = body.trim().slice(0, LONGEST_TEXT);
  const first = text.split('\n', 1)[0]?.trim() ?? '';
  return {
    name: attributes.get('name') ?? 'unnamed test',
    className: attributes.get('classname') ?? null,
    file: attributes.get('file') ?? null,
    line: attributes.get('line') ?? null,
    outcome,
    message: message !== null && message !== '' ? message : first === '' ? null : first,
    text,
  };
}

type Attributes = ReadonlyMap<string, string>;

type Token =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'tag';
      readonly name: string;
      readonly attributes: Attributes;
      readonly end: boolean;
      readonly empty: boolean;
    };

/** Tags and text in order. Comments, declarations and processing instructions say nothing; no entity is ever defined. */
function* tokensOf(xml: string): Generator<Token> {
  let at = 0;
  while (at < xml.length) {
    const open = xml.indexOf('<', at);
    const stop = open < 0 ? xml.length : open;
    if (stop > at) yield { kind: 'text', text: unescaped(xml.slice(at, stop)) };
    if (open < 0) return;
    if (xml.startsWith('<![CDATA[', open)) {
      const end = endOf(xml, ']]>', open);
      yield { kind: 'text', text: xml.slice(open + 9, end - 3) };
      at = end;
    } else if (xml.startsWith('<!--', open)) {
      at = endOf(xml, '-->', open);
    } else {
      const end = endOfTag(xml, open);
      const inner = xml.slice(open + 1, end - 1);
      if (!/^[!?]/.test(inner)) yield tagOf(inner);
      at = end;
    }
  }
}

function endOf(xml: string, mark: string, from: number): number {
  const found = xml.indexOf(mark, from);
  return found < 0 ? xml.length + mark.length : found + mark.length;
}

/** A `>` within an attribute's value does not end the tag. */
function endOfTag(xml: string, from: number): number {
  let quote = '';
  for (let at = from + 1; at < xml.length; at++) {
    const character = xml[at] ?? '';
    if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === '>') return at + 1;
  }
  return xml.length + 1;
}

function tagOf(inner: string): Token {
  const end = inner.startsWith('/');
  const empty = inner.endsWith('/');
  const name = /^\/?\s*([\w:.-]+)/.exec(inner)?.[1]?.replace(/^.*:/, '') ?? '';
  const attributes = new Map<string, string>();
  for (const match of inner.matchAll(/([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
    attributes.set(match[1] ?? '', unescaped(match[2] ?? match[3] ?? ''));
  }
  return { kind: 'tag', name, attributes, end, empty };
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

function unescaped(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(lt|gt|quot|apos|amp));/gi,
    (whole, decimal, hex, name) => {
      if (typeof name === 'string') return ENTITIES[name.toLowerCase()] ?? whole;
      const code = typeof decimal === 'string' ? Number(decimal) : Number.parseInt(String(hex), 16);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
