import type { WorkflowState } from '../domain/state.js';
import { branchUrl, commitLink, compareUrl, type Links, linked } from './links.js';
import { code, inline } from './text.js';

/** Where the work is: pull request, branch, commit. Where there is no pull request: why, and the compare page. */
export function whereLines(state: WorkflowState, links: Links | undefined): string[] {
  const { branch, pull_request, pull_request_problem } = state;
  const lines: string[] = [];
  if (pull_request !== null) lines.push(`**Pull request**: #${pull_request.number}`);
  else if (pull_request_problem !== null) {
    lines.push(`**No pull request**: ${inline(pull_request_problem, 600)}`);
    if (branch !== null) lines.push(`**Changes**: ${compareLink(branch, links)}`);
  }
  if (branch !== null) {
    const name = linked(branch.name, branchUrl(branch.name, links));
    lines.push(`**Branch**: ${name} at ${commitLink(branch.head, links)}, into ${code(branch.base)}`);
  }
  return lines;
}

function compareLink(branch: NonNullable<WorkflowState['branch']>, links: Links | undefined): string {
  const url = compareUrl(branch.base, branch.name, links);
  const names = `${branch.base}...${branch.name}`;
  return url === null ? code(names, 500) : linked(`compare ${names}`, url);
}
