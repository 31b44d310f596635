/** The form of checklists: items with a box, numbered CHK001 upwards in those of a domain. */
import { readBlocks } from '../documents/blocks.js';
import type { Finding } from './finding.js';

interface Checklist {
  readonly name: string;
  readonly text: string;
}

const ITEM = /^\[[ xX]\]\s+(?:[*_`]*(CHK\d+)\b)?/;

/** What is wrong with the checklists of a feature. Items of `requirements.md` carry no numbers. */
export function validateChecklists(checklists: readonly Checklist[]): readonly Finding[] {
  if (checklists.length === 0) return [flaw('checklists', 'expected a checklist in checklists/, found none')];
  return checklists.flatMap(({ name, text }) => {
    const items = itemsOf(text);
    const place = `checklists/${name}`;
    if (items.length === 0)
      return [flaw(place, `expected items such as "- [ ] CHK001 …" in ${place}, found none`)];
    const numbered = items.filter(({ id }) => id !== null);
    const missing =
      name !== 'requirements.md' && numbered.length === 0
        ? [
            flaw(
              place,
              `expected items with numbers such as CHK001 in ${place}, found ${items.length} without`,
            ),
          ]
        : [];
    const seen = new Map<string, number>();
    const double = numbered.flatMap(({ id, line }) => {
      const first = seen.get(id ?? '');
      if (first === undefined) seen.set(id ?? '', line);
      return first === undefined
        ? []
        : [flaw(`${place}:${line}`, `expected each number once, found ${id} on line ${first} as well`)];
    });
    const empty = items
      .filter((item) => !/[\p{L}\p{N}]/u.test(item.text))
      .map(({ line }) => flaw(`${place}:${line}`, 'expected a question in the item, found none'));
    return [...missing, ...double, ...empty];
  });
}

function itemsOf(text: string): readonly { id: string | null; line: number; text: string }[] {
  return readBlocks(text).flatMap((block) => {
    if (block.type !== 'item') return [];
    const item = ITEM.exec(block.text);
    return item === null
      ? []
      : [{ id: item[1] ?? null, line: block.line, text: block.text.slice(item[0].length) }];
  });
}

function flaw(location: string, message: string): Finding {
  return {
    severity: 'HIGH',
    type: 'Underspecification',
    message,
    location,
    recommendation: 'Write items as `- [ ] CHK001 question [Quality, Spec FR-001]`, each number once.',
    target: 'checklist',
  };
}
