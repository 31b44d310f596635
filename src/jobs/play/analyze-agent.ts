/** The agent `analyze`: code compares the documents, and a backend is asked only for what takes a reader. */
import { join } from 'node:path';
import { z } from 'zod';
import { type Analysis, analyzeFeature } from '../../analysis/analyze-feature.js';
import { readRegularText } from '../../backends/regular-file.js';
import { type AgentResponse, agentError, type IssueToFix } from '../../domain/contract.js';
import { ask, type Question } from './ask.js';
import { featureDirOf } from './contexts.js';
import type { PlayOptions } from './options.js';
import { failure, type Played, success } from './response.js';

const AGENT = 'analyze';
/** Spec Kit's own limit of a report. */
const MAX_FINDINGS = 50;

/** What a backend lists in `result.findings`; what has another form is left out. */
const findingsOf = z.object({ findings: agentError.shape.blocking_issues.catch([]) });

/** Finds, has judged, and joins both: findings of severity CRITICAL or HIGH fail the gate, whoever has found them. */
export async function playAnalyze(question: Question, options: PlayOptions): Promise<Played> {
  const analysis = analyzeFeature(await readTexts(options));
  options.log(`${AGENT}: ${analysis.findings.length} findings by code`);
  const played = await ask({ ...question, codeFindings: analysis.findings }, options);
  if (played.answeredBy !== 'agent') return played;
  const { error } = played.response;
  if (error !== null && error.type !== 'QualityGateFailure') return played;
  return { ...played, response: joined(analysis, played.response, options.clock.now()) };
}

async function readTexts({ state, workingTree }: PlayOptions) {
  const dir = join(workingTree, featureDirOf(state) ?? '');
  const [spec, plan, tasks, constitution] = await Promise.all([
    readRegularText(join(dir, 'spec.md')),
    readRegularText(join(dir, 'plan.md')),
    readRegularText(join(dir, 'tasks.md')),
    readRegularText(join(workingTree, '.specify', 'memory', 'constitution.md')),
  ]);
  return { spec, plan, tasks, constitution };
}

function joined({ findings, coverage }: Analysis, response: AgentResponse, at: string): AgentResponse {
  const judged = judgedBy(response);
  const all = bySeverity([...findings, ...judged]).slice(0, MAX_FINDINGS);
  const grave = all.filter(isGrave);
  const result = {
    ...response.result,
    findings: all.map(asJson),
    code_findings: findings.length,
    ...(coverage === null ? {} : { coverage }),
  };
  if (grave.length === 0) return success(AGENT, at, result);
  const [first] = grave;
  const targets = new Set(grave.map(({ target }) => target));
  const [only] = targets.size === 1 ? targets : [];
  return failure(AGENT, at, {
    type: 'QualityGateFailure',
    message: `expected no finding of severity CRITICAL or HIGH, received ${grave.length}, first: ${first?.message}`,
    issues: grave,
    feedback: true,
    // Where several agents have something to mend, each finding names its own.
    ...(only === undefined ? {} : { suggested: only }),
    result,
  });
}

function asJson(finding: IssueToFix): Record<string, string> {
  const present = Object.entries(finding).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return Object.fromEntries(present);
}

/** An error without blocking issues still is one: its message says what is wrong. */
function judgedBy({ result, error }: AgentResponse): readonly IssueToFix[] {
  const listed = findingsOf.safeParse(result).data?.findings ?? [];
  if (error === null) return listed;
  const target = error.suggested_action?.agent;
  const blocking: readonly IssueToFix[] =
    error.blocking_issues.length > 0
      ? error.blocking_issues
      : [{ severity: 'HIGH', type: 'Judgement', message: error.message }];
  const said = new Set(blocking.map(({ message }) => message));
  const own = blocking.map((issue) => (target === undefined ? issue : { target, ...issue }));
  return [...own, ...listed.filter(({ message }) => !said.has(message))];
}

const SEVERITIES = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'] as const;

function bySeverity(findings: readonly IssueToFix[]): readonly IssueToFix[] {
  return findings.toSorted(
    (one, other) => SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity),
  );
}

function isGrave({ severity }: IssueToFix): boolean {
  return severity === 'CRITICAL' || severity === 'HIGH';
}
