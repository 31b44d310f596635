import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Question } from '../../../src/jobs/play/ask.js';
import type { Played } from '../../../src/jobs/play/response.js';
import { playForArtifacts } from '../../../src/jobs/play/valid-artifacts.js';
import { CLEAN } from '../../analysis/support/clean-feature.js';
import { aQuestion, done, FEATURE, feedbackFrom, playOptions } from '../support/builders.js';
import { putFiles } from '../support/workspace.js';

let tree: string;
beforeEach(async () => {
  tree = await mkdtemp(join(tmpdir(), 'speckit-artifacts-'));
});
afterEach(() => rm(tree, { recursive: true, force: true }));

/** Plays `specify`; the agent writes one of these specifications each time that it is asked. */
async function specify(specs: readonly string[], feedback: Question['feedback'] = null) {
  const asked: Question['feedback'][] = [];
  const options = playOptions(tree, 'specify');
  const question = aQuestion('specify', { feedback });
  const play = async (again: Question): Promise<Played> => {
    await putFiles(tree, { [`specs/${FEATURE}/spec.md`]: specs[asked.length] ?? '' });
    asked.push(again.feedback);
    const response = { ...done('specify'), status: 'success' as const, result: {}, error: null };
    return { response, usage: { duration_ms: 5, cost_usd: 1 }, log: 'asked', answeredBy: 'agent' };
  };
  return { played: await playForArtifacts(question, options, play), asked };
}

describe('artifacts of an agent', () => {
  it('that are valid are asked for once', async () => {
    const { played, asked } = await specify([CLEAN.spec]);
    expect(played.response.status).toBe('success');
    expect(asked).toEqual([null]);
  });

  it('that are not go back with the findings, and with what was to be mended before', async () => {
    const { played, asked } = await specify(['# Nothing', CLEAN.spec], feedbackFrom('speckit-analyze', 2));
    expect(played).toMatchObject({
      response: { status: 'success' },
      usage: { duration_ms: 10, cost_usd: 2 },
      log: 'asked\nasked',
      answeredBy: 'agent',
    });
    expect(asked[1]).toMatchObject({ feedback_from: 'speckit-artifacts', iteration: 2, max_iterations: 2 });
    expect(asked[1]?.issues_to_fix).toContainEqual(
      expect.objectContaining({ severity: 'HIGH', message: expect.stringMatching(/a numbered requirement/) }),
    );
  });

  it('that are not valid twice are an error with the findings, and nothing of them is kept', async () => {
    const { played, asked } = await specify(['# Nothing', '# Nothing']);
    expect(asked).toHaveLength(2);
    expect(played).toMatchObject({
      answeredBy: 'machinery',
      response: { status: 'error', error: { type: 'ValidationError' } },
    });
    expect(played.response.error?.blocking_issues.length).toBeGreaterThanOrEqual(3);
    expect(played.response.error?.message).toMatch(/^expected valid artifacts of specify, received: /);
  });
});
