/** The adapters against the GitHub in a box, every exchange held against GitHub's own description of its API. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ActionsPort, GithubPort } from '../../../sandbox/contract.js';
import { type Sandbox, startSandbox } from '../../../sandbox/server.js';
import type { Effect, EffectOutcome } from '../../../src/domain/effects.js';
import type { WorkflowState } from '../../../src/domain/state.js';
import { createGithubHost, type GithubHost } from '../../../src/hosts/github/host.js';
import { createContract } from '../../openapi/validate-exchange.js';
import { renderer } from './support/a-renderer.js';
import { aPlannedState, aState, BOT, OTHER_WORKFLOW, WORKFLOW } from './support/a-state.js';

let dataDir: string;
let sandbox: Sandbox;
let token: string;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'speckit-adapters-'));
  sandbox = await startSandbox({
    dataDir,
    repository: 'octo/shop',
    createActions: (port) => {
      const write = {
        contents: 'write',
        issues: 'write',
        'pull-requests': 'write',
        actions: 'write',
      } as const;
      token = port.mintRunToken('octo/shop', 1, write);
      return withoutRuns(port);
    },
  });
  await as('ada', 'POST', '/issues', { title: 'Payments' });
});
afterAll(async () => {
  await sandbox.stop();
  await rm(dataDir, { recursive: true, force: true });
});

function withoutRuns(_port: GithubPort): ActionsPort {
  return {
    notify: () => undefined,
    mount: () => undefined,
    runSchedules: () => undefined,
    isIdle: () => true,
    stop: async () => undefined,
  };
}

const host = (): GithubHost =>
  createGithubHost({
    token,
    apiUrl: sandbox.apiUrl,
    repository: 'octo/shop',
    botLogin: BOT,
    renderer,
    writeSpacingMs: 0,
    secondMs: 1,
    pauseMs: 1,
  });

async function as(
  login: string,
  method: string,
  path: string,
  body: unknown,
): Promise<Record<string, unknown>> {
  const response = await fetch(`${sandbox.apiUrl}/repos/octo/shop${path}`, {
    method,
    headers: {
      authorization: `token ${sandbox.users[login]?.token ?? ''}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Record<string, unknown>;
}

let count = 0;
function effect(
  particulars: Record<string, unknown> & { kind: Effect['kind'] },
  workflow = WORKFLOW,
): Effect {
  count += 1;
  const id = `${workflow}:${count}:${particulars.kind}`;
  return { id, emitted_at: new Date().toISOString(), leased_by: 'run/1/1', ...particulars } as Effect;
}

/** Runs an effect, and once more as after a crash: the second run finds the result of the first. */
async function run(one: Effect, state: WorkflowState): Promise<EffectOutcome> {
  const first = await host().effects.run(one, state, { lookFirst: false });
  expect(first.kind).toBe(one.kind);
  expect(await host().effects.run(one, state, { lookFirst: true })).toEqual(first);
  return first;
}

function onIssue(state: WorkflowState): WorkflowState {
  return { ...state, origin: { ...state.origin, issue: 1 } };
}

it('keeps and recovers state', async () => {
  const state = onIssue(aState());
  expect(await host().store.load(WORKFLOW)).toBeNull();
  expect(await host().store.save(state, null, 'requested')).toMatchObject({ kind: 'saved' });
  expect(await host().store.save(state, null, 'requested')).toEqual({ kind: 'stale' });
  const loaded = await host().store.load(WORKFLOW);
  expect(loaded?.state).toEqual(state);
  expect(await host().store.list()).toEqual([WORKFLOW]);

  const path = `.specify/workflow-state/${WORKFLOW}.json`;
  await as('ada', 'PUT', `/contents/${path}`, {
    branch: 'speckit-state',
    message: 'a slip of the hand',
    content: Buffer.from('broken').toString('base64'),
    sha: loaded?.version,
  });
  const recovered = await host().store.load(WORKFLOW);
  expect(recovered).toMatchObject({ state, recovered: { reason: 'it is not a JSON object' } });
  expect(await host().store.save(state, recovered?.version ?? null, 'mended')).toMatchObject({
    kind: 'saved',
  });
});

