import nock from 'nock';
import { type Config, defaultConfig } from '../../../src/config/schema.js';
import type { WorkflowState } from '../../../src/domain/state.js';
import type { Bot, CommentEvent } from '../../../src/handlers/bot.js';
import { onComment } from '../../../src/handlers/comment.js';
import { decodeState, encodeState } from '../../../src/hosts/github/state-file.js';
import { workflowIdFor } from '../../../src/runtime/ids.js';
import { aHost } from '../../hosts/github/support/a-host.js';
import { BOT } from '../../hosts/github/support/a-state.js';
import { FakeFiles } from '../../hosts/github/support/fake-files.js';
import { FakeGithub, made, ok } from '../../hosts/github/support/fake-github.js';
import { FakePeople } from '../../hosts/github/support/fake-people.js';

const DIRECTORY = '.specify/workflow-state';

interface Heard {
  readonly id: number;
  readonly issue: number;
  readonly body: string;
  readonly user: { readonly login: string; readonly type: string } | null;
  readonly created_at: string;
  readonly updated_at: string;
}

interface Pull {
  readonly number: number;
  readonly branch: string;
  readonly body?: string;
  /** Of the head branch; this repository when left out. */
  readonly repository?: string;
  readonly state?: 'open' | 'closed';
}

/** A repository on the far side of HTTP, with the real handlers and the real host on this side. */
export class World {
  readonly github = new FakeGithub();
  readonly files = new FakeFiles(this.github);
  readonly people = new FakePeople(this.github);
  readonly reactions: number[] = [];
  /** Comments of people, whether a run was started for them or lost. */
  readonly heard: Heard[] = [];
  readonly pulls: Pull[] = [];
  /** Reviews of every pull request, as GitHub lists them. */
  readonly reviews: object[] = [];
  readonly permissions = new Map([['wendy', 'write']]);
  now = '2026-01-12T10:00:00Z';
  /** One process each, as on Actions: nothing is remembered from one comment to the next. */
  #runs = 0;
  #comments = 500;

