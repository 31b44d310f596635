import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { classify, workflowFor } from '../../src/commands/classify.js';
import type { RepositoryFacts } from '../../src/commands/repository-facts.js';
import type { Factor } from '../../src/commands/signals/types.js';
import { agentsOf, CORE_WORKFLOW_TYPES } from '../../src/domain/workflows.js';

describe('labelled requests', () => {
  it.each([
    ['Add logging utility', 'simple'],
    ['Fix a typo in the README', 'simple'],
    ['Greeting in another language', 'simple'],
    ['Add a --verbose flag to the command line', 'simple'],
    ['Rename the variable foo to bar in utils.ts', 'simple'],
    ['Change the button colour on the settings page', 'simple'],
    ['Add a helper function that formats dates, no external API', 'simple'],
    ['Bump lodash to the latest version', 'simple'],
    ['Prototype of a form with made-up data, without Stripe', 'simple'],
    ['Sort the table by date', 'simple'],
    ['Add a unit test for the parser', 'simple'],
    ['Export reports as CSV for customers', 'standard'],
    ['Add pagination and filters to the customer list page', 'standard'],
    ['Let users upload an avatar on their profile page', 'standard'],
    ['Add a search to the product dashboard; no external services', 'standard'],
    ['Admin panel to manage user roles', 'standard'],
    ['Audit log of changes to customer records, kept in our existing database', 'standard'],
    ['Post a Slack message when the nightly build fails', 'standard-e2e'],
    ['Show customers live order tracking', 'standard-e2e'],
    ['Export reports as CSV for customers, with E2E tests', 'standard-e2e'],
    ['Weather widget that asks an external API', 'standard-e2e'],
    ['Payment processing with Stripe', 'full'],
    ['Add user authentication with OAuth2', 'full'],
    ['Customer billing with subscriptions and invoices through Stripe', 'full'],
    ['Single sign-on for the admin area with Okta (SAML)', 'full'],
    ['Re-architect the monolith into event-driven microservices with Kafka', 'full-research'],
    ['Move payments to event sourcing across all services', 'full-research'],
    ['Multi-region failover for the payment platform on AWS and GCP', 'full-research'],
  ])('%s: %s', (request, workflow) => {
    const result = classify({ request });
    expect({ request, workflow: result.workflow, why: result.factors }).toMatchObject({ workflow });
    expect(result.agents).toEqual(agentsOf(result.workflow));
  });
});

describe('factors', () => {
  it('give the words that decided', () => {
    const { factors } = classify({ request: 'Payment processing with Stripe' });
    expect(factors.integration).toEqual({ score: 2, reason: 'External API: "Stripe": an external API.' });
    expect(factors.risk.score).toBe(3);
  });

  it.each([
    ['Report of sales without Stripe', 0],
    ['Report of sales. No Slack, no Twilio and no external API', 0],
    ['Report of sales; Stripe is out of scope', 0],
    ['Report of sales, not only with Stripe', 2],
    ['Pay by Stripe instead of PayPal', 2],
    ['Pay by Stripe or PayPal', 3],
  ])('%s: integration %d', (request, score) => {
    expect(classify({ request }).factors.integration.score).toBe(score);
  });

  it('uses the issue to raise a factor by one level at most', () => {
    const request = 'Greeting page, a demo';
    const plain = classify({ request });
    const told = classify({
      request,
      issueText: 'Cross-service pipeline with Kafka and Stripe, distributed',
    });
    expect(told.factors.scope.score - plain.factors.scope.score).toBe(1);
    expect(told.factors.scope.reason).toContain('Raised by the issue');
  });

  it('reads the issue where the request says nothing', () => {
    const { factors } = classify({ request: 'Do it', issueText: 'We want payment processing with Stripe' });
    expect(factors.integration).toMatchObject({
      score: 2,
      reason: expect.stringContaining('from the issue'),
    });
  });

  it('sees that services of the repository are named', () => {
    const repository = { services: ['media', 'sts', 'web'] };
    const { factors } = classify({ request: 'Pass the language from media to sts', repository });
    expect(factors.scope).toEqual({
      score: 3,
      reason: 'Cross-service: names 2 services of the repository (media, sts).',
    });
    expect(factors.integration.score).toBe(1);
  });

  it('takes a request that names one of several services for one within it', () => {
    const request = 'Let the worker retry jobs of our services';
    const repository = { services: ['api', 'worker', 'web'] };
    expect(classify({ request }).factors.scope.score).toBe(3);
    expect(classify({ request, repository }).factors.scope).toEqual({
      score: 2,
      reason: 'Multiple modules: "worker": one service of the repository.',
    });
  });

  it.each<[string, string, RepositoryFacts, Factor, number]>([
    ['two packages', 'Move the table from ui to charts', { packages: ['ui', 'charts', 'docs'] }, 'scope', 2],
    ['everywhere in a large repository', 'Use the new date type everywhere', { files: 9_000 }, 'scope', 2],
    ['everywhere in a small one', 'Use the new date type everywhere', { files: 30 }, 'scope', 1],
    ['a language that is new', 'Do the sums in Rust', { languages: ['Python'] }, 'novelty', 2],
    ['a language that is there', 'Do the sums in Rust', { languages: ['Python', 'Rust'] }, 'novelty', 1],
    ['a young repository', 'Count the words', { ci: false, files: 8 }, 'risk', 0],
    ['a repository with CI', 'Count the words', { ci: true, files: 8 }, 'risk', 1],
  ])('sees %s', (_, request, repository, factor, score) => {
    expect(classify({ request, repository }).factors[factor].score).toBe(score);
  });

  it('takes a long list of requirements for several modules', () => {
    const request = 'Page:\n- a\n- b\n- c\n- d\n- e';
    expect(classify({ request }).factors.scope.score).toBe(2);
  });
});

