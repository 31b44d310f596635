/** `003`, `003-payments`, or Spec Kit's form with a timestamp, `20260301-120000-payments`. */
const FEATURE = /^(?:\d{8}-\d{6}|\d{3,7})(?:-[a-z0-9]+(?:[._-][a-z0-9]+)*)?$/i;

/** Longer names are no branch that GitHub takes. */
const LONGEST = 244;

/**
 * The feature that a text names and nothing else: `003`, `003-payments`, `specs/003-payments/`; null for any other text.
 * Returns it without the folder, in lower case.
 */
export function readFeatureReference(text: string): string | null {
  const name = text
    .trim()
    .replace(/^[`"']|[`"']$/g, '')
    .replace(/^(?:\.?\/)?specs\//i, '')
    .replace(/\/$/, '');
  return name.length <= LONGEST && FEATURE.test(name) ? name.toLowerCase() : null;
}
