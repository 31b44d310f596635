import { objectOf, parseJson } from './json.js';

/**
 * Finds the contract in the last text of a model: the whole text, a fenced block, or an object with a sentence before or
 * after it. The last one that has the contract's members counts. Where there is none the text itself is returned, so that
 * whoever asks can show what came instead.
 */
export function finalAnswer(source: string): unknown {
  const whole = parseJson(source.trim());
  if (whole !== undefined) return whole;
  const found = [...fencedBlocks(source), ...objectsIn(source)]
    .map(parseJson)
    .filter((value) => 'agent' in objectOf(value) && 'status' in objectOf(value));
  return found.at(-1) ?? source;
}

function fencedBlocks(source: string): string[] {
  return [...source.matchAll(/^ {0,3}```[a-z]*\s*\n([\s\S]*?)^ {0,3}```/gim)].map(([, body = '']) => body);
}

/** Most places at which an object is looked for, the last ones of the text: a text of braces only must cost little. */
const PLACES = 200;

/** Outermost `{…}` of the text. Braces in JSON strings do not count. */
function objectsIn(source: string): string[] {
  const places = [...source.matchAll(/\{(?=\s*["}])/g)].slice(-PLACES);
  const objects: string[] = [];
  let after = 0;
  for (const { index } of places) {
    // Within an object that was taken as a whole.
    if (index < after) continue;
    const end = endOfObject(source, index);
    if (end === null) continue;
    objects.push(source.slice(index, end));
    after = end;
  }
  return objects;
}

/** Longest object, in characters. */
const LONGEST = 60_000;

function endOfObject(source: string, from: number): number | null {
  let depth = 0;
  let quoted = false;
  const limit = Math.min(source.length, from + LONGEST);
  for (let index = from; index < limit; index++) {
    const sign = source[index];
    if (quoted) {
      if (sign === '\\') index++;
      else if (sign === '"') quoted = false;
    } else if (sign === '"') quoted = true;
    else if (sign === '{') depth++;
    else if (sign === '}' && --depth === 0) return index + 1;
  }
  return null;
}
