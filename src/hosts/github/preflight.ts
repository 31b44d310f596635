import { type Diagnosis, error, pass, warn } from '../../domain/diagnosis.js';
import { PULL_REQUEST_SETTING, UPGRADE_ADVICE } from './advice.js';
import type { BranchRules } from './branch-rules.js';
import { checkSecrets, type SecretFacts } from './preflight-secrets.js';
import type { WorkflowFile } from './workflow-file.js';

/** What the checks look at, as read by `preflight-facts.ts`. */
export interface PreflightFacts {
  readonly repository: string;
  readonly default_branch: string | null;
  /** Why the repository or its default branch could not be read; null when all is well. */
  readonly problem: string | null;
  readonly archived: boolean;
  readonly has_issues: boolean;
  readonly may_push: boolean | null;
  /** True once this very token has written the claim of the issue. */
  readonly has_written: boolean;
  /** Null when this token may not read the setting. */
  readonly may_open_pull_requests: boolean | null;
  /** The command that proves the code works, and where it was found. */
  readonly quality_command: { readonly command: string; readonly source: string } | null;
  readonly has_constitution: boolean;
  readonly specs_is_file: boolean;
  readonly workflow_path: string;
  /** `absent` where there is no such file, null where it is no workflow. */
  readonly workflow: WorkflowFile | 'absent' | null;
  readonly rules: BranchRules;
  readonly secrets: SecretFacts;
}

const CONSTITUTION = '.specify/memory/constitution.md';

/**
 * The seed's five pre-flight checks in GitHub's terms: the repository and what the token may do there, a clean base for
 * the feature branch, tools, constitution, and whether `specs/` can be written. ERROR stops the workflow, WARN does not.
 */
export function decidePreflight(facts: PreflightFacts): Diagnosis[] {
  if (facts.problem !== null) return [error('repository', facts.problem, null)];
  return [
    repository(facts),
    permissions(facts),
    workflowFile(facts),
    pullRequests(facts),
    checkSecrets(facts.secrets),
    cleanBase(facts),
    tools(facts),
    constitution(facts),
    writeAccess(facts),
  ];
}

function repository(facts: PreflightFacts): Diagnosis {
  const { repository: name, default_branch: base } = facts;
  if (facts.has_issues) return pass('repository', `${name} is readable at its default branch ${base ?? ''}`);
  return warn(
    'repository',
    `${name} has no issues, so tasks cannot become issues`,
    'To change that, switch on Settings > General > Features > Issues.',
  );
}

/** What a run's token may do stands in the workflow file; GitHub itself does not tell a token its own permissions. */
function permissions({ workflow, workflow_path: path }: PreflightFacts): Diagnosis {
  if (workflow === 'absent' || workflow === null)
    return warn('permissions', `what the token may do could not be read from ${path}`, null);
  if (workflow.missing_scopes.length > 0) {
    const missing = workflow.missing_scopes.map((one) => `\`${one}: write\``).join(', ');
    return error(
      'permissions',
      `the token may not write all that is needed: expected under "permissions:" in ${path}, by job, ${missing}`,
      UPGRADE_ADVICE,
    );
  }
  if (workflow.agent_writes.length > 0) {
    return warn(
      'permissions',
      `the job \`agent\` in ${path} may write ${workflow.agent_writes.join(', ')}, and programs that play agents run in it`,
      'Leave it `contents: read` alone.',
    );
  }
  return pass('permissions', 'contents, issues and pull requests may be written, and agents only read');
}

function workflowFile(facts: PreflightFacts): Diagnosis {
  const { workflow, workflow_path: path } = facts;
  const check = 'actions workflow';
  const base = facts.default_branch ?? '';
  if (workflow === 'absent') {
    return error(
      check,
      `expected ${path} on the default branch ${base}, found none`,
      'Run `speckit init` and merge what it writes.',
    );
  }
  if (workflow === null) {
    return error(
      check,
      `expected ${path} to be an Actions workflow, found something else`,
      'Run `speckit init --overwrite` and merge what it writes.',
    );
  }
  if (workflow.lacks.length === 0) return pass(check, `${path} is installed and current`);
  const lacks = workflow.lacks.slice(0, 8).join(', ');
  return warn(check, `${path} is not that of this version: it differs in ${lacks}`, UPGRADE_ADVICE);
}

