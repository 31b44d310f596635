import { sanitise } from '../commands/sanitise.js';
import type { WorkflowState } from '../domain/state.js';
import { shortSha } from './format.js';
import { code, inline } from './text.js';

/** Where the pages are. Without it reports name things instead of linking them. */
export interface Links {
  /** `https://github.com`, or the address of an Enterprise Server. */
  readonly serverUrl: string;
  /** `owner/name`. */
  readonly repository: string;
}

/** A link with a text from outside; the bare text where there is no address. */
export function linked(label: string, url: string | null): string {
  const text = inline(label, 200);
  return url === null ? text : `[${text.replace(/\\?([[\]])/g, '\\$1')}](${url})`;
}

/** A commit by its short id. */
export function commitLink(sha: string, links: Links | undefined): string {
  const text = code(shortSha(sha));
  const url = page(links, 'commit', sha);
  return url === null ? text : `[${text}](${url})`;
}

/** A file as it is at a commit or on a branch. */
export function fileUrl(path: string, ref: string, links: Links | undefined): string | null {
  return page(links, 'blob', ref, path);
}

export function branchUrl(name: string, links: Links | undefined): string | null {
  return page(links, 'tree', name);
}

/** What the branch changes: the page that takes the place of a pull request where there can be none. */
export function compareUrl(base: string, branch: string, links: Links | undefined): string | null {
  return page(links, 'compare', `${base}...${branch}`);
}

/** The page of an Actions run, on which people review its deployments. */
export function runUrl(runId: number, links: Links | undefined): string | null {
  return page(links, 'actions', 'runs', String(runId));
}

/** The dashboard, or the issue while there is no dashboard. */
export function dashboardUrl(state: WorkflowState, links: Links | undefined): string | null {
  const issue = page(links, 'issues', String(state.origin.issue));
  if (issue === null || state.dashboard === null) return issue;
  return `${issue}#issuecomment-${state.dashboard.comment_id}`;
}

function page(links: Links | undefined, ...parts: readonly string[]): string | null {
  if (links === undefined || !/^https?:\/\/[^\s()<>]+$/.test(links.serverUrl)) return null;
  const url = [links.serverUrl.replace(/\/+$/, ''), ...[links.repository, ...parts].map(encodePath)].join(
    '/',
  );
  // A longer address is a mistake of somebody's, and would take the room of what people need.
  return url.length <= 1_000 ? url : null;
}

/** Parentheses and quotes would end the address within Markdown, lone surrogates cannot be encoded. */
function encodePath(path: string): string {
  return sanitise(path)
    .split('/')
    .map((part) =>
      encodeURIComponent(part).replace(/[()'*!]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`),
    )
    .join('/');
}
