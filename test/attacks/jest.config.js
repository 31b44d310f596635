import base from '../../jest.config.js';

/** Attacks take minutes, so they are no part of `npm test`; `scripts/test-attacks.mjs` runs them. */
export default {
  ...base,
  rootDir: '../..',
  testMatch: ['<rootDir>/test/attacks/**/*.attack.ts'],
  testTimeout: 300_000,
};
