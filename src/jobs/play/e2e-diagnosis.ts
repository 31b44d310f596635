/** What the end-to-end fixer says of a failure, and what follows from it (seed: root cause analysis). */
import { z } from 'zod';
import { SIMPLE_BUG, scoreComplexity } from '../../domain/bug-complexity.js';
import type { AgentResponse } from '../../domain/contract.js';

const ROOT_CAUSES = ['TEST_BUG', 'SPEC_MISMATCH', 'IMPLEMENTATION_BUG'] as const;
export type RootCause = (typeof ROOT_CAUSES)[number];

type Json = AgentResponse['result'][string];

const specUpdate = z.object({ file: z.string().max(1_000), change: z.string().max(2_000) });
type SpecUpdate = z.infer<typeof specUpdate>;

const answer = z.object({
  root_cause: z.enum(ROOT_CAUSES),
  summary: z.string().catch('').default(''),
  complexity: z.json().optional(),
  spec_updates: z.array(specUpdate).max(50).default([]),
});

export interface Diagnosis {
  readonly rootCause: RootCause;
  readonly summary: string;
  readonly specUpdates: readonly SpecUpdate[];
  /** Of an implementation bug. */
  readonly complexity: Json;
  readonly score: number | null;
  readonly explanation: string;
}

/** What is wrong with an answer that is to be a diagnosis, or null. Errors of the agent need none. */
export function checkDiagnosis({ status, result }: AgentResponse): string | null {
  if (status === 'error') return null;
  const parsed = answer.safeParse(result);
  if (!parsed.success) return `in result: ${z.prettifyError(parsed.error)}`;
  if (parsed.data.root_cause !== 'IMPLEMENTATION_BUG') return null;
  const scored = scoreComplexity(parsed.data.complexity);
  return 'problem' in scored ? `in result: ${scored.problem}` : null;
}

/** Reads an answer that `checkDiagnosis` has accepted. */
export function readDiagnosis({ result }: AgentResponse): Diagnosis {
  const { root_cause, summary, complexity, spec_updates } = answer.parse(result);
  return {
    rootCause: root_cause,
    summary: summary.slice(0, 500),
    specUpdates: spec_updates,
    ...(root_cause === 'IMPLEMENTATION_BUG' ? assess(complexity) : NOT_ASSESSED),
  };
}

const NOT_ASSESSED = { complexity: null, score: null, explanation: '' } as const;

/** The score of what an agent says of a bug; none where it says nothing usable. */
export function assess(
  complexity: Json | undefined,
): Pick<Diagnosis, 'complexity' | 'score' | 'explanation'> {
  const scored = scoreComplexity(complexity);
  if ('problem' in scored) return NOT_ASSESSED;
  const { score, explanation } = scored;
  return { complexity: complexity ?? null, score, explanation: `${explanation}: ${score} points` };
}

/** True for a bug that is too large to be mended by the fixer. */
export function isComplex({ score }: Pick<Diagnosis, 'score'>): boolean {
  return score !== null && score > SIMPLE_BUG;
}
