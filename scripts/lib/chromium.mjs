/** The Chromium that tests and pictures are made with: where it is, and how it is started. */
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const CANDIDATES = [
  process.env.CHROMIUM_PATH ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].filter((path) => path !== '');

const executablePath = CANDIDATES.find((path) => existsSync(path));

/** What to do where there is no Chromium; null where there is one. */
export const missingChromium =
  executablePath === undefined
    ? `expected a Chromium at ${CANDIDATES.join(', ')}, found none; install it (Debian: apt-get install chromium) or set CHROMIUM_PATH`
    : null;

/** Opens a browser that keeps its profile in this folder, moves nothing on the page and asks nobody on the network. */
export function openChromium(profile, options = {}) {
  if (executablePath === undefined) throw new Error(missingChromium);
  return chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    reducedMotion: 'reduce',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
    ...options,
  });
}