  constructor() {
    nock.disableNetConnect();
    this.files.put('main', 'README.md', 'x');
    this.files.put(
      'main',
      '.github/workflows/speckit.yml',
      'jobs: { orchestrate: { permissions: write-all } }',
    );
    this.files.put('speckit-state', 'README.md', 'x');
    this.github
      .on('GET', /\/?/, () =>
        ok({ default_branch: 'main', archived: false, html_url: 'https://github.test/r' }),
      )
      .on('GET', /\/collaborators\/(.+)\/permission/, (_call, [, login = '']) =>
        ok({ permission: this.permissions.get(login) ?? 'read' }),
      )
      .on('POST', /\/issues\/comments\/(\d+)\/reactions/, (_call, [, id]) => {
        this.reactions.push(Number(id));
        return made({});
      })
      .on('GET', /\/issues\/comments\/(\d+)/, (_call, [, id]) => {
        const found = this.heard.find((one) => one.id === Number(id));
        return found === undefined ? undefined : ok(this.#commentShape(found));
      })
      .on('GET', /\/issues\/comments/, () => ok(this.heard.map((one) => this.#commentShape(one))))
      .on('GET', /\/issues\/(\d+)/, (_call, [, number]) => ok(this.#issueShape(Number(number))))
      .on('GET', /\/pulls\/\d+\/reviews/, () => ok(this.reviews))
      .on('GET', /\/pulls\/(\d+)/, (_call, [, number]) => {
        const found = this.pulls.find((one) => one.number === Number(number));
        return found === undefined ? undefined : ok(pullShape(found));
      })
      .on('GET', /\/pulls/, (call) => {
        const branch = (call.query.get('head') ?? '').replace('octo:', '');
        return ok(this.pulls.filter((one) => one.branch === branch && one.state !== 'closed').map(pullShape));
      })
      .on('GET', /\/compare\/.+/, () => ok({ merge_base_commit: { sha: this.files.refs.get('main') } }))
      .on('GET', /\/git\/matching-refs\/heads\/(.+)/, (_call, [, prefix = '']) =>
        ok(
          [...this.files.refs]
            .filter(([name]) => name.startsWith(prefix))
            .map(([name, sha]) => ({ ref: `refs/heads/${name}`, object: { sha } })),
        ),
      )
      .on('POST', /\/actions\/workflows\/speckit\.yml\/dispatches/, () => ok({ workflow_run_id: 77 }));
  }

  bot(config: Config = defaultConfig()): Bot {
    this.#runs += 1;
    const host = aHost();
    return {
      host,
      runtime: {
        store: host.store,
        effects: host.effects,
        dashboard: host.dashboard,
        clock: { now: () => this.now },
        runner: `run/${this.#runs}/1`,
        log: () => undefined,
      },
      repository: { owner: 'octo', repo: 'shop' },
      login: BOT,
      serverUrl: 'https://github.test',
      backend: 'recorded',
      config: async () => ({ kind: 'valid', config }),
    };
  }

  /** Somebody comments; answers with the comment's id. */
  async say(
    body: string,
    change: { issue?: number; pull?: Pull; login?: string; bot?: Bot } = {},
  ): Promise<number> {
    this.#comments += 1;
    const event = this.comment(this.#comments, body, change);
    this.#hear(event);
    await onComment(change.bot ?? this.bot(), event);
    return event.comment.id;
  }

  /** Somebody commented, and the run that this started did nothing; answers with the comment's id. */
  lose(body: string, change: { issue?: number; pull?: Pull; login?: string } & Partial<Heard> = {}): number {
    this.#comments += 1;
    const { issue, pull, login, ...fields } = change;
    const place = { ...(issue === undefined ? {} : { issue }), ...(pull === undefined ? {} : { pull }) };
    this.#hear(
      this.comment(this.#comments, body, { ...place, ...(login === undefined ? {} : { login }) }),
      fields,
    );
    return this.#comments;
  }

  comment(
    id: number,
    body: string,
    change: { issue?: number; pull?: Pull; login?: string } = {},
  ): CommentEvent {
    const author = change.login ?? 'wendy';
    return {
      kind: 'comment',
      repository: { full_name: 'octo/shop', default_branch: 'main' },
      issue: {
        number: change.pull?.number ?? change.issue ?? 7,
        title: 'Payments',
        body: change.pull?.body ?? 'We want to be paid.',
        is_pull_request: change.pull !== undefined,
        state: 'open',
        author: 'wendy',
        updated_at: this.now,
      },
      comment: { id, body, author, author_is_bot: false, created_at: this.now, updated_at: this.now },
      sender: author,
    };
  }

  /** The state of the workflow that a comment started; null when it started none. */
  startedBy(commentId: number): WorkflowState | null {
    return this.state(workflowIdFor(commentId));
  }

  state(id: string): WorkflowState | null {
    const text = this.files.branches.get('speckit-state')?.get(`${DIRECTORY}/${id}.json`);
    if (text === undefined) return null;
    const decoded = decodeState(text, id);
    if (decoded.kind === 'corrupt') throw new Error(decoded.reason);
    return decoded.state;
  }

  /** Puts a workflow in place that has claimed its thread, and its feature where it has one. */
  has(state: WorkflowState): WorkflowState {
    const { workflow_id, origin, feature_id, branch } = state;
    const save = (path: string, text: string) =>
      this.files.put('speckit-state', `${DIRECTORY}/${path}.json`, text);
    save(workflow_id, encodeState(state));
    const known = this.files.branches.get('speckit-state')?.get(`${DIRECTORY}/issues/${origin.issue}.json`);
    const before = known === undefined ? [] : (JSON.parse(known) as { workflows: string[] }).workflows;
    const workflows = [...before, workflow_id];
    save(`issues/${origin.issue}`, JSON.stringify({ workflows, active: workflow_id, runner: 'run/0/1' }));
    if (feature_id !== null) {
      const claim = {
        feature_id,
        workflow_id,
        effect_id: 'e',
        base: 'main',
        base_sha: branch?.base_sha ?? '',
      };
      save(`features/${feature_id.slice(0, 3)}`, JSON.stringify(claim));
    }
    return state;
  }

  #hear({ issue, comment }: CommentEvent, change: Partial<Heard> = {}): void {
    const { id, body, created_at, updated_at } = comment;
    const user = { login: comment.author, type: 'User' };
    this.heard.push({ id, issue: issue.number, body, user, created_at, updated_at, ...change });
  }

  #commentShape({ issue, ...one }: Heard) {
    const eyes = this.reactions.includes(one.id) ? 1 : 0;
    return {
      ...one,
      issue_url: `https://github.test/api/v3/repos/octo/shop/issues/${issue}`,
      reactions: { eyes },
    };
  }

  #issueShape(number: number) {
    const pull = this.pulls.find((one) => one.number === number);
    const what = pull === undefined ? {} : { pull_request: {} };
    return {
      number,
      title: 'Payments',
      body: pull?.body ?? 'What somebody may have written since',
      state: 'open',
      user: { login: 'wendy' },
      updated_at: this.now,
      ...what,
    };
  }

  /** Texts that the bot wrote on a thread. */
  said(issue = 7): string[] {
    return this.people.comments.filter((one) => one.issue === issue).map((one) => one.body);
  }
}

/** What GitHub says of a pull request. */
function pullShape({ number, branch, body = '', repository = 'octo/shop', state = 'open' }: Pull) {
  return {
    number,
    state,
    merged: false,
    title: 'A pull request',
    body,
    html_url: `https://github.test/octo/shop/pull/${number}`,
    user: { login: 'wendy' },
    merged_by: null,
    merged_at: null,
    head: { ref: branch, sha: 's', repo: { full_name: repository } },
    base: { ref: 'main' },
  };
}
