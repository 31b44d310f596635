import type { Finding } from '../../../src/analysis/finding.js';
import type { Defect } from './planting.js';

type Planted = NonNullable<ReturnType<Defect['plant']>>;

/** True when a finding is of the kind that the planted defect asks for and points at its line. */
export function isFound(planted: Planted, findings: readonly Finding[]): boolean {
  const { expected } = planted;
  const texts: Readonly<Record<string, string>> = {
    'spec.md': planted.spec,
    'plan.md': planted.plan,
    'tasks.md': planted.tasks,
  };
  return findings.some(({ type, message, target, location }) => {
    const [document = '', line = ''] = (location ?? '').split(':');
    const text = texts[document]?.split(/\r\n|\n|\r/)[Number(line) - 1] ?? '';
    return (
      type === expected.type &&
      target === expected.target &&
      expected.message.test(message) &&
      expected.at.test(text)
    );
  });
}
