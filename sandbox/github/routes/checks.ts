import { z } from 'zod';
import { emitOnDefaultBranch } from '../events/emit.js';
import { objectType, resolveCommit } from '../git/refs.js';
import { type Github, now } from '../github.js';
import { readBody } from '../http/body.js';
import { forbidden, unprocessable, validationFailed } from '../http/errors.js';
import { paginate } from '../http/pages.js';
import { type App, type C, demand, id, onCommit, repositoryOf, required, somebody } from '../http/scope.js';
import type { CheckRunRecord, CheckSuiteRecord, RepositoryRecord } from '../model.js';
import { checkRunShape, checkSuiteShape } from '../shapes/check.js';
import { repositoryHtmlUrl } from '../shapes/repository.js';

const annotation = z.object({
  path: z.string(),
  start_line: z.number().int(),
  end_line: z.number().int(),
  start_column: z
    .number()
    .int()
    .nullish()
    .transform((it) => it ?? null),
  end_column: z
    .number()
    .int()
    .nullish()
    .transform((it) => it ?? null),
  annotation_level: z.enum(['notice', 'warning', 'failure']),
  message: z.string(),
  title: z
    .string()
    .nullish()
    .transform((it) => it ?? null),
  raw_details: z
    .string()
    .nullish()
    .transform((it) => it ?? null),
});
const maxAnnotations = 50;
const maxOutput = 65_535;
const output = z.object({
  title: z.string().optional(),
  summary: z.string().max(maxOutput).optional(),
  text: z.string().max(maxOutput).optional(),
  annotations: z.array(annotation).max(maxAnnotations).optional(),
});
const fields = {
  details_url: z.string().optional(),
  external_id: z.string().optional(),
  status: z.enum(['queued', 'in_progress', 'completed', 'waiting', 'requested', 'pending']).optional(),
  started_at: z.string().optional(),
  conclusion: z
    .enum(['action_required', 'cancelled', 'failure', 'neutral', 'success', 'skipped', 'timed_out'])
    .optional(),
  completed_at: z.string().optional(),
};
const newRun = z.object({
  name: z.string(),
  head_sha: z.string(),
  ...fields,
  output: output.extend({ title: z.string(), summary: z.string().max(maxOutput) }).optional(),
});
const runEdit = z.object({ name: z.string().optional(), ...fields, output: output.optional() });
const base = '/repos/:owner/:repo';

/** Check runs and suites. Only apps make check runs, and the app here is GitHub Actions. */
export function mountChecks(app: App, gh: Github): void {
  app.post(`${base}/check-runs`, async (c) => {
    const repository = writable(gh, c);
    const body = await readBody(c, newRun);
    if ((await objectType(gh.bare(repository), body.head_sha)) !== 'commit') {
      throw unprocessable(`No commit found for SHA: ${body.head_sha}`);
    }
    const suite = suiteFor(gh, repository, body.head_sha);
    const run: CheckRunRecord = {
      id: gh.store.nextId(),
      suite: suite.id,
      name: body.name,
      headSha: body.head_sha,
      externalId: '',
      detailsUrl: null,
      status: 'queued',
      conclusion: null,
      startedAt: now(),
      completedAt: null,
      title: null,
      summary: null,
      text: null,
      annotations: [],
    };
    apply(run, body);
    repository.checkRuns.push(run);
    const shape = await checkRunShape(gh, repository, run);
    c.header('Location', shape.url);
    await emitRun(gh, c, repository, run, 'created');
    if (run.status === 'completed') await emitRun(gh, c, repository, run, 'completed');
    return c.json(shape, 201);
  });
  app.patch(`${base}/check-runs/:id{[0-9]+}`, async (c) => {
    const repository = writable(gh, c);
    const run = runOf(gh, c);
    const before = run.status;
    apply(run, await readBody(c, runEdit));
    gh.store.touch();
    if (run.status === 'completed' && before !== 'completed')
      await emitRun(gh, c, repository, run, 'completed');
    return c.json(await checkRunShape(gh, repository, run));
  });
  app.get(`${base}/check-runs/:id{[0-9]+}`, async (c) => {
    demand(gh, c, 'read', 'checks');
    return c.json(await checkRunShape(gh, repositoryOf(gh, c), runOf(gh, c)));
  });
  app.get(`${base}/check-runs/:id{[0-9]+}/annotations`, (c) => {
    demand(gh, c, 'read', 'checks');
    const run = runOf(gh, c);
    const page = `${repositoryHtmlUrl(gh, repositoryOf(gh, c))}/blob/${run.headSha}`;
    const shown = paginate(c, gh.origin, run.annotations);
    return c.json(shown.map((it) => ({ ...it, blob_href: `${page}/${it.path}` })));
  });
  app.get(`${base}/check-suites/:id{[0-9]+}`, async (c) => {
    const repository = repositoryOf(gh, c);
    demand(gh, c, 'read', 'checks');
    const suite = required(repository.checkSuites.find((it) => it.id === id(c, 'id')));
    return c.json(await checkSuiteShape(gh, repository, suite));
  });
  app.get(`${base}/check-suites/:id{[0-9]+}/check-runs`, (c) => {
    demand(gh, c, 'read', 'checks');
    const suite = id(c, 'id');
    return listRuns(gh, c, (run) => run.suite === suite);
  });
  onCommit(app, 'check-runs', async (c, ref) => {
    demand(gh, c, 'read', 'checks');
    const sha = await commitOr422(gh, c, ref);
    return listRuns(gh, c, (run) => run.headSha === sha);
  });
  onCommit(app, 'check-suites', async (c, ref) => {
    const repository = repositoryOf(gh, c);
    demand(gh, c, 'read', 'checks');
    const sha = await commitOr422(gh, c, ref);
    const found = repository.checkSuites.filter((it) => it.headSha === sha);
    const shapes = paginate(c, gh.origin, found).map((it) => checkSuiteShape(gh, repository, it));
    return c.json({ total_count: found.length, check_suites: await Promise.all(shapes) });
  });
}

