/** Processes of the bot that can die at any call of GitHub's API, before it is sent or before its answer arrives. */
import { createGithubHost, type GithubHost } from '../../../src/hosts/github/host.js';
import {
  renderComment,
  renderDashboard,
  renderIssue,
  renderPullRequest,
} from '../../../src/reports/render.js';
import type { Runtime } from '../../../src/runtime/process-event.js';
import { type IssuesBox, ORIGIN, REPOSITORY } from './box.js';
import { type Call, type Death, mortal } from './death.js';
import type { MemoryStates } from './memory-states.js';

export interface BotProcess {
  /** Calls of GitHub's API so far. */
  calls(): number;
  /** Runs until it is done, or dead: then null. What a dead process had begun goes no further. */
  live<T>(work: (host: GithubHost, runtime: Runtime) => Promise<T>): Promise<T | null>;
}

/**
 * Stands between the processes and the box. Each process has a token of its own, as a run on GitHub has, and is known by
 * it.
 */
export class Processes {
  readonly #fetch = globalThis.fetch;
  readonly #setTimeout = globalThis.setTimeout;
  readonly #calls = new Map<string, { readonly call: Call; readonly box: IssuesBox }>();
  #started = 0;

  open(): void {
    // The client's queues begin each job with a timer: a turn of the loop is as good, and there are many thousands of jobs.
    globalThis.setTimeout = Object.assign(
      (...[run, delay, ...given]: Parameters<typeof setTimeout>) =>
        Number(delay ?? 0) <= 1 ? setImmediate(run, ...given) : this.#setTimeout(run, delay, ...given),
      this.#setTimeout,
    ) as unknown as typeof setTimeout;
    globalThis.fetch = async (input, init) => {
      const request = new Request(input, init);
      const token = request.headers.get('authorization')?.split(' ')[1] ?? '';
      const known = this.#calls.get(token);
      // Refused for good and not left open: clients of one program share a queue, which the calls of the dead would fill.
      const refused = async () => new Response('{}', { status: 410 });
      return known === undefined ? refused() : known.call(() => known.box.answer(request), refused);
    };
  }

  close(): void {
    globalThis.fetch = this.#fetch;
    globalThis.setTimeout = this.#setTimeout;
  }

  /** A new process; its states are on the state branch unless a memory holds them. */
  start(box: IssuesBox, death: Death | null, states: MemoryStates | null): BotProcess {
    const token = box.mintRunToken();
    this.#started += 1;
    const { host, runtime } = joinHost(token, `run/${this.#started}/1`);
    const { call, until, calls } = mortal(death);
    const around = states?.around(runtime, call) ?? runtime;
    return {
      calls,
      live: async (work) => {
        this.#calls.set(token, { call, box });
        try {
          return await until(work(host, around));
        } finally {
          this.#calls.delete(token);
        }
      },
    };
  }
}

function joinHost(token: string, runner: string) {
  const links = { serverUrl: ORIGIN, repository: REPOSITORY };
  const host = createGithubHost({
    token,
    apiUrl: ORIGIN,
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
      checks: () => [],
      statusLabel: () => null,
    },
  });
  const { store, effects, dashboard } = host;
  const clock = { now: () => new Date().toISOString() };
  const runtime: Runtime = { store, effects, dashboard, clock, runner, log: () => undefined };
  return { host, runtime };
}
