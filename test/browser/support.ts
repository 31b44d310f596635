import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { missingChromium, openChromium } from '../../scripts/lib/chromium.mjs';

/** A group of tests that need a browser; without one they are skipped, with a message that says how to get it. */
export function describeInBrowser(name: string, tests: () => void): void {
  if (missingChromium === null) {
    describe(name, tests);
  } else {
    console.warn(`Skipped: ${name}: ${missingChromium}.`);
    describe.skip(name, tests);
  }
}

/** What a browser saw that a page must never cause. */
export interface Trouble {
  /** Exceptions of scripts and dialogs. */
  readonly errors: string[];
  /** Requests to anything but the sandbox. */
  readonly outside: string[];
  /** What the page's content security policy had to stop. */
  readonly stopped: string[];
}

/** Opens a new browser with a profile of its own, and throws it away. */
export async function inBrowser<T>(
  origin: string,
  story: (page: Page, trouble: Trouble, context: BrowserContext) => Promise<T>,
): Promise<T> {
  const profile = await mkdtemp(join(tmpdir(), 'speckit-browser-'));
  const context = await openChromium(profile, { viewport: DESKTOP, colorScheme: 'light' });
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    return await story(page, watch(page, origin), context);
  } finally {
    await context.close();
    await rm(profile, { recursive: true, force: true });
  }
}

function watch(page: Page, origin: string): Trouble {
  const trouble: Trouble = { errors: [], outside: [], stopped: [] };
  page.on('pageerror', (error) => trouble.errors.push(error.message));
  page.on('dialog', (dialog) => {
    trouble.errors.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !/^(data|blob|about):/.test(url)) trouble.outside.push(url);
  });
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) trouble.stopped.push(message.text());
  });
  return trouble;
}

const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };

/** Every look that a step is pictured in. */
const LOOKS = [
  { name: 'desktop-light', viewport: DESKTOP, colorScheme: 'light' },
  { name: 'desktop-dark', viewport: DESKTOP, colorScheme: 'dark' },
  { name: 'phone-light', viewport: PHONE, colorScheme: 'light' },
  { name: 'phone-dark', viewport: PHONE, colorScheme: 'dark' },
] as const;

type Look = (typeof LOOKS)[number]['name'];

/** Shows the page in each of these looks in turn, and leaves it as it was at first. */
export async function inEachLook(
  page: Page,
  looks: readonly Look[],
  see: (look: Look) => Promise<void>,
): Promise<void> {
  for (const { name, viewport, colorScheme } of LOOKS.filter((one) => looks.includes(one.name))) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    await see(name);
  }
  await page.setViewportSize(DESKTOP);
  await page.emulateMedia({ colorScheme: 'light' });
}

const folder = process.env.SPECKIT_SCREENSHOTS ?? join('build', 'screenshots');

/** Saves what the page looks like: desktop and phone, light and dark. */
export async function picture(page: Page, step: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const all = LOOKS.map((one) => one.name);
  await inEachLook(page, all, async (look) => {
    await page.screenshot({ path: join(folder, `${step}-${look}.png`), fullPage: true });
  });
}
