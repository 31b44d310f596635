/** A GitHub in a box without runs, in which processes of the bot can die after any answer, and what they do there. */
import { randomUUID } from 'node:crypto';
import type { ActionsPort, GithubPort } from '../../sandbox/contract.js';
import { type Sandbox, startSandbox } from '../../sandbox/server.js';
import { defaultConfig } from '../../src/config/schema.js';
import { workflowSettings } from '../../src/config/workflow-settings.js';
import type { Effect, EffectOutcome } from '../../src/domain/effects.js';
import type { BranchContent, WorkflowRequested } from '../../src/domain/events.js';
import { isFinal, type WorkflowState } from '../../src/domain/state.js';
import { createGithubHost, type GithubHost } from '../../src/hosts/github/host.js';
import { playTasksToIssues } from '../../src/jobs/play/issues-list.js';
import { renderComment, renderDashboard, renderIssue, renderPullRequest } from '../../src/reports/render.js';
import { readBranchContent } from '../../src/runtime/branch-content.js';
import type { StateStore } from '../../src/runtime/ports.js';
import { processEvent, type Runtime, runEffects } from '../../src/runtime/process-event.js';

const REPOSITORY = 'octo/shop';

export interface IssuesWorld {
  readonly sandbox: Sandbox;
  /** A new process of the bot. It dies with the answer to its n-th call: the server has acted, nobody reads the answer. */
  process(diesAfter?: number, states?: MemoryStates): BotProcess;
  /** A request of a person; its answer. */
  as<T>(login: string, method: string, path: string, body?: unknown): Promise<T>;
}

export interface BotProcess {
  /** Calls of GitHub's API so far. */
  calls(): number;
  /** Runs until it is done, or dead: then null. What a dead process had begun goes no further. */
  live<T>(work: (host: GithubHost, runtime: Runtime) => Promise<T>): Promise<T | null>;
}

/** Starts the box on a folder; one that an earlier box has left is gone on with. */
export async function openIssuesWorld(
  dataDir: string,
  seedRepo: string,
  calls: ApiCalls,
): Promise<IssuesWorld> {
  let port: GithubPort | null = null;
  const sandbox = await startSandbox({
    dataDir,
    seedRepo,
    repository: REPOSITORY,
    createActions: (given) => {
      port = given;
      return withoutRuns();
    },
  });
  let count = 0;
  return {
    sandbox,
    process: (diesAfter = Number.POSITIVE_INFINITY, states) => {
      if (port === null) throw new Error('expected the box to be open');
      count += 1;
      const write = {
        contents: 'write',
        issues: 'write',
        'pull-requests': 'write',
        actions: 'write',
      } as const;
      const token = port.mintRunToken(REPOSITORY, count, write);
      const { host, runtime } = joinHost(sandbox.apiUrl, token, `run/${count}/1`);
      return calls.process(token, diesAfter, {
        host,
        runtime: states?.around(runtime, calls, token) ?? runtime,
      });
    },
    as: (login, method, path, body) => request(sandbox, login, method, path, body),
  };
}

