import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { type Person, person } from '../../sandbox/demo/people.js';
import { type Sandbox, startSandbox } from '../../sandbox/server.js';
import { HOSTILE } from './hostile.js';
import { describeInBrowser, inBrowser } from './support.js';

/** What no text of a person or an agent may become on the page. */
const FORBIDDEN = [
  'script, style, iframe, object, embed, svg, math, form, button, textarea, select, template, video, audio, base, meta, link',
  '[style]:not(figure.diagram img), [id], [name], [srcset], [background], [autofocus], [role="alert"], .flash',
  'input:not([type="checkbox"][disabled])',
  'img:not([src^="data:image/svg+xml"])',
  '[data-source]:not(figure:has(pre code.language-mermaid))',
];

describeInBrowser('hostile Markdown does nothing on the page', () => {
  let box: Sandbox;
  let dataDir: string;
  let nora: Person;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'speckit-hostile-'));
    box = await startSandbox({ dataDir });
    nora = person(box.apiUrl, 'nora', box.users.nora?.token ?? '');
  });
  afterAll(async () => {
    await box.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  it('in issues and in comments, one by one', async () => {
    const cases = Object.entries(HOSTILE);
    expect(cases.length).toBeGreaterThanOrEqual(20);
    await inBrowser(box.apiUrl, async (page, trouble) => {
      for (const [name, text] of cases) {
        const number = await publish(text);
        await page.goto(`${box.apiUrl}/${box.repo}/issues/${number}`);
        await settled(page);
        expect([name, await findings(page)]).toEqual([name, []]);
        // Chromium reports what the policy stops in documents that are only parsed, too: sanitising makes such.
        expect([name, trouble.errors, trouble.outside]).toEqual([name, [], []]);
        // The page still works: it can be left by its own links.
        await page.getByRole('link', { name: 'Actions', exact: true }).click();
        await page.getByRole('heading', { name: 'Actions' }).waitFor();
      }
    });
  }, 600_000);

  it('in the title, where it is text', async () => {
    const title = '<img src=x onerror="window.owned=1"> **bold** <script>window.owned=1</script>';
    const { number } = await nora.post<{ number: number }>(`/repos/${box.repo}/issues`, { title });
    await inBrowser(box.apiUrl, async (page, trouble) => {
      await page.goto(`${box.apiUrl}/${box.repo}/issues/${number}`);
      await page.getByRole('heading', { name: title }).waitFor();
      await page.goto(`${box.apiUrl}/${box.repo}/issues`);
      await page.getByRole('link', { name: title }).waitFor();
      expect(await page.evaluate('window.owned')).toBeUndefined();
      expect(trouble).toEqual({ errors: [], outside: [], stopped: [] });
    });
  });

  async function publish(text: string): Promise<number> {
    const path = `/repos/${box.repo}/issues`;
    const { number } = await nora.post<{ number: number }>(path, { title: 'Hostile', body: text });
    await nora.post(`${path}/${number}/comments`, { body: `${text}\n\nthe end` });
    return number;
  }
});

/** Both texts have been shown, rendered or given up, and their diagrams drawn or refused. */
async function settled(page: Page): Promise<void> {
  await page.locator('.thread .markdown[data-shown="true"]').nth(1).waitFor({ state: 'attached' });
  const diagrams = await page.locator('.thread figure.diagram').count();
  const done = page.locator('.thread figure.diagram').filter({ has: page.locator('img, .quiet-text') });
  if (diagrams > 0) await done.nth(diagrams - 1).waitFor({ state: 'attached' });
}

/** What is on the page that must not be. */
async function findings(page: Page): Promise<unknown> {
  return page.evaluate(`(() => {
    const found = ${JSON.stringify(FORBIDDEN)}.flatMap((selector) =>
      [...document.querySelectorAll('.thread .markdown')].flatMap((text) =>
        [...text.querySelectorAll(selector)].map((element) => element.outerHTML.slice(0, 200))));
    for (const element of document.querySelectorAll('.thread .markdown *')) {
      for (const { name, value } of element.attributes) {
        if (/^on/i.test(name)) found.push(name);
        if (/^(href|src)$/.test(name) && !/^(https?:|mailto:|#|data:image\\/svg)/.test(value)) found.push(name + '=' + value);
      }
    }
    if (window.owned !== undefined) found.push('owned: ' + window.owned);
    if (document.querySelectorAll('[id="main"]').length !== 1) found.push('the page has two mains');
    return found;
  })()`);
}
