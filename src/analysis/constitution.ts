/** Violations of the constitution that a plan admits and does not justify. */
import { type PlanText, type Section, sectionsOf } from './feature.js';
import { type Finding, findingAt, quote } from './finding.js';
import { proseLines } from './references.js';

const VIOLATED =
  /❌|✗|✘|⛔|\bFAIL(?:S|ED|URE)?\b|\bVIOLAT(?:ED|ES|ION)\b|(?:^|[|:：]\s*)\**\s*(?:fail(?:s|ed)?|violat(?:ed|es|ion))\b/;
const LEGEND =
  /legend|✅.*❌|PASS\s*\/\s*FAIL|凡例|\bif (?:any|a|the)\b|\bno (?:violations?|failures?)\b|\bwould\b/i;

/** Checks the plan's own Constitution Check. Whether its verdicts are right is for a reader to judge. */
export function constitutionDefects(plan: PlanText, hasConstitution: boolean): readonly Finding[] {
  const sections = sectionsOf(plan);
  const checks = sections.filter(({ title }) => /constitution|憲章|宪章|헌장/i.test(title));
  if (checks.length === 0) return hasConstitution ? [noCheck(plan)] : [];
  if (isJustified(sections.find(({ title }) => /complexity tracking|deviations|justification/i.test(title))))
    return [];
  return checks.flatMap(({ blocks }) =>
    proseLines(blocks)
      .filter(({ text }) => VIOLATED.test(text) && !LEGEND.test(text))
      .map(({ text, line }) =>
        findingAt('plan.md', line, {
          severity: 'CRITICAL',
          type: 'Constitution',
          message: `The plan violates the constitution and does not say why: ${quote(text, 200)}`,
          recommendation:
            'Change the plan so that it complies, or give the reason under Complexity Tracking.',
        }),
      ),
  );
}

function noCheck(plan: PlanText): Finding {
  return findingAt('plan.md', plan.blocks.find(({ type }) => type === 'heading')?.line ?? 1, {
    severity: 'HIGH',
    type: 'Constitution',
    message: 'This repository has a constitution, and the plan does not say how it is kept',
    recommendation: 'Add a section "Constitution Check" with one line for each principle.',
  });
}

/** More than the empty table of the template. */
function isJustified(section: Section | undefined): boolean {
  const rows = proseLines(section?.blocks ?? []).filter(({ text }) => !/^\|?[\s|:-]*$/.test(text));
  return rows.some(
    ({ text }) =>
      !/violation\s*\|/i.test(text) && !/\bno (?:violations?|deviations?)\b|\bnone\b|\bN\/A\b/i.test(text),
  );
}
