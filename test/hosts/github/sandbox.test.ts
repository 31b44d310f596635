/** The adapters against the GitHub in a box, every exchange held against GitHub's own description of its API. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ActionsPort, GithubPort } from '../../../sandbox/contract.js';
import { type Sandbox, startSandbox } from '../../../sandbox/server.js';
import type { Effect } from '../../../src/domain/effects.js';
import type { WorkflowState } from '../../../src/domain/state.js';
import { createGithubHost, type GithubHost } from '../../../src/hosts/github/host.js';
import { createContract } from '../../openapi/validate-exchange.js';
import { renderer } from './support/a-host.js';
import { aState, OTHER_WORKFLOW, WORKFLOW } from './support/a-state.js';
import { BOT } from './support/fake-github.js';

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

function effect(
  particulars: Record<string, unknown> & { kind: Effect['kind'] },
  workflow = WORKFLOW,
): Effect {
  const id = `${workflow}:3:${particulars.kind}`;
  return { id, emitted_at: new Date().toISOString(), leased_by: 'run/1/1', ...particulars } as Effect;
}

async function run(one: Effect, state: WorkflowState): Promise<Record<string, unknown>> {
  const first = { ...(await host().effects.run(one, state, { lookFirst: false })) };
  // A second run, as after a crash, finds the first one's result.
  expect(await host().effects.run(one, state, { lookFirst: true })).toEqual(first);
  return first;
}

const onIssue = (patch: Partial<WorkflowState> = {}) => {
  const state = aState(patch);
  return { ...state, origin: { ...state.origin, issue: 1 } };
};

it('works with a GitHub that behaves as its description says', async () => {
  const [one, two] = [onIssue(), onIssue({ workflow_id: OTHER_WORKFLOW })];

  // State and index.
  expect(await host().store.load(WORKFLOW)).toBeNull();
  const saved = await host().store.save(one, null, 'requested');
  expect(saved.kind).toBe('saved');
  expect(await host().store.save(one, null, 'requested')).toEqual({ kind: 'stale' });
  expect(await host().store.load(WORKFLOW)).toMatchObject({ state: one });
  expect(await host().store.list()).toEqual([WORKFLOW]);
  expect(await host().index.claim(1, WORKFLOW)).toEqual({ claimed: true });
  expect(await host().index.claim(1, OTHER_WORKFLOW)).toEqual({ claimed: false, holder: WORKFLOW });

  // Two claims at once get two numbers.
  const claims = await Promise.all(
    [one, two].map((state) =>
      host().effects.run(effect({ kind: 'claim_feature', slug: 'payments' }, state.workflow_id), state, {
        lookFirst: false,
      }),
    ),
  );
  expect(new Set(claims.map((claim) => 'branch' in claim && claim.branch))).toEqual(
    new Set(['001-payments', '002-payments']),
  );
  const claim = await run(effect({ kind: 'claim_feature', slug: 'payments' }), one).catch(() => null);
  expect(claim).toBeNull();
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
