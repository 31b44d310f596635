import type { PreflightCheck } from '../../domain/state.js';
import { PULL_REQUEST_SETTING } from './advice.js';

/** What the checks look at, as read by `preflight-facts.ts`. */
export interface PreflightFacts {
  readonly repository: string;
  readonly default_branch: string | null;
  /** Why the repository or its default branch could not be read; null when all is well. */
  readonly problem: string | null;
  readonly archived: boolean;
  readonly may_push: boolean | null;
  /** Null when this token may not read the setting. */
  readonly may_open_pull_requests: boolean | null;
  /** The command that proves the code works, and where it was found. */
  readonly quality_command: { readonly command: string; readonly source: string } | null;
  readonly has_constitution: boolean;
  readonly has_workflow_file: boolean;
  readonly workflow_path: string;
}

const CONSTITUTION = '.specify/memory/constitution.md';

/** The seed's five pre-flight checks in GitHub's terms. ERROR stops the workflow, WARN does not. */
export function decidePreflight(facts: PreflightFacts): PreflightCheck[] {
  if (facts.problem !== null) return [{ check: 'repository', level: 'ERROR', message: facts.problem }];
  return [
    pass('repository', `${facts.repository} is readable at its default branch ${facts.default_branch ?? ''}`),
    workflowFile(facts),
    ...pullRequests(facts),
    tools(facts),
    constitution(facts),
    writeAccess(facts),
  ];
}

function workflowFile(facts: PreflightFacts): PreflightCheck {
  if (facts.has_workflow_file) return pass('actions workflow', `${facts.workflow_path} is installed`);
  return {
    check: 'actions workflow',
    level: 'ERROR',
    message: `expected ${facts.workflow_path} on the default branch ${facts.default_branch ?? ''}, found none. Run \`speckit init\` and merge what it writes.`,
  };
}

/** Where the token may not read the setting, nothing is claimed; opening the pull request will tell. */
function pullRequests(facts: PreflightFacts): PreflightCheck[] {
  if (facts.may_open_pull_requests === null) return [];
  if (facts.may_open_pull_requests) return [pass('pull requests', 'Actions may open pull requests')];
  return [
    {
      check: 'pull requests',
      level: 'WARN',
      message: `Actions may not open pull requests, so the plan will be offered as a compare link and approved with \`/proceed\`. To change that, switch on ${PULL_REQUEST_SETTING}.`,
    },
  ];
}

function tools(facts: PreflightFacts): PreflightCheck {
  const found = facts.quality_command;
  if (found !== null) return pass('tools', `\`${found.command}\` (${found.source})`);
  return {
    check: 'tools',
    level: 'WARN',
    message:
      'found no test command in the configuration, package.json, Makefile, pyproject.toml and the like. Name one under `quality` in .github/speckit.yml, or the agent `test` cannot prove anything.',
  };
}

function constitution(facts: PreflightFacts): PreflightCheck {
  if (facts.has_constitution) return pass('constitution', `${CONSTITUTION} is used`);
  return {
    check: 'constitution',
    level: 'WARN',
    message: `found no ${CONSTITUTION}; agents work without the project's principles.`,
  };
}

function writeAccess(facts: PreflightFacts): PreflightCheck {
  const check = 'write access';
  if (facts.archived) {
    const message = 'specs/ cannot be written: the repository is archived. Unarchive it first.';
    return { check, level: 'ERROR', message };
  }
  if (facts.may_push === false) {
    const message =
      'specs/ cannot be written: the token may not push. Give it contents: write (the job\'s "permissions:" block, or the App\'s settings).';
    return { check, level: 'ERROR', message };
  }
  return pass(check, facts.may_push === true ? 'specs/ can be written' : 'the repository is not archived');
}

function pass(check: string, message: string): PreflightCheck {
  return { check, level: 'PASS', message };
}
