import type { z } from 'zod';
import { runLogin } from '../access/tokens.js';
import { emitOnDefaultBranch } from '../events/emit.js';
import { objectType, resolveCommit } from '../git/refs.js';
import { type Github, loginOf, now } from '../github.js';
import { readBody } from '../http/body.js';
import { forbidden, unprocessable, validationFailed } from '../http/errors.js';
import { paginate } from '../http/pages.js';
import { type App, type C, demand, id, onCommit, repositoryOf, required, somebody } from '../http/scope.js';
import type { CheckRunRecord, CheckSuiteRecord, RepositoryRecord } from '../model.js';
import { checkRunShape, checkSuiteShape } from '../shapes/check.js';
import { nodeId } from '../shapes/ids.js';
import { repositoryHtmlUrl, repositoryShape } from '../shapes/repository.js';
import { simpleUser } from '../shapes/user.js';
import { newRun, runEdit } from './check-bodies.js';

const base = '/repos/:owner/:repo';

/** Check runs and suites. Only apps make check runs, and a run of Actions is one. */
export function mountChecks(app: App, gh: Github): void {
  app.post(`${base}/check-runs`, async (c) => {
    const repository = writable(gh, c);
    const body = await readBody(c, newRun);
    if ((await objectType(gh.bare(repository), body.head_sha)) !== 'commit') {
      throw unprocessable(`No commit found for SHA: ${body.head_sha}`);
    }
    const creator = loginOf(c.get('caller'));
    const suite = suiteFor(gh, repository, body.head_sha, creator);
    const run: CheckRunRecord = {
      id: gh.store.nextId(),
      suite: suite.id,
      name: body.name,
      headSha: body.head_sha,
      creator,
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
    if ((run.creator ?? runLogin) !== loginOf(c.get('caller'))) {
      throw forbidden('Invalid app_id - check run can only be modified by the GitHub App that created it.');
    }
    const before = run.status;
    apply(run, await readBody(c, runEdit));
    gh.store.touch();
    if (run.status === 'completed' && before !== 'completed')
      await emitRun(gh, c, repository, run, 'completed');
    return c.json(await checkRunShape(gh, repository, run));
  });
  app.post(`${base}/check-runs/:id{[0-9]+}/rerequest`, async (c) => {
    const repository = repositoryOf(gh, c);
    demand(gh, c, 'write', 'checks');
    await rerequest(gh, c, repository, runOf(gh, c));
    return c.json({}, 201);
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
  // "latest" means one per App and name: a run of the same name replaces the one before.
  const byName = new Map(found.map((run) => [`${run.suite} ${run.name}`, run]));
  const latest = filter === 'all' ? found : [...byName.values()];
  const shown = paginate(c, gh.origin, latest.toReversed()).map((run) => checkRunShape(gh, repository, run));
  return c.json({ total_count: latest.length, check_runs: await Promise.all(shown) });
}

function suiteFor(gh: Github, repository: RepositoryRecord, sha: string, creator: string): CheckSuiteRecord {
  const present = repository.checkSuites.find(
    (it) => it.headSha === sha && (it.creator ?? runLogin) === creator,
  );
  if (present) return present;
  const suite = { id: gh.store.nextId(), headSha: sha, creator, createdAt: now(), updatedAt: now() };
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

/** "Re-run" sets the check run back, and tells the App that made it and nobody else. */
async function rerequest(gh: Github, c: C, repository: RepositoryRecord, run: CheckRunRecord): Promise<void> {
  run.status = 'queued';
  run.conclusion = null;
  run.completedAt = null;
  gh.store.touch();
  const app = gh.apps.bySlug((run.creator ?? runLogin).replace(/\[bot\]$/, ''));
  const installation = app && gh.apps.on(repository, app.id);
  if (!installation?.app.events.includes('check_run')) return;
  const payload = {
    action: 'rerequested',
    check_run: await checkRunShape(gh, repository, run),
    repository: repositoryShape(gh, repository),
    sender: simpleUser(gh, loginOf(c.get('caller'))),
    installation: {
      id: installation.id,
      node_id: nodeId('MDIzOkludGVncmF0aW9uSW5zdGFsbGF0aW9u', installation.id),
    },
  };
  gh.hooks.tellApp(installation, 'check_run', 'rerequested', payload, repository.id);
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