function pullRequests({ may_open_pull_requests: may }: PreflightFacts): Diagnosis {
  const check = 'pull requests';
  if (may === true) return pass(check, 'Actions may open pull requests');
  const otherwise = 'the plan is offered as a compare link and approved with `/proceed`';
  // No run's token may read that setting: a warning with every workflow would be one that nobody reads any more.
  if (may === null) {
    return pass(
      check,
      `this token cannot see whether Actions may open pull requests; if not, ${otherwise}`,
      `Look whether this is switched on: ${PULL_REQUEST_SETTING}.`,
    );
  }
  return warn(
    check,
    `Actions may not open pull requests, so ${otherwise}`,
    `To change that, switch on ${PULL_REQUEST_SETTING}.`,
  );
}

/** The seed's `git status`: is there a base to start from, and will GitHub take what the bot pushes on top of it? */
function cleanBase({ rules, default_branch: base }: PreflightFacts): Diagnosis {
  const check = 'clean base';
  if (rules.kind === 'unknown') {
    return rules.denied === null
      ? pass(check, `${base ?? ''} has commits; this server tells of no rulesets`)
      : warn(
          check,
          `whether a ruleset is in the way of feature branches cannot be seen: ${rules.denied}`,
          null,
        );
  }
  if (rules.refusing.length === 0)
    return pass(check, `${base ?? ''} has commits, and no rule refuses ${rules.branch}`);
  return warn(
    check,
    `rules on ${rules.branch} (${rules.refusing.join(', ')}) refuse pushes, unless the bot may bypass them`,
    'Exclude feature branches from the ruleset or let the bot bypass it: Settings > Rules > Rulesets.',
  );
}

function tools({ quality_command: found }: PreflightFacts): Diagnosis {
  if (found !== null) return pass('tools', `\`${found.command}\` (${found.source})`);
  return warn(
    'tools',
    'found no test command in the configuration, package.json, Makefile, pyproject.toml and the like',
    'Name one under `quality` in .github/speckit.yml, or the agent `test` cannot prove anything.',
  );
}

function constitution(facts: PreflightFacts): Diagnosis {
  if (facts.has_constitution) return pass('constitution', `${CONSTITUTION} is used`);
  return warn(
    'constitution',
    `found no ${CONSTITUTION}; agents work without the project's principles`,
    `Write the project's principles into ${CONSTITUTION}, where it has some.`,
  );
}

function writeAccess(facts: PreflightFacts): Diagnosis {
  const check = 'write access';
  if (facts.archived)
    return error(check, 'specs/ cannot be written: the repository is archived', 'Unarchive it first.');
  if (facts.may_push === false && !facts.has_written) {
    return error(
      check,
      'specs/ cannot be written: the token may not push',
      'Give it contents: write (the job\'s "permissions:" block, or the App\'s settings).',
    );
  }
  if (facts.specs_is_file) {
    return error(
      check,
      `specs/ cannot be written: \`specs\` is a file on ${facts.default_branch ?? ''}`,
      'Rename it, since features live in a directory of that name.',
    );
  }
  if (facts.rules.kind === 'known' && facts.rules.forbidden_paths.length > 0) {
    const patterns = facts.rules.forbidden_paths.map((one) => `\`${one}\``).join(', ');
    return error(
      check,
      `specs/ cannot be written: a ruleset restricts the paths ${patterns}`,
      'Exclude specs/ from it: Settings > Rules > Rulesets.',
    );
  }
  const known = facts.has_written || facts.may_push === true;
  return pass(check, known ? 'specs/ can be written' : 'the repository is not archived');
}
