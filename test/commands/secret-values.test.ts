import { describe, expect, it } from '@jest/globals';
import { secretScanner, secretsIn } from '../../src/commands/secret-values.js';

const CANARY = 'canary-Xk29/fQ+zz81Lm/77aPq0WvB';
const { hide, holds } = secretScanner([CANARY]);
const bytes = Buffer.from(CANARY);
const base64 = bytes.toString('base64');
const each = (write: (byte: number) => string, between = '') => [...bytes].map(write).join(between);

describe('a known secret', () => {
  it.each([
    ['as it is', CANARY],
    ['in capitals', CANARY.toUpperCase()],
    ['in base64', base64],
    ['in base64 for URLs', bytes.toString('base64url')],
    ['in base64 after one byte', Buffer.from(`x${CANARY}`).toString('base64')],
    ['in base64 after two bytes', Buffer.from(`xy${CANARY}yx`).toString('base64')],
    ['in hex', bytes.toString('hex')],
    ['in hex with colons', each((byte) => byte.toString(16), ':')],
    ['in hex with \\x', each((byte) => `\\x${byte.toString(16)}`)],
    ['in hex with %', each((byte) => `%${byte.toString(16)}`)],
    ['in hex with 0x', each((byte) => `0x${byte.toString(16)}`, ', ')],
    ['as \\u', each((byte) => `\\u00${byte.toString(16)}`)],
    ['as numbers', each(String, ', ')],
    ['as references of HTML', each((byte) => `&#${byte};`)],
    ['in binary', each((byte) => byte.toString(2).padStart(8, '0'), ' ')],
    ['in octal', each((byte) => `\\${byte.toString(8).padStart(3, '0')}`)],
    ['for a URL', encodeURIComponent(CANARY)],
    ['backwards', CANARY.split('').reverse().join('')],
    ['backwards in base64', base64.split('').reverse().join('')],
    ['split over lines', CANARY.match(/.{1,3}/g)?.join('\n') ?? ''],
    ['base64 split over quoted lines', base64.match(/.{1,4}/g)?.join('"\n+ "') ?? ''],
    ['with signs that nobody sees', CANARY.split('').join('\u200b')],
    ['by half', CANARY.slice(0, 20)],
    ['by the other half', CANARY.slice(-20)],
  ])('is found %s', (_form, written) => {
    const text = `before ${written} after`;
    expect(holds(text)).toBe(true);
    const hidden = hide(text);
    expect(hidden).toContain('[redacted]');
    expect(holds(hidden)).toBe(false);
    expect(hidden).toMatch(/^before .*after$/s);
  });

  it('is not seen in innocent text', () => {
    const text = 'The canary sings in the mine. '.repeat(100);
    expect(hide(text)).toBe(text);
    expect(secretScanner(['', 'short']).holds('short')).toBe(false);
  });

  it('is searched for in long texts without end in sight', () => {
    expect(holds('abcdefgh 0123456789 '.repeat(100_000))).toBe(false);
  });
});

it('secrets of an environment are known by their names', () => {
  const environment = {
    'INPUT_GITHUB-TOKEN': 'a1',
    OPENAI_API_KEY: 'b2 ',
    ACTIONS_RUNTIME_TOKEN: 'c3',
    MY_MODEL: 'd4',
    PATH: '/bin',
    GITHUB_REPOSITORY: 'octo/greeter',
  };
  expect(secretsIn(environment, ['MY_MODEL'])).toEqual(['a1', 'b2', 'c3', 'd4']);
});
