import { type FakeGithub, made, ok, refusal } from './fake-github.js';

export interface FakeCheckRun {
  readonly id: number;
  readonly head_sha: string;
  readonly app: { readonly slug: string };
  name: string;
  status: string;
  conclusion: string | null;
  external_id: string;
  output: { title: string; annotations_count: number };
}

/** Check runs, labels and one pull request of the fake. */
export class FakePulls {
  readonly runs: FakeCheckRun[] = [];
  readonly labels = new Map<number, string[]>();
  readonly known: string[] = [];
  readonly pull = { number: 9, state: 'open', body: '' };
  #next = 500;

  constructor(github: FakeGithub) {
    github
      .on('GET', /\/commits\/(\w+)\/check-runs/, (_call, [, sha]) => {
        const found = this.runs.filter((run) => run.head_sha === sha);
        return ok({ total_count: found.length, check_runs: found });
      })
      .on('POST', /\/check-runs/, ({ body }) => {
        this.#next += 1;
        const output = { title: '', annotations_count: 0 };
        const run = {
          id: this.#next,
          name: '',
          status: 'queued',
          conclusion: null,
          external_id: '',
          head_sha: String(body.head_sha),
        };
        this.runs.push({ ...run, output, app: { slug: 'github-actions' } });
        return made(this.#apply(this.#next, body));
      })
      .on('PATCH', /\/check-runs\/(\d+)/, ({ body }, [, id]) => ok(this.#apply(Number(id), body)))
      .on('GET', /\/issues\/(\d+)\/labels/, (_call, [, issue]) =>
        ok((this.labels.get(Number(issue)) ?? []).map((name) => ({ name }))),
      )
      .on('POST', /\/issues\/(\d+)\/labels/, ({ body }, [, issue]) => {
        const present = this.labels.get(Number(issue)) ?? [];
        this.labels.set(Number(issue), [...present, ...(body.labels as string[])]);
        return ok([]);
      })
      .on('DELETE', /\/issues\/(\d+)\/labels\/(.+)/, (_call, [, issue, name]) => {
        const present = this.labels.get(Number(issue)) ?? [];
        this.labels.set(
          Number(issue),
          present.filter((one) => one !== name),
        );
        return ok([]);
      })
      .on('GET', /\/labels\/(.+)/, (_call, [, name = '']) =>
        this.known.includes(name) ? ok({ name }) : undefined,
      )
      .on('POST', /\/labels/, ({ body }) => {
        if (this.known.includes(String(body.name))) return refusal(422, 'Validation Failed');
        this.known.push(String(body.name));
        return made(body);
      })
      .on('GET', /\/pulls\/9/, () => ok(this.pull))
      .on('PATCH', /\/pulls\/9/, ({ body }) => {
        this.pull.body = String(body.body);
        return ok(this.pull);
      });
  }

  #apply(id: number, body: Record<string, unknown>): FakeCheckRun | undefined {
    const run = this.runs.find((one) => one.id === id);
    if (run === undefined) return undefined;
    const { output, ...fields } = body as { output?: { title?: string; annotations?: unknown[] } };
    const { name, status, conclusion, external_id } = fields as Partial<FakeCheckRun>;
    if (name !== undefined) run.name = name;
    if (status !== undefined) run.status = status;
    run.conclusion = conclusion ?? run.conclusion;
    if (external_id !== undefined) run.external_id = external_id;
    run.output = {
      title: output?.title ?? run.output.title,
      annotations_count: run.output.annotations_count + (output?.annotations?.length ?? 0),
    };
    return run;
  }
}
