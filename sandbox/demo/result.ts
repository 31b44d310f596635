import type { Exchange } from '../contract.js';
import type { Sandbox } from '../server.js';
import type { Comment, Issue, Person, PullRequest } from './people.js';
import { inOrder, type Moment, momentOf } from './timeline.js';

/** What the demo reads of a workflow's state file, by the names that the design gives. */
interface SavedState {
  readonly workflow_id: string;
  readonly status: string;
  readonly workflow_type: string;
  readonly feature_id: string | null;
  readonly timeline: readonly Moment[];
  readonly created_issues: Readonly<Record<string, number>>;
  readonly assignments: readonly {
    readonly id: string;
    readonly agents: readonly string[];
    readonly tasks: readonly string[];
    readonly attempt: number;
    readonly run_id: number | null;
  }[];
}

export interface DemoResult {
  readonly status: string;
  readonly workflow: string;
  readonly timeline: readonly Moment[];
  readonly state: SavedState;
  readonly api: { readonly reads: number; readonly not_modified: number; readonly writes: number };
  readonly issue: { readonly number: number; readonly url: string; readonly comments: readonly Comment[] };
  readonly pull_request: { readonly number: number; readonly url: string; readonly head: string } | null;
  readonly created_issues: readonly { readonly number: number; readonly title: string }[];
  readonly dispatched: readonly {
    readonly agent: string;
    readonly attempt: number;
    readonly tasks: readonly string[];
  }[];
  readonly parallel: { readonly agent: string; readonly at_once: number };
}

/** Reads everything back through the public REST API, as anybody with a token could. */
export async function readResult(box: Sandbox, reader: Person, issue: Issue): Promise<DemoResult> {
  const repo = `/repos/${box.repo}`;
  const state = await readState(repo, reader, issue);
  const exchanges = box.exchanges();
  const comments = await reader.get<Comment[]>(`${repo}/issues/${issue.number}/comments?per_page=100`);
  const head =
    state.feature_id === null ? '' : `?state=all&head=${box.repo.split('/')[0]}:${state.feature_id}`;
  const pulls = head === '' ? [] : await reader.get<PullRequest[]>(`${repo}/pulls${head}`);
  const created = await Promise.all(
    Object.values(state.created_issues).map((number) => reader.get<Issue>(`${repo}/issues/${number}`)),
  );
  const told = exchanges.map(momentOf).filter((moment) => moment !== null);
  const [pull] = pulls;
  return {
    status: state.status,
    workflow: state.workflow_type,
    timeline: inOrder([...told, ...state.timeline]),
    state,
    api: count(exchanges),
    issue: { number: issue.number, url: issue.html_url, comments },
    pull_request:
      pull === undefined ? null : { number: pull.number, url: pull.html_url, head: pull.head.sha },
    created_issues: created.map(({ number, title }) => ({ number, title })),
    dispatched: dispatched(exchanges, state),
    parallel: { agent: 'implement', at_once: await mostAtOnce(repo, reader, state) },
  };
}

/** The state of the workflow that holds the issue, from the branch `speckit-state`. */
async function readState(repo: string, reader: Person, issue: Issue): Promise<SavedState> {
  const folder = `${repo}/contents/.specify/workflow-state`;
  const index = await readJson<{ active: string }>(reader, `${folder}/issues/${issue.number}.json`);
  return readJson<SavedState>(reader, `${folder}/${index.active}.json`);
}

async function readJson<T>(reader: Person, path: string): Promise<T> {
  const file = await reader.get<{ content: string }>(`${path}?ref=speckit-state`);
  return JSON.parse(Buffer.from(file.content, 'base64').toString('utf8')) as T;
}

/** The bot's requests: everything that came with the token of an Actions run. */
function count(exchanges: readonly Exchange[]): DemoResult['api'] {
  const bot = exchanges.filter((one) => one.callerKind === 'run');
  const reads = bot.filter((one) => one.method === 'GET');
  const unchanged = reads.filter((one) => one.status === 304).length;
  return { reads: reads.length - unchanged, not_modified: unchanged, writes: bot.length - reads.length };
}

/** What was really asked of Actions, not what the state says was meant to be. */
function dispatched(exchanges: readonly Exchange[], state: SavedState): DemoResult['dispatched'] {
  const asked = exchanges
    .filter((one) => one.method === 'POST' && one.url.endsWith('/dispatches') && one.status < 300)
    .map((one) => (one.requestBody as { inputs?: { assignment?: string } }).inputs?.assignment);
  return state.assignments
    .filter((one) => asked.includes(one.id))
    .flatMap(({ agents, attempt, tasks }) => agents.map((agent) => ({ agent, attempt, tasks })));
}

interface Run {
  readonly run_started_at: string;
  readonly updated_at: string;
}

/** How many implementation runs were in progress at the same time, by the clock of Actions. */
async function mostAtOnce(repo: string, reader: Person, state: SavedState): Promise<number> {
  const ids = state.assignments
    .filter((one) => one.agents.includes('implement') && one.run_id !== null)
    .map((one) => one.run_id);
  const runs = await Promise.all(ids.map((id) => reader.get<Run>(`${repo}/actions/runs/${id}`)));
  const during = ({ run_started_at: start }: Run) =>
    runs.filter((other) => other.run_started_at <= start && other.updated_at > start).length;
  return Math.max(0, ...runs.map(during));
}