/** The commit of a ref, or GitHub's 422. */
export async function commitOr422(gh: Github, c: C, ref: string): Promise<string> {
  const sha = await resolveCommit(gh.bare(repositoryOf(gh, c)), ref);
  if (sha === undefined) throw unprocessable(`No commit found for SHA: ${ref}`);
  return sha;
}

function apply(run: CheckRunRecord, body: z.infer<typeof runEdit>): void {
  if (body.status === 'completed' && body.conclusion === undefined && run.conclusion === null) {
    throw validationFailed({ resource: 'CheckRun', code: 'missing_field', field: 'conclusion' });
  }
  run.name = body.name ?? run.name;
  run.externalId = body.external_id ?? run.externalId;
  run.detailsUrl = body.details_url ?? run.detailsUrl;
  run.startedAt = body.started_at ?? run.startedAt;
  run.status = body.status ?? run.status;
  if (body.conclusion !== undefined || body.completed_at !== undefined) {
    // Giving a conclusion completes the run, whatever status is said.
    run.conclusion = body.conclusion ?? run.conclusion;
    run.status = 'completed';
    run.completedAt = body.completed_at ?? now();
  } else if (body.status !== undefined && body.status !== 'completed') {
    run.conclusion = null;
    run.completedAt = null;
  }
  if (!body.output) return;
  run.title = body.output.title ?? run.title;
  run.summary = body.output.summary ?? run.summary;
  run.text = body.output.text ?? run.text;
  run.annotations.push(...(body.output.annotations ?? []));
}

async function listRuns(gh: Github, c: C, belongs: (run: CheckRunRecord) => boolean): Promise<Response> {
  const repository = repositoryOf(gh, c);
  const { check_name: name, status, filter = 'latest' } = c.req.query();
  const found = repository.checkRuns.filter(
    (run) =>
      belongs(run) &&
      (name === undefined || run.name === name) &&
      (status === undefined || run.status === status),
  );
  // "latest" means one per name: a run of the same name replaces the one before.
  const latest = filter === 'all' ? found : [...new Map(found.map((run) => [run.name, run])).values()];
  const shown = paginate(c, gh.origin, latest.toReversed()).map((run) => checkRunShape(gh, repository, run));
  return c.json({ total_count: latest.length, check_runs: await Promise.all(shown) });
}

function suiteFor(gh: Github, repository: RepositoryRecord, sha: string): CheckSuiteRecord {
  const present = repository.checkSuites.find((it) => it.headSha === sha);
  if (present) return present;
  const suite = { id: gh.store.nextId(), headSha: sha, createdAt: now(), updatedAt: now() };
  repository.checkSuites.push(suite);
  return suite;
}

function runOf(gh: Github, c: C): CheckRunRecord {
  return required(repositoryOf(gh, c).checkRuns.find((it) => it.id === id(c, 'id')));
}

function writable(gh: Github, c: C): RepositoryRecord {
  const repository = repositoryOf(gh, c);
  if (somebody(c).kind === 'user') throw forbidden('You must authenticate via a GitHub App.');
  demand(gh, c, 'write', 'checks');
  return repository;
}

async function emitRun(
  gh: Github,
  c: C,
  repository: RepositoryRecord,
  run: CheckRunRecord,
  action: string,
): Promise<void> {
  gh.store.touch();
  const about = { check_run: await checkRunShape(gh, repository, run) };
  await emitOnDefaultBranch(gh, repository, c.get('caller'), { name: 'check_run', action, about });
}
