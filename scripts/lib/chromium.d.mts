import type { BrowserContext, BrowserContextOptions } from 'playwright-core';

export const missingChromium: string | null;

export function openChromium(profile: string, options?: BrowserContextOptions): Promise<BrowserContext>;
