import type { Finding } from './repository-findings.js';

/** Requirements stand at the beginning; looking further costs time and finds no more. */
const READ = 4_000;

/** What the form of a text says about its scope, whatever words it uses: many requirements are more than one module. */
export function requirementFindings(text: string, saysMore: boolean): Finding[] {
  const head = text.slice(0, READ);
  const points = head.match(/^[ \t]*(?:[-*+]|\d{1,2}[.)])[ \t]+\S/gm)?.length ?? 0;
  if (points >= 4) return [{ level: 2, why: `${points} requirements in a list` }];
  const listed = enumerated(head);
  if (listed >= 3) return [{ level: 2, why: `${listed} requirements in a row` }];
  const abilities = head.match(ABILITY)?.length ?? 0;
  if (abilities >= 2) return [{ level: 2, why: `${abilities} things that people can do with it` }];
  return !saysMore && text.length > 1_500 ? [{ level: 2, why: 'a long description' }] : [];
}

const ABILITY =
  /(?<![\p{L}\p{N}])(?:can|could|should|must|may|soll(?:en)?|kann|können|müssen|peut|peuvent|doit|doivent|debe|deben|pueden?|deve|devono)[ \t]+(?!not\b)\p{L}/giu;

/** Parts of the longest enumeration of a line, after a colon where there is one: `select many, change price, undo`. */
function enumerated(text: string): number {
  const counts = text.split(/[.;!?\n]/).map((sentence) => {
    const colon = sentence.indexOf(': ');
    const list = colon < 0 ? sentence : sentence.slice(colon + 2);
    const parts = list.split(/,|\s(?:and|und|et|y|e)\s/u).filter((part) => part.trim() !== '');
    // Without a colon the first commas may belong to the sentence itself.
    return colon < 0 ? parts.length - 1 : parts.length;
  });
  return Math.max(0, ...counts);
}
