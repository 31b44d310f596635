/** How much of a requirement's wording comes back in tasks: the only sign of coverage where tasks name no ids. */

const COMMON = new Set(
  (
    'system must user users should shall may can will the a an and or of to in on for with from by be is are as that ' +
    'this it its not no when if any all each at than more without within into via per support provide allow able ' +
    'existing new feature using use used which their them they has have only also such'
  ).split(' '),
);

/** Content words of a text, shortened to their stems, each once. Words of other scripts than Latin are not told apart. */
export function contentWords(text: string): ReadonlySet<string> {
  const apart = text.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  const words = apart.match(/[a-zà-öø-ÿ]{3,}/g) ?? [];
  return new Set(
    words
      .filter((word) => !COMMON.has(word))
      .map(stem)
      .filter((word) => word.length > 2),
  );
}

function stem(word: string): string {
  return word.replace(/ies$/, 'y').replace(/(?:ings?|ed|es|s|e|ation|ions?|ly)$/, '');
}

/** Texts to compare a requirement with; words that are frequent among them say little. */
export interface Wording {
  /** Share of the words that occur anywhere in the document, 0 to 1. */
  share(words: ReadonlySet<string>): number;
  /** Weight of the words that the best single text shares, 0 to 1. */
  best(words: ReadonlySet<string>): number;
}

/** Prepares the comparison with `texts` of `document`; `others` only count for how frequent a word is. */
export function wordingOf(texts: readonly string[], others: readonly string[], document: string): Wording {
  const each = texts.map(contentWords);
  const all = contentWords(document);
  const frequency = new Map<string, number>();
  const documents = [...each, ...others.map(contentWords)];
  for (const words of documents)
    for (const word of words) frequency.set(word, (frequency.get(word) ?? 0) + 1);
  const weight = (word: string) => Math.log(1 + documents.length / ((frequency.get(word) ?? 0) + 1));
  const sum = (words: readonly string[]) => words.reduce((total, word) => total + weight(word), 0);
  return {
    share: (words) => (words.size === 0 ? 1 : [...words].filter((word) => all.has(word)).length / words.size),
    best: (words) => {
      const total = sum([...words]);
      if (total === 0) return 1;
      return Math.max(0, ...each.map((own) => sum([...words].filter((word) => own.has(word))) / total));
    },
  };
}

/** Share of words that two texts have in common (Jaccard), 0 to 1. */
export function similarity(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const common = [...one].filter((word) => other.has(word)).length;
  const together = one.size + other.size - common;
  return together === 0 ? 0 : common / together;
}
