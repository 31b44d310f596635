import { describe, expect, it } from '@jest/globals';
import { readStamp, sameText, stamp } from '../../src/setup/stamp.js';

const TEXT = '# Title\nname: Speckit\non: push\n';
const STAMPED = stamp(TEXT, '1.2.3');

describe('the line by which init knows its files', () => {
  it('stands below the first line, which an editor may claim', () => {
    expect(STAMPED.split('\n')).toEqual([
      '# Title',
      expect.stringMatching(/^# speckit-init 1\.2\.3 sha256:[0-9a-f]{16} /),
      'name: Speckit',
      'on: push',
      '',
    ]);
  });

  it.each([
    ['as it was written', STAMPED],
    ['with the line ends of another system', STAMPED.replaceAll('\n', '\r\n')],
    ['with empty lines at the end', `${STAMPED}\n\n`],
    ['with a byte order mark', `\uFEFF${STAMPED}`],
  ])('knows a file %s', (_what, text) => {
    expect(readStamp(text)).toEqual({ version: '1.2.3', isIntact: true });
  });

  it.each([
    ['a changed value', STAMPED.replace('push', 'pull_request')],
    ['a comment more', `${STAMPED}# mine\n`],
    ['a changed digest', STAMPED.replace(/sha256:.{16}/, `sha256:${'0'.repeat(16)}`)],
    ['another indentation', STAMPED.replace('on: push', 'on:  push')],
  ])('sees %s', (_what, text) => {
    expect(readStamp(text)).toEqual({ version: '1.2.3', isIntact: false });
  });

  it('knows nothing of files without one', () => {
    expect(readStamp(TEXT)).toBeNull();
    expect(readStamp('')).toBeNull();
  });

  it('does not count when texts are compared', () => {
    expect(sameText(STAMPED, stamp(TEXT, '9.0.0'))).toBe(true);
    expect(sameText(STAMPED, TEXT)).toBe(true);
    expect(sameText(STAMPED, `${TEXT}x`)).toBe(false);
  });
});