describe('the recommendation', () => {
  it.each([
    [0, 'simple'],
    [3, 'simple'],
    [4, 'standard'],
    [6, 'standard'],
    [7, 'full'],
    [9, 'full'],
    [10, 'full-research'],
    [12, 'full-research'],
  ])('for a total of %d is %s', (total, workflow) => {
    expect(workflowFor(total)).toBe(workflow);
  });

  it('adds no E2E tests where the request rules them out', () => {
    const result = classify({ request: 'Show customers live order tracking, no E2E tests' });
    expect(result).toMatchObject({ workflow: 'standard', e2e: { added: false } });
  });

  it.each([
    ['Add a button, cover it with an E2E test', true],
    ['Fix a typo and add end-to-end tests for the page', true],
    ['Rename the helper, tested end to end', true],
    ['Knopf umbenennen, mit E2E-Tests', true],
    ['Add a helper for end-to-end encryption of notes', false],
    ['Add a button without E2E tests', false],
    ['Add a button, no end-to-end tests please', false],
    ['Knopf umbenennen, ohne E2E-Tests', false],
  ])('adds E2E tests to a simple request when they are asked for: %s', (request, added) => {
    const result = classify({ request });
    expect(result.e2e.added).toBe(added);
    if (added) expect(result.workflow).toBe('standard-e2e');
  });

  it('says that a larger workflow keeps its E2E tests, although they are ruled out', () => {
    const { workflow, e2e } = classify({ request: 'Payment processing with Stripe, without E2E tests' });
    expect({ workflow, added: e2e.added }).toEqual({ workflow: 'full', added: false });
    expect(e2e.reason).toContain('although the request rules them out');
  });

  it('reads the third condition in the requirements of the issue', () => {
    const issueText = 'Rename it\n\n- it is called Money\n- E2E test for the price page';
    expect(classify({ request: 'Rename the helper', issueText }).workflow).toBe('standard-e2e');
  });

  it.each([
    'x',
    ' ',
    '\n',
    '003-',
    'a, b and ',
    'between ',
    'split it ',
    'can do ',
    '- a\n',
    '\u200b',
    '```',
    '\ud83d',
  ])('comes for 65,536 characters of %j', (unit) => {
    const request = unit.repeat(Math.ceil(65_536 / unit.length)).slice(0, 65_536);
    expect(CORE_WORKFLOW_TYPES).toContain(classify({ request, issueText: request }).workflow);
  });

  it('is consistent and deterministic for any text', () => {
    const words = fc.constantFrom(
      'payments',
      'no',
      'Stripe',
      'kafka',
      'typo',
      'prototype',
      ',',
      '\n- ',
      'services',
      'live',
    );
    const text = fc.oneof(
      fc.array(words, { maxLength: 20 }).map((list) => list.join(' ')),
      fc.string({ unit: 'binary', maxLength: 200 }),
    );
    fc.assert(
      fc.property(text, text, (request, issueText) => {
        const result = classify({ request, issueText });
        const scores = Object.values(result.factors).map((factor) => factor.score);
        expect(result.total).toBe(scores.reduce<number>((sum, score) => sum + score, 0));
        expect(result.workflow).toBe(result.e2e.added ? 'standard-e2e' : workflowFor(result.total));
        expect(Object.values(result.factors).every((factor) => factor.reason !== '')).toBe(true);
        expect(classify({ request, issueText })).toEqual(result);
      }),
    );
  });
});
