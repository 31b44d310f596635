import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { openBox } from '../../sandbox/box.js';
import { person } from '../../sandbox/demo/people.js';
import type { Sandbox } from '../../sandbox/server.js';
import { describeInBrowser, inBrowser, inEachLook } from './support.js';

const REQUEST = 'Greeting in another language';

/** Markdown with everything that GFM has, next to what the bot writes. */
const TEXT = `# Heading

| a | b |
| - | - |
| 1 | [link](https://example.com) in a cell |

- [x] done
- [ ] to do

> quoted, with \`code\` and ~~struck~~ and @ada and #1

\`\`\`js
const wide = '${'x'.repeat(200)}';
\`\`\`

\`\`\`mermaid
flowchart LR
  a --> b
\`\`\`

<details><summary>Folded</summary>

inside

</details>

![a picture](/x.png)`;

describeInBrowser('the page for everybody', () => {
  let box: Sandbox;
  let dataDir: string;
  let places: readonly (readonly [path: string, ready: string])[];

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'speckit-access-'));
    box = await openBox({ dataDir, env: { SPECKIT_WRITE_SPACING_MS: '0' } });
    places = await fill(box);
  }, 300_000);
  afterAll(async () => {
    await box.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  it('has no serious or critical finding of axe on any view, light and dark, wide and narrow', async () => {
    await inBrowser(box.apiUrl, async (page, trouble) => {
      for (const [path, ready] of places) {
        await page.goto(`${box.apiUrl}/${box.repo}${path}`);
        await page.locator(ready).first().waitFor({ state: 'attached' });
        await inEachLook(page, ['desktop-light', 'phone-dark'], async (look) => {
          expect([path, look, await seriousFindings(page)]).toEqual([path, look, []]);
        });
      }
      expect(trouble).toEqual({ errors: [], outside: [], stopped: [] });
    });
  }, 600_000);

  it('fits a phone: nothing but tables, diffs and code is wider than the screen', async () => {
    await inBrowser(box.apiUrl, async (page) => {
      await page.setViewportSize({ width: 360, height: 740 });
      for (const [path, ready] of places) {
        await page.goto(`${box.apiUrl}/${box.repo}${path}`);
        await page.locator(ready).first().waitFor({ state: 'attached' });
        expect([path, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([path, 360]);
      }
    });
  }, 300_000);

  it('weighs less than 400 KB without Mermaid, and asks nobody but the sandbox', async () => {
    await inBrowser(box.apiUrl, async (page, trouble) => {
      let bytes = 0;
      const loaded: string[] = [];
      page.on('response', (response) => {
        const { pathname } = new URL(response.url());
        if (pathname.startsWith('/repos/') || pathname.includes('/mermaid/')) return;
        loaded.push(pathname);
        bytes += Number(response.headers()['content-length'] ?? 0);
      });
      await page.goto(`${box.apiUrl}/${box.repo}/issues/1`);
      await page.locator('.thread .markdown[data-shown]').first().waitFor();
      expect(loaded).toContain('/_sandbox/page/lib/dompurify.js');
      expect(bytes).toBeGreaterThan(50_000);
      expect(bytes).toBeLessThan(400_000);
      expect(trouble.outside).toEqual([]);
    });
  });

  it('can be used by the keyboard alone', async () => {
    await inBrowser(box.apiUrl, async (page) => {
      await page.goto(`${box.apiUrl}/${box.repo}/issues/new`);
      await page.getByRole('heading', { name: 'New issue' }).waitFor();
      await tabTo(page, 'Title');
      await page.keyboard.type('By keyboard');
      await page.keyboard.press('Tab');
      await page.keyboard.type('Not a single click.');
      await page.keyboard.press('Control+Enter');
      await page.getByRole('heading', { name: /^By keyboard/ }).waitFor();
      await tabTo(page, 'Comment as wendy');
      await page.keyboard.type('Still none.');
      await page.keyboard.press('Control+Enter');
      await page.locator('.comment', { hasText: 'Still none.' }).waitFor();
      // The first thing that the keyboard meets on a page leads past the header.
      await page.goto(`${box.apiUrl}/${box.repo}/actions`);
      await page.getByRole('heading', { name: 'Actions' }).waitFor();
      await page.locator('.skip').focus();
      await page.keyboard.press('Enter');
      await page.keyboard.press('Tab');
      expect(await page.evaluate('document.activeElement.textContent')).toBe('Run schedules now');
    });
  });
});

async function tabTo(page: Page, label: string): Promise<void> {
  for (let steps = 0; steps < 60; steps += 1) {
    await page.keyboard.press('Tab');
    const name = await page.evaluate('document.activeElement.labels?.[0]?.textContent ?? ""');
    if (name === label) return;
  }
  throw new Error(`expected the keyboard to reach the field "${label}" within 60 steps`);
}

async function seriousFindings(page: Page): Promise<unknown[]> {
  const { violations } = await new AxeBuilder({ page }).exclude('.diagram-frame').analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => ({ id, nodes: nodes.map((node) => [node.html, node.failureSummary]) }));
}

/** A repository in which something has happened, and the views of it with what each shows when it is there. */
async function fill(box: Sandbox) {
  const repo = `/repos/${box.repo}`;
  const wendy = person(box.apiUrl, 'wendy', box.users.wendy?.token ?? '');
  const nora = person(box.apiUrl, 'nora', box.users.nora?.token ?? '');
  await wendy.post(`${repo}/issues`, { title: REQUEST, body: TEXT });
  await wendy.post(`${repo}/issues/1/comments`, { body: `/speckit full: ${REQUEST}` });
  await box.idle();
  await nora.post(`${repo}/pulls/2/reviews`, { event: 'APPROVE', body: 'Fine by me.' });
  await nora.post(`${repo}/pulls/2/reviews`, { event: 'REQUEST_CHANGES', body: 'Or not.' });
  await box.idle();
  const { workflow_runs } = await wendy.get<{ workflow_runs: { id: number }[] }>(`${repo}/actions/runs`);
  const files = await wendy.get<{ name: string }[]>(
    `${repo}/contents/.specify/workflow-state?ref=speckit-state`,
  );
  const id = files.map((one) => /^([\w-]{36})\.json$/.exec(one.name)?.[1]).find((one) => one !== undefined);
  return [
    ['/issues', '.rows'],
    ['/issues?state=closed', '.empty'],
    ['/issues/new', 'textarea'],
    ['/issues/1', 'figure.diagram img'],
    ['/pulls', '.rows'],
    ['/pull/2', '.review[data-state="CHANGES_REQUESTED"] .markdown'],
    ['/pull/2/files', '.diff'],
    ['/pull/2/commits', '.rows'],
    ['/pull/2/checks', '.check, .empty'],
    ['/actions', '.rows'],
    [`/actions/runs/${workflow_runs[0]?.id}`, '.log .line'],
    ['/workflows', '.rows'],
    [`/workflows/${id}`, '.grid'],
    ['/tree/main/', '.rows'],
    ['/blob/main/README.md', '.markdown'],
    ['/issues/999', 'h1'],
  ] as const;
}
