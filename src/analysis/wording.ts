/** Requirements that nobody could test: praise without a measure. */
import type { SpecText } from './feature.js';
import { type Finding, findingAt, quote } from './finding.js';

const PRAISE =
  'fast|quick|speedy|scalable|secure|intuitive|robust|user[- ]friendly|easy to use|performant|responsive|reliable|efficient|seamless|modern|beautiful|nice|simple to use|flexible|highly available|lightweight|blazing(?:ly)? fast';
/** The praise is the statement: it ends the sentence, or is joined with more praise. */
const CLAIM = new RegExp(
  String.raw`\b(?:be|is|are|remains?|feels?|looks?|stays?)\s+(?:(?:very|highly|really|sufficiently|reasonably|extremely)\s+)?(?:${PRAISE})(?:\s*(?:,|and|or|&)\s*(?:very\s+)?(?:${PRAISE}))*\s*(?:[.;!]|$|\bfor (?:all |most )?(?:users|everyone)\b|\bunder (?:heavy )?load\b|\bat all times\b|\band (?:easy|pleasant))`,
  'i',
);
const MANNER =
  /\b(?:quickly|efficiently|seamlessly|smoothly|in a (?:timely|reasonable|user[- ]friendly|secure|robust|fast) (?:manner|way|time)|as (?:fast|soon|quickly) as possible|within a reasonable time|with (?:good|great|high|acceptable) performance)\s*(?:[.;!]|$)/i;
const MEASURE = /\d|%|\bpercent|`|\b(?:one|two|three|five|ten|half|zero|every|without exception)\b/i;

/** Requirements and success criteria that use praise and give no measure. */
export function vagueRequirements({ requirements, success_criteria }: SpecText): readonly Finding[] {
  return [...requirements, ...success_criteria].flatMap(({ id, text, line }) => {
    if (MEASURE.test(text)) return [];
    const praise = CLAIM.exec(text) ?? MANNER.exec(text);
    if (praise === null) return [];
    return [
      findingAt('spec.md', line, {
        severity: 'MEDIUM',
        type: 'Ambiguity',
        message: `${id} cannot be tested: "${quote(praise[0], 60)}" has no measure`,
        recommendation: `Say in ${id} what is measured and which value is enough.`,
        target: 'clarify',
      }),
    ];
  });
}
