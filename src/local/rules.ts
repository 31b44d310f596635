import type { Config } from '../config/schema.js';
import { type Diagnosis, pass } from '../domain/diagnosis.js';

/** Where rules are made; a ruleset that holds for nobody but the bot cannot be seen from a clone. */
const RULESETS = 'Settings > Rules > Rulesets';

/** Rules of GitHub that make forgery impossible where the product alone only notices it. */
export function adviseRules({ reports }: Config): Diagnosis[] {
  return [
    pass(
      'state branch',
      'whether the history of speckit-state can be rewritten or removed cannot be seen from here',
      `Keep the history of speckit-state: ${RULESETS}, a branch ruleset for \`speckit-state\` with "Restrict deletions" and "Block force pushes", which the bot never needs. With "Restrict updates" besides only those in the bypass list may push there: GitHub takes no run's own token into that list, so first give the steps of \`orchestrate\` and \`land\` a GitHub App's token (\`github-token\`), and put that App into the list.`,
    ),
    ...(reports.checks
      ? [
          pass(
            'required check',
            'whether speckit/gate is a required check cannot be seen from here',
            `Let nothing be merged whose plan nobody has approved: ${RULESETS}, a branch ruleset for the default branch with "Require status checks to pass" and the check \`speckit/gate\`.`,
          ),
        ]
      : []),
  ];
}
