/** What code can find in the documents of a feature, before anybody is asked for a judgement. */
import { constitutionDefects } from './constitution.js';
import { requirementCoverage, storyCoverage } from './coverage.js';
import { danglingReferences } from './dangling.js';
import { duplicates } from './duplicates.js';
import { type FeatureTexts, readFeature } from './feature.js';
import type { Finding } from './finding.js';
import { orderDefects } from './order.js';
import { placeholders } from './placeholders.js';
import { sectionDefects } from './sections.js';
import { vagueRequirements } from './wording.js';

export interface Analysis {
  /** At most fifty, the gravest first. */
  readonly findings: readonly Finding[];
  /** Share of the requirements that have a task, 0 to 100; null where there is nothing to compare. */
  readonly coverage: number | null;
}

/** Spec Kit's own limit of a report. */
const MOST_FINDINGS = 50;
const SEVERITIES: readonly Finding['severity'][] = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'];

/** Compares specification, plan, tasks and constitution. A document that is absent is left out of the comparison. */
export function analyzeFeature(texts: FeatureTexts): Analysis {
  const feature = readFeature(texts);
  const { spec, plan, tasks, constitution } = feature;
  const requirements = spec === null || tasks === null ? null : requirementCoverage(spec, tasks);
  const findings = [
    ...sectionDefects(feature),
    ...placeholders(feature),
    ...(tasks === null ? [] : orderDefects(tasks)),
    ...duplicates(feature),
    ...danglingReferences(feature),
    ...(requirements?.findings ?? []),
    ...(spec === null || tasks === null ? [] : storyCoverage(spec, tasks)),
    ...(plan === null ? [] : constitutionDefects(plan, constitution !== null)),
    ...(spec === null ? [] : vagueRequirements(spec)),
  ];
  const rank = ({ severity }: Finding) => SEVERITIES.indexOf(severity);
  return {
    findings: findings.toSorted((a, b) => rank(a) - rank(b)).slice(0, MOST_FINDINGS),
    coverage: requirements?.percent ?? null,
  };
}
