import type { IssueToFix } from '../../domain/contract.js';

/** The blocking issue that names a refused path and the rule. */
export function refusal(path: string, reason: string): IssueToFix {
  return { severity: 'CRITICAL', type: 'Forbidden Path', message: `${path}: ${reason}`, location: path };
}
