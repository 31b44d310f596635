import base from '../../jest.config.js';

/** Tests in a real browser: `npm run test:browser`. They are no part of `npm test`, which needs none. */
/** @type {import('jest').Config} */
export default {
  ...base,
  rootDir: '../..',
  testMatch: ['<rootDir>/test/browser/**/*.browser.ts'],
  testTimeout: 120_000,
  // Each has a browser and a box of its own, which want the whole machine.
  maxWorkers: 1,
};
