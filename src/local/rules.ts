import type { Config } from '../config/schema.js';
import { type Diagnosis, pass } from '../domain/diagnosis.js';
import { KEEP_HISTORY_ADVICE, RESTRICT_UPDATES_ADVICE, RULESETS_SETTING } from '../hosts/github/advice.js';

/** Rules of GitHub that make forgery impossible where the product alone only notices it; a clone does not show them. */
export function adviseRules({ reports }: Config): Diagnosis[] {
  return [
    pass(
      'state branch',
      'whether the history of speckit-state can be rewritten or removed cannot be seen from here',
      `${KEEP_HISTORY_ADVICE} ${RESTRICT_UPDATES_ADVICE}`,
    ),
    ...(reports.checks
      ? [
          pass(
            'required check',
            'whether speckit/gate is a required check cannot be seen from here',
            `Let nothing be merged whose plan nobody has approved: ${RULESETS_SETTING}, a branch ruleset for the default branch with "Require status checks to pass" and the check \`speckit/gate\`.`,
          ),
        ]
      : []),
  ];
}
