import { stripVTControlCharacters } from 'node:util';

/** Signs that take two columns: East Asian scripts and pictures. */
const WIDE =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Emoji_Presentation}/u;
const ZERO = /\p{Mark}|\u200B|\u200C|\u200D/u;
// Line breaks and tabs are no harm; every other control character could move the cursor or write to the clipboard.
const CONTROL = /[^\P{Cc}\n\t]/gu;

/** Text of others without what a terminal would act on. */
export function printable(text: string): string {
  return stripVTControlCharacters(text.replace(/\r\n/g, '\n')).replace(CONTROL, '');
}

/** The columns that a text takes; colours take none. */
export function widthOf(text: string): number {
  let width = 0;
  for (const sign of stripVTControlCharacters(text)) width += widthOfSign(sign);
  return width;
}

/** One line of text in exactly so many columns: filled up, or cut with an ellipsis. */
export function inColumns(text: string, columns: number): string {
  const line = printable(text).replace(/\s+/g, ' ').trim();
  const width = widthOf(line);
  if (width <= columns) return line + ' '.repeat(columns - width);
  let cut = '';
  let taken = 0;
  for (const sign of line) {
    if (taken + widthOfSign(sign) > columns - 1) break;
    cut += sign;
    taken += widthOfSign(sign);
  }
  return columns < 1 ? '' : `${cut}…${' '.repeat(Math.max(0, columns - 1 - taken))}`;
}

function widthOfSign(sign: string): number {
  if (ZERO.test(sign)) return 0;
  return WIDE.test(sign) ? 2 : 1;
}