it('gives an issue and a number to one workflow only', async () => {
  expect(await host().index.claim(1, WORKFLOW)).toEqual({ claimed: true });
  expect(await host().index.claim(1, OTHER_WORKFLOW)).toEqual({ claimed: false, holder: WORKFLOW });
  const claims = await Promise.all(
    ['payments', 'search', 'payments'].map((slug, index) =>
      host().effects.run(effect({ kind: 'claim_feature', slug }, `w${index}`), onIssue(aState()), {
        lookFirst: false,
      }),
    ),
  );
  const numbers = claims.map((claim) =>
    claim.kind === 'claim_feature' ? claim.feature_id.slice(0, 3) : claim.kind,
  );
  expect(new Set(numbers)).toEqual(new Set(['001', '002', '003']));
});

it('does every effect once', async () => {
  const requested = onIssue(aState());
  const claim = await run(effect({ kind: 'claim_feature', slug: 'checkout' }), requested);
  if (claim.kind !== 'claim_feature') throw new Error('expected a claim');
  await run(effect({ kind: 'create_dashboard' }), requested);
  await run(effect({ kind: 'post_comment', topic: 'checkpoint' }), requested);

  const { branch, base, base_sha, feature_id } = claim;
  await as('wendy', 'PUT', `/contents/specs/${feature_id}/spec.md`, {
    branch,
    message: 'specify',
    content: Buffer.from('# Spec').toString('base64'),
  });
  const tree = await host().facts.branchTree(branch);
  const spec = (await tree.list()).find((file) => file.path === `specs/${feature_id}/spec.md`);
  expect(spec === undefined ? null : await tree.read(spec)).toBe('# Spec');

  const planned = onIssue(
    aPlannedState({
      feature_id,
      branch: { name: branch, base, base_sha, head: tree.head },
      planning_complete: true,
    }),
  );
  const opened = await run(effect({ kind: 'open_pull_request' }), planned);
  if (opened.kind !== 'open_pull_request') throw new Error('expected a pull request');
  const { number, url } = opened;
  const state = { ...planned, pull_request: { number, url } };

  const { id } = await as('wendy', 'POST', `/pulls/${number}/reviews`, { event: 'APPROVE' });
  expect((await host().facts.decisionsOf(number)).approvals).toMatchObject([
    { by: 'wendy', commit: tree.head, is_bot: false },
  ]);
  await run(
    effect({ kind: 'dismiss_approval', review_id: Number(id), reason: 'The code has landed.' }),
    state,
  );
  expect((await host().facts.decisionsOf(number)).approvals).toEqual([]);

  for (const task of ['T001', 'T002', 'T003'])
    await run(effect({ kind: 'create_issue', task_id: task }), state);
  const titles = await host().client.ask('list issues', (api) =>
    api.issues.listForRepo({ owner: 'octo', repo: 'shop', labels: 'speckit' }),
  );
  expect(titles.map((issue) => issue.title)).toEqual(['Do T003', 'Do T002', 'Do T001']);
});

it('reads what people may do', async () => {
  const { facts } = host();
  const levels = ['ada', 'wendy', 'reed', 'stranger'].map(
    async (login) => (await facts.permissionOf(login)).permission,
  );
  expect(await Promise.all(levels)).toEqual(['admin', 'write', 'read', 'none']);
});

it('keeps to the description', () => {
  const contract = createContract();
  const violations = sandbox
    .exchanges()
    .flatMap((exchange) =>
      contract
        .check(exchange)
        .map((one) => `${exchange.method} ${exchange.url} ${exchange.status}: ${one.where} ${one.message}`),
    );
  expect(violations).toEqual([]);
});
