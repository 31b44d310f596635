// Makes the pictures of the documentation from the sandbox: `node scripts/screenshots.mjs [--out DIR] [--all]`, after a
// build. Without --all those that a page shows; with it each in light, dark and on a phone.
// Needs a Chromium (CHROMIUM_PATH, or where Debian puts it).
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openBox } from '../build/sandbox/box.js';
import { missingChromium, openChromium } from './lib/chromium.mjs';

const REQUEST = 'Greeting in another language';
const DESKTOP = { width: 1280, height: 860 };
const PHONE = { width: 390, height: 844 };

const { values } = parseArgs({
  options: { out: { type: 'string', default: 'docs/pictures' }, all: { type: 'boolean', default: false } },
});
const pages = ['README.md', 'docs/how-it-works.md'].map((page) => readFileSync(page, 'utf8')).join('\n');
if (missingChromium !== null) {
  console.error(`screenshots: ${missingChromium}`);
  process.exit(2);
}
const out = resolve(values.out);
await mkdir(out, { recursive: true });
const scratch = await mkdtemp(join(tmpdir(), 'speckit-pictures-'));
const box = await openBox({ dataDir: join(scratch, 'data'), env: { SPECKIT_WRITE_SPACING_MS: '0' } });
const browser = await openChromium(join(scratch, 'profile'), { viewport: DESKTOP });
try {
  await play();
} finally {
  await browser.close();
  await box.stop();
  await rm(scratch, { recursive: true, force: true });
}

async function play() {
  const page = browser.pages()[0] ?? (await browser.newPage());
  await measure(page);
  const { number } = await send('wendy', '/issues', {
    title: REQUEST,
    body: 'Our greeter only speaks English. People from other places should be greeted in their own language.',
  });
  await send('wendy', `/issues/${number}/comments`, { body: `/speckit full: ${REQUEST}` });
  await box.idle();
  await open(page, `/issues/${number}`, '.thread .markdown h2');
  await picture(page, 'checkpoint');
  const pull = await find(page);
  await open(page, `/pull/${pull}/files`, '.diff');
  await picture(page, 'pull-request');
  await send('ada', `/pulls/${pull}/reviews`, { event: 'APPROVE' });
  await open(page, '/actions', '.rows .mark.busy');
  await picture(page, 'actions');
  await box.idle();
  await open(page, `/issues/${number}`, '.belonging[data-status="completed"]');
  await page.locator('.thread .markdown h2').first().waitFor();
  for (const folded of await page.locator('summary', { hasText: /Task graph|When what ran/ }).all())
    await folded.click();
  await page.locator('figure.diagram img').first().waitFor();
  await picture(page, 'dashboard', '.comment:has(figure.diagram)');
  await page
    .getByRole('complementary')
    .getByRole('link', { name: /^full:/ })
    .click();
  await page.locator('.grid').first().waitFor();
  await page.getByRole('slider', { name: 'Revision' }).press('PageDown');
  await picture(page, 'workflow-state');
}

/** How long the first view takes on loopback, and how much it loads. */
async function measure(page) {
  let bytes = 0;
  page.on('response', (response) => {
    if (!response.url().includes('/mermaid/')) bytes += Number(response.headers()['content-length'] ?? 0);
  });
  await page.goto(box.apiUrl);
  await page.locator('.empty').waitFor();
  const first = await page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime");
  const whole = await page.evaluate('performance.now()');
  console.log(
    `first paint ${Math.round(first)} ms, first view ${Math.round(whole)} ms, ${Math.round(bytes / 1000)} KB`,
  );
  page.removeAllListeners('response');
}

async function picture(page, name, part) {
  for (const [suffix, viewport, colorScheme] of [
    ['', DESKTOP, 'light'],
    ['-dark', DESKTOP, 'dark'],
    ['-phone', PHONE, 'light'],
  ]) {
    if (!values.all && !pages.includes(`pictures/${name}${suffix}.png`)) continue;
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    const path = join(out, `${name}${suffix}.png`);
    await (part === undefined ? page : page.locator(part).first()).screenshot({ path });
    console.log(path);
  }
  await page.setViewportSize(DESKTOP);
  await page.emulateMedia({ colorScheme: 'light' });
}

async function open(page, path, ready) {
  await page.goto(`${box.apiUrl}/${box.repo}${path}`);
  await page.locator(ready).first().waitFor({ timeout: 120_000 });
}

async function find(page) {
  const href = await page.locator('.belonging a[href*="/pull/"]').getAttribute('href');
  return Number(/\d+$/.exec(href ?? '')?.[0]);
}

async function send(login, path, body) {
  const answer = await fetch(`${box.apiUrl}/repos/${box.repo}${path}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${box.users[login]?.token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok)
    throw new Error(`expected success of POST ${path}, received ${answer.status}: ${await answer.text()}`);
  return answer.json();
}
