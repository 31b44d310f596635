import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { classify } from '../../src/commands/classify.js';
import type { RepositoryFacts } from '../../src/commands/repository-facts.js';
import { CORE_WORKFLOW_TYPES, type CoreWorkflowType } from '../../src/domain/workflows.js';

/** A request, and the workflow that a person chose for it before they saw the scorer's opinion. */
interface Labelled {
  readonly request: string;
  readonly issue?: string;
  readonly repository?: RepositoryFacts;
  readonly workflow: CoreWorkflowType;
}

describe('agreement with people (node scripts/classify-report.mjs prints each request)', () => {
  it.each([
    ['labelled', 60, 0.9],
    // Held out once, with 20 of 30; worked in afterwards.
    ['second', 30, 0.85],
    // Written after all changes of the scorer.
    ['held-out', 30, 0.6],
  ])('on the set %s of at least %d requests is at least %d', (name, size, least) => {
    const cases = read(name);
    expect(cases.length).toBeGreaterThanOrEqual(size);
    const same = cases.filter((one) => recommend(one) === one.workflow);
    expect(same.length / cases.length).toBeGreaterThanOrEqual(least);
  });

  it('covers every core workflow, issues and facts of repositories, and nothing twice', () => {
    const cases = ['labelled', 'second', 'held-out'].flatMap(read);
    expect(new Set(cases.map(({ workflow }) => workflow))).toEqual(new Set(CORE_WORKFLOW_TYPES));
    expect(cases.filter(({ issue }) => issue !== undefined).length).toBeGreaterThanOrEqual(4);
    expect(cases.filter(({ repository }) => repository !== undefined).length).toBeGreaterThanOrEqual(4);
    const texts = cases.map(({ request, issue }) => `${request}\n${issue ?? ''}`);
    expect(new Set(texts).size).toBe(texts.length);
  });
});

function recommend({ request, issue, repository }: Labelled): CoreWorkflowType {
  return classify({
    request,
    ...(issue === undefined ? {} : { issueText: issue }),
    ...(repository === undefined ? {} : { repository }),
  }).workflow;
}

function read(name: string): Labelled[] {
  return JSON.parse(readFileSync(new URL(`./classify/${name}.json`, import.meta.url), 'utf8')) as Labelled[];
}