async function request<T>(sandbox: Sandbox, login: string, method: string, path: string, body?: unknown) {
  const response = await fetch(`${sandbox.apiUrl}/repos/${REPOSITORY}${path}`, {
    method,
    headers: {
      authorization: `token ${sandbox.users[login]?.token ?? ''}`,
      'content-type': 'application/json',
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

/** Runs are listed by the name that the shipped workflow file gives them; nobody plays them. */
function withoutRuns(): ActionsPort {
  const runs: { id: number; display_title: string; created_at: string }[] = [];
  return {
    notify: () => undefined,
    mount: (app) => {
      app.post('/repos/:owner/:repo/actions/workflows/:file/dispatches', async (c) => {
        const { inputs } = await c.req.json<{ inputs: { assignment: string } }>();
        const id = runs.length + 1;
        runs.unshift({
          id,
          display_title: `speckit ${inputs.assignment}`,
          created_at: new Date().toISOString(),
        });
        return c.json({ workflow_run_id: id });
      });
      app.get('/repos/:owner/:repo/actions/workflows/:file/runs', (c) =>
        c.json({ total_count: runs.length, workflow_runs: runs }),
      );
    },
    runSchedules: () => undefined,
    isIdle: () => true,
    stop: async () => undefined,
  };
}

function joinHost(apiUrl: string, token: string, runner: string): { host: GithubHost; runtime: Runtime } {
  const links = { serverUrl: apiUrl, repository: REPOSITORY };
  const host = createGithubHost({
    token,
    apiUrl,
    repository: REPOSITORY,
    botLogin: 'github-actions[bot]',
    defaultBranch: 'main',
    writeSpacingMs: 0,
    secondMs: 1,
    pauseMs: 1,
    renderer: {
      dashboard: (state) => renderDashboard(state, links),
      comment: (topic, state) => renderComment(topic, state, links),
      pullRequest: (state) => renderPullRequest(state, links),
      issue: (state, task) => renderIssue(state, task, links),
    },
  });
  const { store, effects, dashboard } = host;
  const clock = { now: () => new Date().toISOString() };
  return { host, runtime: { store, effects, dashboard, clock, runner, log: () => undefined } };
}

/**
 * Stands between the processes and the network. Each process has a token of its own, as a run on GitHub has, and is known
 * by it; nothing of a dead one reaches the server any more.
 */
export class ApiCalls {
  readonly #fetch = globalThis.fetch;
  readonly #processes = new Map<string, { made: number; readonly limit: number; readonly die: () => void }>();

  open(): void {
    globalThis.fetch = async (input, init) => {
      const token = new Headers(init?.headers).get('authorization')?.split(' ')[1] ?? '';
      const process = this.#processes.get(token);
      if (process === undefined) return this.#fetch(input, init);
      if (process.made >= process.limit) throw new TypeError('the process is dead');
      process.made += 1;
      const dies = process.made >= process.limit;
      const response = await this.#fetch(input, init);
      if (!dies) return response;
      await response.arrayBuffer();
      process.die();
      // Refused and not left open: clients of one program share a queue, which the calls of the dead would fill.
      throw new TypeError('the process is dead');
    };
  }

  close(): void {
    globalThis.fetch = this.#fetch;
  }

  /** A call of something that stands for the API: it counts, and the process can die with its answer. */
  async counted<T>(token: string, work: () => T): Promise<T> {
    const process = this.#processes.get(token);
    if (process === undefined) throw new Error('expected a process of this box');
    if (process.made >= process.limit) throw new TypeError('the process is dead');
    process.made += 1;
    const result = work();
    if (process.made < process.limit) return result;
    process.die();
    throw new TypeError('the process is dead');
  }

  process(
    token: string,
    limit: number,
    { host, runtime }: { readonly host: GithubHost; readonly runtime: Runtime },
  ): BotProcess {
    let die = (): void => undefined;
    const death = new Promise<null>((resolve) => {
      die = () => resolve(null);
    });
    const entry = { made: 0, limit, die };
    this.#processes.set(token, entry);
    return {
      calls: () => entry.made,
      live: (work) => Promise.race([work(host, runtime), death]),
    };
  }
}

/** What a workflow `issues` is asked for. */
export interface Wanted {
  readonly feature: string;
  /** The issue on which the command was given. */
  readonly issue: number;
  readonly content: BranchContent;
}

/** What the feature's own branch holds, or the default branch where it has none. */
export async function contentOf({ facts }: GithubHost, feature: string): Promise<BranchContent> {
  const tree = await facts.branchTree(feature).catch(() => facts.branchTree('main'));
  return readBranchContent(tree, `specs/${feature}/`);
}

/** The same without a repository. */
export function contentOfText(feature: string, tasks: string): Promise<BranchContent> {
  const file = { path: `specs/${feature}/tasks.md`, mode: '100644', id: 'a'.repeat(40) };
  const tree = { head: 'b'.repeat(40), list: async () => [file], read: async () => tasks };
  return readBranchContent(tree, `specs/${feature}/`);
}

/** States of workflows without a repository: compare-and-set as on the state branch, and each look and write a call. */
export class MemoryStates {
  readonly #states = new Map<string, WorkflowState>();

  /** A runtime of which only the issues are in the box: dashboard, claim and dispatch are the same for every feature. */
  around(runtime: Runtime, calls: ApiCalls, token: string): Runtime {
    const call = <T>(work: () => T) => calls.counted(token, work);
    const version = (id: string) => String(this.#states.get(id)?.revision ?? '');
    const store: StateStore = {
      load: (id) =>
        call(() => {
          const state = this.#states.get(id);
          return state === undefined ? null : { state, version: version(id) };
        }),
      save: (state, expected) =>
        call(() => {
          if (version(state.workflow_id) !== (expected ?? '')) return { kind: 'stale' };
          this.#states.set(state.workflow_id, state);
          return { kind: 'saved', version: version(state.workflow_id) };
        }),
      list: async () => [...this.#states.keys()],
    };
    const effects: Runtime['effects'] = {
      run: async (effect, state, options) =>
        settledElsewhere(effect) ?? (await runtime.effects.run(effect, state, options)),
    };
    return { ...runtime, store, effects, dashboard: { show: async () => undefined } };
  }
}

function settledElsewhere(effect: Effect): EffectOutcome | null {
  const { id } = effect;
  switch (effect.kind) {
    case 'create_dashboard':
      return { id, kind: 'create_dashboard', comment_id: 1 };
    case 'dispatch_assignment':
      return { id, kind: 'dispatch_assignment', run_id: null };
    case 'claim_feature': {
      if (effect.existing === undefined) return null;
      const { feature_id, branch, base, base_sha, head } = effect.existing;
      return { id, kind: 'claim_feature', feature_id, branch, base, base_sha, head };
    }
    default:
      return null;
  }
}

/** A whole workflow `issues` of a feature that exists. */
export async function runIssues(
  runtime: Runtime,
  wanted: Wanted,
  workflowId: string,
): Promise<WorkflowState | null> {
  const event = requested(runtime, wanted, workflowId);
  await processEvent(runtime, workflowId, async () => event);
  return goOn(runtime, workflowId);
}

/**
 * What a run, or the schedule after it, does until the workflow has ended: effects that a dead process has left are looked
 * for and done, and the assignment is answered by the agent, which is code.
 */
export async function goOn(runtime: Runtime, workflowId: string): Promise<WorkflowState | null> {
  for (let round = 0; round < 6; round++) {
    const state = (await runtime.store.load(workflowId))?.state ?? null;
    if (state === null || isFinal(state.status)) return state;
    const left = state.outbox.filter((effect) => effect.leased_by !== runtime.runner);
    if (left.length > 0) {
      const about = {
        key: `takeover:${runtime.runner}:${round}`,
        at: runtime.clock.now(),
        runner: runtime.runner,
      };
      const taken = await processEvent(runtime, workflowId, async () => ({
        type: 'effects_taken_over',
        ...about,
        effect_ids: left.map((effect) => effect.id),
      }));
      if (taken.state !== null) await runEffects(runtime, taken.state, left, { lookFirst: true });
      continue;
    }
    const given = state.assignments.find((one) => one.status === 'dispatched');
    if (given === undefined) return state;
    await processEvent(runtime, workflowId, async (present) => {
      const { response, usage } = playTasksToIssues(present ?? state, runtime.clock.now());
      const about = {
        key: `assignment:${given.id}`,
        at: runtime.clock.now(),
        runner: runtime.runner,
        assignment_id: given.id,
      };
      return { type: 'assignment_finished', ...about, responses: [response], usage: [usage], landed: null };
    });
  }
  return (await runtime.store.load(workflowId))?.state ?? null;
}

function requested(
  runtime: Runtime,
  { feature, issue, content }: Wanted,
  workflow_id: string,
): WorkflowRequested {
  return {
    type: 'workflow_requested',
    key: `comment:${randomUUID()}`,
    at: runtime.clock.now(),
    runner: runtime.runner,
    workflow_id,
    workflow_type: 'issues',
    request: `issues ${feature}`,
    slug: feature,
    feature: {
      feature_id: feature,
      branch: feature,
      base: 'main',
      base_sha: content.head,
      content,
      pull_request: null,
    },
    similar: [],
    target_file: null,
    origin: {
      repository: REPOSITORY,
      issue,
      issue_title: 'The feature',
      issue_body: '',
      comment_id: 1,
      requester: 'wendy',
    },
    settings: workflowSettings(defaultConfig(), 'command'),
    preflight: [],
    complexity: null,
  };
}
