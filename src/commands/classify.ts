import { type AgentName, agentsOf, type CoreWorkflowType } from '../domain/workflows.js';
import { matchSignals } from './match-signal.js';
import type { RepositoryFacts } from './repository-facts.js';
import { sanitise } from './sanitise.js';
import { defaultScore, type FactorScore, scoreFactor, type Texts } from './score-factor.js';
import { E2E_ASKED, E2E_RULED_OUT, E2E_STREAMING } from './signals/e2e.js';
import { FACTORS, type Factor } from './signals/types.js';

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
  readonly workflow: CoreWorkflowType;
  readonly agents: readonly AgentName[];
  /** Whether E2E tests were added, and why or why not. */
  readonly e2e: { readonly added: boolean; readonly reason: string };
}

/** Longest text that is looked at: what matters stands at the beginning, and time stays bounded. */
const READ = 6_000;

/** Scores a request by the seed's four factors and recommends a workflow. Same input, same answer. */
export function classify(input: ClassifyInput): Classification {
  const request = sanitise(input.request.slice(0, 2 * READ)).slice(0, READ);
  const issue = sanitise((input.issueText ?? '').slice(0, 2 * READ)).slice(0, READ);
  const factors = scoreFactors({ request, issue, repository: input.repository ?? {} });
  const total = FACTORS.reduce((sum, factor) => sum + factors[factor].score, 0);

  const core = workflowFor(total);
  const e2e = needsE2e(`${request}\n${issue}`, factors, core);
  const workflow = e2e.added ? 'standard-e2e' : core;
  return { factors, total, workflow, agents: agentsOf(workflow), e2e };
}

/** The seed's thresholds: 0-3 Simple, 4-6 Standard, 7-9 Full, 10 and more Full + Research. */
export function workflowFor(total: number): Exclude<CoreWorkflowType, 'standard-e2e'> {
  if (total <= 3) return 'simple';
  if (total <= 6) return 'standard';
  return total <= 9 ? 'full' : 'full-research';
}

function scoreFactors(texts: Texts): Classification['factors'] {
  const scope = scoreFactor('scope', texts) ?? defaultScore('scope', texts.repository, 0);
  const score = (factor: Factor): FactorScore =>
    scoreFactor(factor, texts) ?? defaultScore(factor, texts.repository, scope.score);
  return { scope, integration: score('integration'), risk: score('risk'), novelty: score('novelty') };
}

/** The seed adds E2E tests for cross-service requirements, for heavy integration, and when they are asked for. */
function needsE2e(
  text: string,
  factors: Classification['factors'],
  core: CoreWorkflowType,
): Classification['e2e'] {
  const ruledOut = E2E_RULED_OUT.test(text);
  if (core !== 'simple' && core !== 'standard') {
    const instead = ruledOut ? ', although the request rules them out; Standard runs without' : '';
    return { added: false, reason: `The workflow has E2E tests already${instead}.` };
  }
  if (ruledOut) return { added: false, reason: 'E2E tests are ruled out by the request.' };
  const [asked] = matchSignals(text, [E2E_ASKED]);
  if (asked !== undefined) return { added: true, reason: `"${asked.words}": ${asked.signal.meaning}.` };
  if (core === 'simple') return { added: false, reason: 'A simple change needs no E2E tests.' };
  if (factors.scope.score === 3) return { added: true, reason: 'It has cross-service requirements.' };
  const [streaming] = matchSignals(text, [E2E_STREAMING]);
  if (streaming !== undefined) {
    return { added: true, reason: `"${streaming.words}": ${streaming.signal.meaning}.` };
  }
  if (factors.integration.score >= 2) return { added: true, reason: 'It depends on something external.' };
  return { added: false, reason: 'It stays within one service.' };
}
