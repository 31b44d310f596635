/**
 * Finds secrets of which the value is known, in the forms in which text can carry them: as they are, encoded, backwards,
 * and cut into pieces by anything that is no letter or digit (lines, quotes, spaces, signs nobody sees).
 */

/** Names of variables whose values are secrets. */
const SECRET_NAME =
  /TOKEN|SECRET|PASSW(?:OR)?D|PASSPHRASE|CREDENTIAL|PRIVATE|API_?KEY|ACCESS_?KEY|_KEY$|^KEY$/i;

/** Shorter values would be found in innocent text. */
const SHORTEST = 8;

/** So many letters and digits of a longer secret in a row are taken for the secret: a half is worth hiding as well. */
const WINDOW = 16;

export interface SecretScanner {
  /** True when the text holds a secret, whole or a good part of it. */
  readonly holds: (text: string) => boolean;
  /** The text with every secret replaced by `[redacted]`. */
  readonly hide: (text: string) => string;
}

/** The values in an environment that nobody must see. `names` are secrets whatever they are called. */
export function secretsIn(
  environment: Readonly<Record<string, string | undefined>>,
  names: readonly string[] = [],
): readonly string[] {
  return Object.entries(environment).flatMap(([name, value]) => {
    if (value === undefined) return [];
    if (SECRET_NAME.test(name) || names.includes(name)) return [value.trim()];
    // A password within an address: `postgres://user:password@host`.
    return [...value.matchAll(/:\/\/[^/\s:@]*:([^/\s@]+)@/g)].flatMap((found) => found[1] ?? []);
  });
}

/** True for files that hold secrets by their name. */
export function isSecretFile(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  if (/example|sample|template|\.dist$|\.md$|\.[cm]?[jt]sx?$|\.py$|\.go$|\.rb$|\.rs$|\.java$/.test(name))
    return false;
  return /^\.env(\..+)?$|^\.npmrc$|^\.netrc$|^id_[a-z0-9]+$|\.(pem|key|p12)$|secret|credential/.test(name);
}

/** Words of a file of secrets that look made by a machine: long, with letters and digits. */
export function secretWords(text: string): readonly string[] {
  const words = text.match(/[A-Za-z0-9+/_.~-]{16,}={0,2}/g) ?? [];
  return words.filter((word) => /\d/.test(word) && /[A-Za-z]/.test(word)).slice(0, 1_000);
}

/** Makes a scanner for these values. Values that are too short to be told from words are left out. */
export function secretScanner(values: readonly string[]): SecretScanner {
  const known = [...new Set(values)].filter((value) => value.length >= SHORTEST);
  const pieces = new Map<number, Set<string>>();
  for (const [form, length] of known.flatMap(windowedForms)) {
    const bucket = pieces.get(length) ?? new Set<string>();
    for (let at = 0; at + length <= form.length; at += 1) bucket.add(form.slice(at, at + length));
    pieces.set(length, bucket);
  }
  if (pieces.size === 0) return { holds: () => false, hide: (text) => text };
  const starts = startsOf(pieces);
  const spansIn = (text: string) => findSpans(text, pieces, starts);
  return {
    holds: (text) => spansIn(text).length > 0,
    hide: (text) => cutOut(text, spansIn(text)),
  };
}

/** Each form with the length of its parts that give it away: as many of its characters as stand for `WINDOW` of the value's. */
function windowedForms(value: string): (readonly [form: string, length: number])[] {
  return formsOf(value).map((form) => {
    const length = Math.ceil((WINDOW * form.length) / Math.max(WINDOW, value.length));
    return [form, Math.min(form.length, Math.max(WINDOW, length))] as const;
  });
}

/** Every form, in lower case and without what a writer may put between its characters. */
function formsOf(value: string): string[] {
  const bytes = Buffer.from(value);
  const hex = bytes.toString('hex');
  const written = [
    value,
    encodeURIComponent(value),
    JSON.stringify(value).slice(1, -1),
    ...base64Of(bytes),
    hex,
    [...bytes].join(' '),
    // As `\x61`, `%61`, `0x61,` and `&#97;` write it: what stands between is taken out of the text as well.
    hex.replace(/../g, 'x$&'),
    hex.replace(/../g, '0x$&'),
    hex.replace(/../g, 'u00$&'),
    [...bytes].map((byte) => byte.toString(8).padStart(3, '0')).join(''),
    [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join(''),
    rot13(value),
    base32Of(bytes),
  ];
  const both = written.flatMap((form) => [form, Array.from(form).reverse().join('')]);
  return [...new Set(both.map(bare))].filter((form) => form.length >= SHORTEST);
}

/** Base64 of something in the middle of other bytes looks different at each of three offsets. */
function base64Of(bytes: Buffer): string[] {
  return [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    // The first and the last characters share bits with their neighbours.
    return text.slice(offset === 0 ? 0 : 4, offset === 0 ? undefined : -1);
  });
}

function rot13(value: string): string {
  return value.replace(/[a-z]/gi, (letter) => {
    const from = letter <= 'Z' ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - from + 13) % 26) + from);
  });
}

function base32Of(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const groups = bits.match(/.{1,5}/g) ?? [];
  return groups
    .map((group) => 'abcdefghijklmnopqrstuvwxyz234567'[Number.parseInt(group.padEnd(5, '0'), 2)])
    .join('');
}

function bare(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '');
}

type Span = readonly [from: number, to: number];
type Pieces = ReadonlyMap<number, ReadonlySet<string>>;

/** How the pieces begin: hardly a place of an innocent text does, so that only one look is taken there. */
function startsOf(pieces: Pieces): ReadonlySet<string> {
  const starts = new Set<string>();
  for (const bucket of pieces.values()) for (const piece of bucket) starts.add(piece.slice(0, SHORTEST));
  return starts;
}

function findSpans(text: string, pieces: Pieces, starts: ReadonlySet<string>): Span[] {
  const positions: number[] = [];
  const kept: string[] = [];
  const lower = text.toLowerCase();
  // A few letters grow when they are made small; then positions would be wrong.
  const source = lower.length === text.length ? lower : text;
  for (let at = 0; at < source.length; at += 1) {
    const code = source.charCodeAt(at);
    if ((code < 48 || code > 57) && (code < 97 || code > 122)) continue;
    positions.push(at);
    kept.push(source.charAt(at));
  }
  const compact = kept.join('');
  const spans: Span[] = [];
  for (let at = 0; at + SHORTEST <= compact.length; at += 1) {
    if (!starts.has(compact.slice(at, at + SHORTEST))) continue;
    for (const [length, bucket] of pieces) {
      if (at + length > compact.length || !bucket.has(compact.slice(at, at + length))) continue;
      spans.push([positions[at] ?? 0, (positions[at + length - 1] ?? 0) + 1]);
    }
  }
  return spans;
}

function cutOut(text: string, spans: readonly Span[]): string {
  const kept: string[] = [];
  let end = 0;
  let open = false;
  for (const [from, to] of spans) {
    if (from > end || !open) kept.push(text.slice(end, from), '[redacted]');
    end = Math.max(end, to);
    open = true;
  }
  kept.push(text.slice(end));
  return kept.join('');
}
