import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { openBox } from '../../sandbox/box.js';
import { person } from '../../sandbox/demo/people.js';
import type { Sandbox } from '../../sandbox/server.js';
import { describeInBrowser, inBrowser, picture } from './support.js';

const REQUEST = 'Farewell with open questions';

/** How long the box may take for what follows a click; there are other things to do for the machine. */
const PATIENCE = { timeout: 120_000 };

describeInBrowser('a person at the sandbox page', () => {
  it('takes a feature from an issue to the end by clicking, and a stranger cannot', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'speckit-page-'));
    const box = await openBox({ dataDir, env: { SPECKIT_WRITE_SPACING_MS: '0' } });
    try {
      await inBrowser(box.apiUrl, async (page, trouble) => {
        await page.goto(box.apiUrl);
        await page.getByText('No issue is open').waitFor();
        await picture(page, '01-empty');

        await createIssue(page);
        await picture(page, '03-issue');
        await comment(page, `/speckit standard: ${REQUEST}`);
        await answerQuestions(page);
        await readPlan(page);
        await strangerIsRefused(page);
        await approve(page);
        await watchToTheEnd(page);
        await stepThroughRevisions(page);
        expect(await unsuccessfulRuns(box)).toEqual([]);
        expect(trouble).toEqual({ errors: [], outside: [], stopped: [] });
      });
    } finally {
      await box.stop();
      await rm(dataDir, { recursive: true, force: true });
    }
  }, 600_000);
});

async function createIssue(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Write the first issue' }).click();
  await page.getByLabel('Title').fill(REQUEST);
  await page
    .getByLabel('Description')
    .fill('We greet people and never say **goodbye**.\n\n- [x] greet\n- [ ] say farewell');
  await picture(page, '02-new-issue');
  await page.getByRole('button', { name: /^Create issue/ }).click();
  await page.getByRole('heading', { name: `${REQUEST} #1` }).waitFor();
  await page.getByRole('checkbox', { name: 'Completed task', exact: true }).waitFor();
}

async function comment(page: Page, text: string): Promise<void> {
  await page.getByLabel(/^Comment as/).fill(text);
  await page.getByRole('button', { name: 'Comment', exact: true }).click();
}

async function answerQuestions(page: Page): Promise<void> {
  await status(page, 'awaiting_clarification').waitFor(PATIENCE);
  await page.getByRole('heading', { name: 'Questions about the specification' }).waitFor(PATIENCE);
  await picture(page, '04-questions');
  await comment(page, '/answer 1:C 2:A');
  await status(page, 'awaiting_implementation_approval').waitFor(PATIENCE);
  await idle(page);
  await picture(page, '05-checkpoint');
}

