/** The agent `e2e-test-builder`, and the seed's Implementation Status Check of what it answers. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { AgentResponse, IssueToFix } from '../../domain/contract.js';
import { ask, type Question } from './ask.js';
import type { PlayOptions } from './options.js';
import { failure, type Played } from './response.js';

const AGENT = 'e2e-test-builder';

interface Gap {
  readonly feature: string;
  readonly requirement?: string | undefined;
  readonly location?: string | undefined;
  readonly recommendation?: string | undefined;
}

const text = z.string().trim().min(1);
const gap = z.union([
  text.transform((feature): Gap => ({ feature })),
  z.object({
    feature: text,
    requirement: text.optional(),
    location: text.optional(),
    recommendation: text.optional(),
  }),
]);

const report = z
  .object({
    test_file: text.refine((path) => !path.startsWith('/') && !path.split('/').includes('..'), {
      message: 'expected a path within the repository',
    }),
    test_coverage: z.number().min(0).max(100),
    implementation_status: z.enum(['COMPLETE', 'MISSING']),
    gaps: z.array(gap).max(50).default([]),
  })
  .refine(({ implementation_status, gaps }) => (implementation_status === 'MISSING') === gaps.length > 0, {
    message: 'expected gaps to name every missing feature when MISSING, and to be empty when COMPLETE',
    path: ['gaps'],
  });

/** Has tests written; where features are missing the work goes back to `implement`, and the tests stay. */
export async function playBuilder(question: Question, options: PlayOptions): Promise<Played> {
  const played = await ask({ ...question, check: checkReport }, options);
  if (played.response.status === 'error') return played;
  const { test_file, gaps } = report.parse(played.response.result);
  const at = options.clock.now();
  if (!(await exists(join(options.workingTree, test_file)))) {
    const message = `expected the end-to-end test that test_file names, found no ${test_file}`;
    return { ...played, response: failure(AGENT, at, { type: 'ValidationError', message }) };
  }
  return gaps.length === 0 ? played : { ...played, response: gapOf(gaps, played.response, at) };
}

function checkReport({ status, result }: AgentResponse): string | null {
  if (status === 'error') return null;
  const parsed = report.safeParse(result);
  return parsed.success ? null : `in result: ${z.prettifyError(parsed.error)}`;
}

function gapOf(gaps: readonly Gap[], { result }: AgentResponse, at: string): AgentResponse {
  const names = gaps.map(({ feature }) => feature);
  return failure(AGENT, at, {
    type: 'ImplementationGap',
    message: `expected the implementation to be complete, ${gaps.length} ${gaps.length === 1 ? 'feature is' : 'features are'} missing: ${names.join('; ')}`,
    issues: gaps.map(issueOf),
    suggested: 'implement',
    result,
  });
}

function issueOf({ feature, requirement, location, recommendation }: Gap): IssueToFix {
  return {
    severity: 'HIGH',
    type: 'Implementation Gap',
    message: requirement === undefined ? feature : `${requirement}: ${feature}`,
    ...(location === undefined ? {} : { location }),
    recommendation: recommendation ?? 'Implement it; the end-to-end test for it exists already.',
  };
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
