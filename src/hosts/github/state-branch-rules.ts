/** Whether GitHub keeps others from what the branch of all workflows holds. Without it the product only notices. */
import { type Diagnosis, error, pass, warn } from '../../domain/diagnosis.js';
import { KEEP_HISTORY_ADVICE, RESTRICT_UPDATES_ADVICE } from './advice.js';
import { type BranchRules, mayBypass, readBranchRules } from './branch-rules.js';
import type { GithubClient } from './client.js';
import { GithubError } from './github-error.js';
import type { RepositoryName } from './repository.js';
import { STATE_BRANCH } from './state-branch.js';

/** What is known of the branch, as read by `checkStateBranch`. */
interface StateBranchFacts {
  readonly rules: BranchRules;
  /** The branch, which the first workflow makes; null where it could not be read. */
  readonly branch: 'absent' | 'open' | 'protected' | null;
  /** Whether this token passes by the rules that refuse pushes; null where GitHub does not tell. */
  readonly may_bypass: boolean | null;
}

type Known = BranchRules & { readonly kind: 'known' };

const CHECK = 'state branch';
const PROTECTIONS = 'Settings > Branches';
/** What ends the history of a branch, by GitHub's names, and how people call it. */
const KEEPING: readonly (readonly [string, string])[] = [
  ['deletion', 'deletes it'],
  ['non_fast_forward', 'rewrites its history'],
];

/** Reads the rules for the branch `speckit-state` and says which case it is. Reads, and writes nothing. */
export async function checkStateBranch(client: GithubClient, repo: RepositoryName): Promise<Diagnosis> {
  const rules = await readBranchRules(client, repo, STATE_BRANCH);
  const branch = await readBranch(client, repo);
  const known = rules.kind === 'known' ? refusingIn(rules, branch) : [];
  const may_bypass =
    rules.kind === 'known' && known.length > 0 ? await mayBypass(client, repo, rules, known) : null;
  return decideStateBranch({ rules, branch, may_bypass });
}

function decideStateBranch(facts: StateBranchFacts): Diagnosis {
  const { rules, branch } = facts;
  if (rules.kind === 'unknown') {
    if (rules.denied !== null) {
      const what = `whether rules keep others from ${STATE_BRANCH} cannot be seen`;
      return warn(CHECK, `${what}: ${rules.denied}`, KEEP_HISTORY_ADVICE);
    }
    return branch === 'protected' ? protectedOtherwise() : serverWithoutRules();
  }
  const refusing = refusingIn(rules, branch);
  if (refusing.length > 0 && facts.may_bypass !== true) return refused(refusing, facts.may_bypass);
  const missing = KEEPING.filter(([type]) => !rules.types.includes(type)).map(([, what]) => what);
  if (missing.length > 0) return open(missing, rules, branch);
  if (rules.types.includes('update')) {
    return pass(
      CHECK,
      `${STATE_BRANCH} is protected: only those who may bypass its rules push there, and this token is one of them`,
      'Look whether the steps of `orchestrate` and `land` both get that token as `github-token`: their own cannot push there.',
    );
  }
  return pass(
    CHECK,
    `the history of ${STATE_BRANCH} is protected against deletion and rewriting; people who may write can still add to it`,
    RESTRICT_UPDATES_ADVICE,
  );
}

/** Where the bot itself may not push, no workflow gets on. */
function refused(refusing: readonly string[], may_bypass: boolean | null): Diagnosis {
  const named = `rules on ${STATE_BRANCH} (${refusing.join(', ')})`;
  if (may_bypass === null) {
    return warn(
      CHECK,
      `${named} refuse pushes of those who may not bypass them, and whether the bot may cannot be seen`,
      'Look whether the App whose token the steps get is in the bypass list: Settings > Rules > Rulesets.',
    );
  }
  return error(
    CHECK,
    `${named} refuse the bot itself, which keeps every workflow there`,
    `Take them off ${STATE_BRANCH}, or let the bot bypass them: Settings > Rules > Rulesets. ${RESTRICT_UPDATES_ADVICE}`,
  );
}

function open(missing: readonly string[], rules: Known, branch: StateBranchFacts['branch']): Diagnosis {
  if (branch === 'protected' && rules.types.length === 0) return protectedOtherwise();
  return warn(
    CHECK,
    `${STATE_BRANCH} is not protected: no rule keeps somebody who may write from a push that ${missing.join(' or ')}`,
    KEEP_HISTORY_ADVICE,
  );
}

/** Branch protection is older than rulesets, and only administrators are told what it holds back. */
function protectedOtherwise(): Diagnosis {
  return pass(
    CHECK,
    `a branch protection rule holds for ${STATE_BRANCH}; what it holds back this token cannot see`,
    `Look whether it allows neither force pushes nor deletions, and lets the bot push: ${PROTECTIONS}.`,
  );
}

function serverWithoutRules(): Diagnosis {
  return pass(
    CHECK,
    `nothing keeps people who may write from rewriting ${STATE_BRANCH}: this server, or the plan of this repository, tells of no rulesets`,
    `Where it offers branch protection, allow neither force pushes nor deletions of ${STATE_BRANCH}: ${PROTECTIONS}.`,
  );
}

/**
 * What would refuse the bot's own writes: they are commits through the API, which GitHub signs itself, and a rule against
 * creating the branch matters only while it is not there.
 */
function refusingIn(rules: Known, branch: StateBranchFacts['branch']): readonly string[] {
  return rules.refusing
    .filter((type) => type !== 'required_signatures')
    .filter((type) => type !== 'creation' || branch === 'absent');
}

async function readBranch(client: GithubClient, repo: RepositoryName): Promise<StateBranchFacts['branch']> {
  try {
    const found = await client.askMaybe(`read branch ${STATE_BRANCH}`, (api) =>
      api.repos.getBranch({ ...repo, branch: STATE_BRANCH }),
    );
    if (found === null) return 'absent';
    return found.protected ? 'protected' : 'open';
  } catch (failure) {
    if (failure instanceof GithubError) return null;
    throw failure;
  }
}
