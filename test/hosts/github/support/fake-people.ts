import { BOT } from './a-state.js';
import { type FakeGithub, made, ok, refusal } from './fake-github.js';

export interface FakeIssue {
  readonly number: number;
  readonly id: number;
  title: string;
  body: string;
  labels: string[];
  readonly user: { readonly login: string; readonly type: string };
  readonly updated_at: string;
}

export const BOT_USER = { login: BOT, type: 'Bot' };

/** Issues and comments of the fake. */
export class FakePeople {
  readonly comments: { id: number; issue: number; body: string; user: typeof BOT_USER }[] = [];
  readonly issues: FakeIssue[] = [];
  readonly links: string[] = [];
  #next = 100;

  constructor(github: FakeGithub) {
    github
      .on('GET', /\/issues\/(\d+)\/comments/, (_call, [, issue]) =>
        ok(this.comments.filter((one) => one.issue === Number(issue))),
      )
      .on('POST', /\/issues\/(\d+)\/comments/, (call, [, issue]) =>
        made(this.comment(Number(issue), String(call.body.body))),
      )
      .on('GET', /\/issues\/comments\/(\d+)/, (_call, [, id]) => {
        const found = this.comments.find((one) => one.id === Number(id));
        return found === undefined ? undefined : ok(found);
      })
      .on('PATCH', /\/issues\/comments\/(\d+)/, (call, [, id]) => {
        const found = this.comments.find((one) => one.id === Number(id));
        if (found === undefined) return undefined;
        found.body = String(call.body.body);
        return ok(found);
      })
      .on('GET', /\/issues/, (call) => {
        const label = call.query.get('labels');
        return ok(this.issues.filter((one) => label === null || one.labels.includes(label)));
      })
      .on('POST', /\/issues/, (call) =>
        made(this.issue(String(call.body.title), String(call.body.body), call.body.labels as string[])),
      )
      .on('PATCH', /\/issues\/(\d+)/, (call, [, number]) => {
        const found = this.issues.find((one) => one.number === Number(number));
        if (found === undefined) return refusal(410, 'This issue was deleted');
        Object.assign(found, call.body);
        return ok(found);
      })
      .on('POST', /\/issues\/(\d+)\/sub_issues/, (call, [, parent]) => {
        this.links.push(`${String(call.body.sub_issue_id)} below #${parent}`);
        return made({});
      })
      .on('POST', /\/issues\/(\d+)\/dependencies\/blocked_by/, (call, [, blocked]) => {
        this.links.push(`#${blocked} after ${String(call.body.issue_id)}`);
        return made({});
      });
  }

  comment(issue: number, body: string, user = BOT_USER) {
    const comment = { id: this.#nextNumber(), issue, body, user };
    this.comments.push(comment);
    return comment;
  }

  issue(title: string, body: string, labels: string[], user = BOT_USER): FakeIssue {
    const number = this.#nextNumber();
    const issue = {
      number,
      id: number * 1000,
      title,
      body,
      labels,
      user,
      updated_at: '2026-01-02T03:04:05Z',
    };
    this.issues.push(issue);
    return issue;
  }

  #nextNumber(): number {
    this.#next += 1;
    return this.#next;
  }
}