async function readPlan(page: Page): Promise<void> {
  await page.getByRole('complementary').getByRole('link', { name: '#2' }).click();
  await page.getByRole('heading', { name: /#2$/ }).waitFor();
  await page.locator('.markdown h2, .markdown h3').first().waitFor();
  await picture(page, '06-pull-request');
  await page.getByRole('link', { name: /^Files changed/ }).click();
  await page.getByRole('region', { name: /^Diff of .*plan\.md/ }).waitFor();
  await picture(page, '07-diff');
  await page.getByRole('link', { name: /View file .*plan\.md/ }).click();
  await page.getByRole('heading', { name: 'Summary' }).waitFor();
  await picture(page, '08-plan');
  await page.goBack();
  await page.getByRole('link', { name: 'Conversation' }).click();
}

/** On a public repository anybody may review, as on GitHub. What counts, and what is allowed, is another matter. */
async function strangerIsRefused(page: Page): Promise<void> {
  await page.getByLabel('Acting as').selectOption('nora');
  await page.getByRole('button', { name: 'Approve' }).click();
  await page.getByText('nora has no write access to octo/greeter, so this approval does not count').waitFor();
  await page.getByRole('button', { name: 'Merge' }).click();
  await page.getByRole('alert').getByText('Must have write access to Repository').waitFor();
  await idle(page);
  await picture(page, '09-stranger-refused');
  await page.getByRole('link', { name: 'Workflows' }).click();
  await page.getByText('awaiting implementation approval').waitFor();
  expect(await page.getByText('implementation approved').count()).toBe(0);
  await page.goBack();
}

async function approve(page: Page): Promise<void> {
  await page.getByLabel('Acting as').selectOption('ada');
  await page.getByRole('button', { name: 'Approve' }).click();
  await page.locator('.review[data-state="APPROVED"]', { hasText: 'ada' }).waitFor();
  await picture(page, '10-approved');
}

async function watchToTheEnd(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Actions', exact: true }).click();
  // Implementation runs while the page is watched: the list grows by itself.
  const running = page.getByRole('main').getByRole('listitem').filter({ hasText: 'in progress' });
  await running.first().waitFor(PATIENCE);
  await picture(page, '11-runs');
  await running.first().getByRole('link').click(PATIENCE);
  await page.getByRole('heading', { name: /^Log/ }).waitFor(PATIENCE);
  await page.getByText('Sandbox runner').waitFor(PATIENCE);
  await picture(page, '12-run');
  await page.getByRole('link', { name: 'Issues', exact: true }).click();
  await page.getByRole('link', { name: REQUEST, exact: true }).click();
  await status(page, 'completed').waitFor(PATIENCE);
  await idle(page);
  await page.locator('.comment').last().getByText('Complete').first().waitFor(PATIENCE);
  await picture(page, '13-completed');
  const graph = page.locator('summary', { hasText: 'Task graph' }).first();
  if ((await graph.count()) > 0) await graph.click();
  await page.locator('figure.diagram img').first().waitFor(PATIENCE);
  await picture(page, '14-task-graph');
}

async function stepThroughRevisions(page: Page): Promise<void> {
  await page
    .getByRole('complementary')
    .getByRole('link', { name: /^standard:/ })
    .click();
  const shown = page.getByText(/^Revision \d+ of \d+$/);
  await page.locator('[data-status="completed"]').waitFor();
  const [last] = /\d+/.exec((await shown.textContent()) ?? '') ?? [];
  await picture(page, '15-last-revision');
  await page.getByRole('button', { name: 'First revision' }).click();
  await page.getByText('The workflow began, asked for by wendy.').waitFor();
  await page.getByRole('button', { name: 'Next revision' }).click();
  await page.getByText(`Revision 2 of ${last}`).waitFor();
  // By the keyboard as well.
  await page.getByRole('slider', { name: 'Revision' }).focus();
  await page.keyboard.press('ArrowRight');
  await page.getByText(`Revision 3 of ${last}`).waitFor();
  await picture(page, '16-third-revision');
  await page.getByRole('slider', { name: 'Revision' }).press('Home');
  await page.getByText(`Revision 1 of ${last}`).waitFor();
  await page.getByRole('button', { name: 'Latest revision' }).click();
  await page.locator('[data-status="completed"]').waitFor();
}

function status(page: Page, name: string) {
  return page.locator(`.belonging[data-status="${name}"]`);
}

/** The header says when nothing runs any more. */
async function idle(page: Page): Promise<void> {
  await page.locator('.activity[data-runs="0"]').waitFor(PATIENCE);
}

/** Titles of runs that did not succeed: none does, in this story. */
async function unsuccessfulRuns(box: Sandbox): Promise<string[]> {
  const wendy = person(box.apiUrl, 'wendy', box.users.wendy?.token ?? '');
  const { workflow_runs } = await wendy.get<{
    workflow_runs: { display_title: string; conclusion: string | null }[];
  }>(`/repos/${box.repo}/actions/runs?per_page=100`);
  return workflow_runs
    .filter(({ conclusion }) => conclusion !== 'success' && conclusion !== 'skipped')
    .map((run) => `${run.display_title}: ${run.conclusion}`);
}
