/** The longest branch name that GitHub takes, in bytes. */
const LONGEST_BRANCH = 244;
/** Room for the longest prefix, a timestamp and a dash. */
const LONGEST_SLUG = LONGEST_BRANCH - 'YYYYMMDD-HHMMSS-'.length;
const TIMESTAMP = /^\d{8}-\d{6}(?:-|$)/;
const FALLBACK = 'feature';

/** Words that say nothing about a feature. */
const STOP_WORDS = new Set(
  (
    'i a an the to for of in on at by with from is are was were be been being have has had do does did will would should ' +
    'could can may might must shall this that these those my your our their want need add get set'
  ).split(' '),
);

/** Letters that do not come apart into a Latin letter and an accent. */
const FOLDED: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  þ: 'th',
  ı: 'i',
  ħ: 'h',
};

/**
 * The short name of a feature as Spec Kit derives it from a request: the first three meaningful words (four where there
 * are exactly four), lower case, joined by dashes. Accents are folded; a request without Latin words is called
 * `feature`.
 */
export function featureSlug(request: string): string {
  const plain = fold(request);
  const words = plain
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  // A short word counts when it is written as an acronym: "UI", "DB".
  const acronyms = new Set(plain.match(/\b[A-Z0-9]{2}\b/g)?.map((word) => word.toLowerCase()));
  const meaningful = words.filter(
    (word) => !STOP_WORDS.has(word) && (word.length >= 3 || acronyms.has(word)),
  );
  const chosen = meaningful.length > 0 ? meaningful : words;
  const count = meaningful.length === 4 ? 4 : 3;
  const slug = chosen.slice(0, count).join('-').slice(0, LONGEST_SLUG).replace(/-+$/, '');
  return slug === '' ? FALLBACK : slug;
}

/**
 * The number after the highest in use, for names of feature directories or branches (`003-login`, with or without a path
 * in front). Names that begin with a timestamp carry no number.
 */
export function nextFeatureNumber(names: readonly string[]): number {
  let highest = 0;
  for (const name of names) {
    const last = name.replace(/\/+$/, '').split('/').at(-1) ?? '';
    const digits = TIMESTAMP.test(last) ? undefined : /^(\d{3,15})(?:-|$)/.exec(last)?.[1];
    if (digits !== undefined) highest = Math.max(highest, Number(digits));
  }
  return highest + 1;
}

/** Writes a feature number with at least three digits: `007`, `1204`. */
export function formatFeatureNumber(number: number): string {
  if (!Number.isSafeInteger(number) || number < 0) {
    throw new RangeError(`Expected a whole feature number of 0 or more, got ${number}.`);
  }
  return String(number).padStart(3, '0');
}

function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^\p{ASCII}]/gu, (letter) => {
      const plain = FOLDED[letter.toLowerCase()];
      if (plain === undefined) return letter;
      return letter === letter.toLowerCase() ? plain : plain.toUpperCase();
    });
}
