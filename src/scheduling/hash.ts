/**
 * A number from 0 up to but not including 1 that depends on nothing but the text: chance where decisions must be
 * repeatable. Texts that differ in one character give unrelated numbers.
 */
export function unitHash(text: string): number {
  // FNV-1a over UTF-16 units, then the finaliser of MurmurHash3: FNV alone mixes its last characters too little.
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
