import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { COMMENT_TOPICS } from '../../src/domain/effects.js';
import { renderComment, renderDashboard, renderIssue, renderPullRequest } from '../../src/reports/render.js';
import { hostileState, hostileText } from './hostile.js';
import { factsOf } from './page-facts.js';
import { LINKS } from './states.js';

const RUNS = { numRuns: 120 };

describe('P2: a page made of hostile text', () => {
  it('is a dashboard that mentions nobody and holds only its own marker', () => {
    fc.assert(
      fc.property(hostileState, (state) => {
        const page = renderDashboard(state, LINKS);
        expect(page.split('<!--')).toHaveLength(2);
        expectOwnStructure(page, ['Speckit', ...SECTIONS]);
        expect(factsOf(page).mentions).toEqual([]);
      }),
      RUNS,
    );
  });

  it.each(COMMENT_TOPICS)('is a %s comment that mentions the requester and nobody else', (topic) => {
    fc.assert(
      fc.property(hostileState, (state) => {
        const page = renderComment(topic, state, LINKS);
        expect(page).not.toContain('<!--');
        expectOwnStructure(page, SECTIONS);
        const { mentions } = factsOf(page);
        expect(mentions).toEqual(topic === 'summary' && state.status !== 'failed' ? [] : ['alice']);
      }),
      RUNS,
    );
  });

  it('is a pull request that ends with its own marker and mentions nobody', () => {
    fc.assert(
      fc.property(hostileState, (state) => {
        const { title, body } = renderPullRequest(state, LINKS);
        expect(title).not.toMatch(/[\n\r]|<!--/);
        expect(body.split('<!--')).toHaveLength(2);
        expect(body.endsWith(`<!-- speckit:workflow ${state.workflow_id} -->`)).toBe(true);
        expect(factsOf(body).mentions).toEqual([]);
      }),
      RUNS,
    );
  });

  it('is an issue that ends with one whole marker and mentions nobody', () => {
    fc.assert(
      fc.property(hostileState, (state) => {
        const { title, body, labels } = renderIssue(state, 'T002', LINKS);
        expect(title.length).toBeLessThanOrEqual(256);
        expect(body.split('<!--')).toHaveLength(2);
        expect(body).toMatch(/<!-- speckit:task [\w./%-]* -->$/);
        expect(labels.every((label) => label.length <= 50 && label !== '')).toBe(true);
        expect(factsOf(body).mentions).toEqual([]);
      }),
      RUNS,
    );
  });

  it('mentions nobody through the name of a requester that is no login', () => {
    fc.assert(
      fc.property(hostileText, hostileState, (requester, state) => {
        fc.pre(!/^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(requester));
        const page = renderComment('checkpoint', { ...state, origin: { ...state.origin, requester } }, LINKS);
        expect(factsOf(page).mentions).toEqual([]);
      }),
      RUNS,
    );
  });
});

const SECTIONS = [
  '📋 Workflow Analysis',
  '🎯 Recommended',
  '📋 Which workflow is it to be?',
  '🌿 A feature of this name exists already',
  '❓ Questions about the specification',
  '🔁 Findings to implement:',
  '📝 Spec updates',
  'Spec updates:',
  'Findings (',
  'Approvals',
  'Voided approvals',
  'Feedback and retries',
  'Tasks',
  'E2E tests',
  'Artifacts',
  '🛑 Pre-Implementation Checkpoint',
  '📋 Artifacts:',
  '📊 Scope:',
  '⚠️ Checklist:',
  '⚠️ Approval voided',
  '🚨 A person is needed',
  'Blocking issues',
  '❌ Pre-flight failed',
  'Workflow Complete',
  'Agents:',
  'Artifacts:',
  'Created issues',
  'Next Steps:',
];

/** Headings are ours, HTML is ours, tables are whole, and a link says where it goes or goes to our own server. */
function expectOwnStructure(page: string, headings: readonly string[]): void {
  const facts = factsOf(page);
  const texts = facts.headings.map((heading) => heading.replace(/^🧭 /, ''));
  expect(texts.filter((text) => !headings.some((known) => text.startsWith(known)))).toEqual([]);
  expect(texts).toHaveLength(new Set(texts).size);
  expect(facts.images).toBe(0);
  expect(facts.raggedTables).toBe(0);
  const foreign = facts.html.filter((html) => !/^(<\/?details>|<summary>|<!-- speckit:state )/.test(html));
  expect(foreign).toEqual([]);
  const disguised = facts.links.filter(
    ({ text, url }) => !url.startsWith(`${LINKS.serverUrl}/`) && !url.endsWith(text),
  );
  expect(disguised).toEqual([]);
}
