import { type AgentName, agentsOf, type WorkflowType } from '../domain/workflows.js';
import { matchSignals } from './match-signal.js';
import { sanitise } from './sanitise.js';
import { type FactorScore, type RepositoryFacts, scoreFactor } from './score-factor.js';
import { E2E_SIGNALS, FACTORS, type Factor } from './signals.js';

export interface ClassifyInput {
  readonly request: string;
  /** Title and description of the issue, as they were at the time of the command. */
  readonly issueText?: string;
  readonly repository?: RepositoryFacts;
}

/** The seed's complexity analysis. */
export interface Classification {
  readonly factors: Readonly<Record<Factor, FactorScore>>;
  /** 0 to 12. */
  readonly total: number;
  readonly workflow: WorkflowType;
  readonly agents: readonly AgentName[];
  /** Whether E2E tests were added to Standard, and why or why not. */
  readonly e2e: { readonly added: boolean; readonly reason: string };
}

/** Longest text that is looked at: what matters stands at the beginning, and time stays bounded. */
const READ = 20_000;

/** Scores a request by the seed's four factors and recommends a workflow. Same input, same answer. */
export function classify(input: ClassifyInput): Classification {
  const request = sanitise(input.request).slice(0, READ);
  const issue = sanitise(input.issueText ?? '').slice(0, READ);
  const factors = Object.fromEntries(
    FACTORS.map((factor) => [
      factor,
      scoreFactor(factor, { request, issue, repository: input.repository ?? {} }),
    ]),
  ) as Record<Factor, FactorScore>;
  const total = FACTORS.reduce((sum, factor) => sum + factors[factor].score, 0);

  const core = workflowFor(total);
  const e2e = needsE2e(`${request}\n${issue}`, factors, core);
  const workflow = e2e.added ? 'standard-e2e' : core;
  return { factors, total, workflow, agents: agentsOf(workflow), e2e };
}

/** The seed's thresholds: 0-3 Simple, 4-6 Standard, 7-9 Full, 10 and more Full + Research. */
export function workflowFor(total: number): Exclude<WorkflowType, 'standard-e2e'> {
  if (total <= 3) return 'simple';
  if (total <= 6) return 'standard';
  return total <= 9 ? 'full' : 'full-research';
}

/** The seed adds E2E tests for cross-service requirements, heavy integration, and when they are asked for. */
function needsE2e(
  text: string,
  factors: Classification['factors'],
  core: WorkflowType,
): Classification['e2e'] {
  if (core === 'simple') return { added: false, reason: 'A simple change needs no E2E tests.' };
  if (core !== 'standard') return { added: false, reason: 'The workflow has E2E tests already.' };
  if (/\b(?:no|without|skip(?:ping)?) (?:\w+ )?(?:e2e|end[- ]to[- ]end)\b/i.test(text)) {
    return { added: false, reason: 'E2E tests are ruled out by the request.' };
  }
  const [match] = matchSignals(text, E2E_SIGNALS);
  if (match !== undefined) return { added: true, reason: `"${match.words}": ${match.signal.meaning}.` };
  if (factors.scope.score === 3) return { added: true, reason: 'It has cross-service requirements.' };
  if (factors.integration.score >= 2) return { added: true, reason: 'It depends on something external.' };
  return { added: false, reason: 'It stays within one service.' };
}
