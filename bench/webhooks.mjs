/** How soon 1,000 signed deliveries, 50 at a time, are answered: our server, bare Probot, and node:http with the HMAC alone. */
import { createHmac, generateKeyPairSync, timingSafeEqual } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { createNodeMiddleware, Probot } from 'probot';
import { startServer } from '../build/src/server/server.js';
import { readSettings } from '../build/src/server/settings.js';
import { median } from './lib/measure.mjs';

const AMOUNT = 1_000;
const AT_ONCE = 50;
const SECRET = 'the webhook secret of a measure';
const PATH = '/api/github/webhooks';

export async function measure({ rounds }) {
  const directory = await mkdtemp(join(tmpdir(), 'speckit-bench-'));
  const github = await listen(createServer(fakeGithub));
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = privateKey.export({ type: 'pkcs1', format: 'pem' });
  const contestants = [await ours(github.url, key, directory), await bareProbot(key), await bareNode()];
  try {
    const samples = new Map(contestants.map(({ name }) => [name, []]));
    for (let round = -1; round < rounds; round++) {
      for (const one of contestants) {
        const result = await storm(one.url);
        await one.settle();
        if (round >= 0) samples.get(one.name).push(result);
      }
    }
    return report(samples, rounds);
  } finally {
    for (const one of contestants) await one.stop();
    await github.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

function report(samples, rounds) {
  const of = (name, field) => median(samples.get(name).map((one) => one[field]));
  const [first, probot] = [...samples.keys()];
  const limit = (what, value, most) => ({ what, value, limit: most, kept: value <= most });
  const slowest = Math.max(...samples.get(first).map((one) => one.max));
  const failures = samples.get(first).reduce((sum, one) => sum + one.failures, 0);
  return {
    title: `${AMOUNT} signed deliveries, ${AT_ONCE} at a time, median of ${rounds} rounds, milliseconds until the answer`,
    rows: [...samples.keys()].map((name) => ({
      contestant: name,
      'half within': of(name, 'p50'),
      '99 % within': of(name, 'p99'),
      slowest: of(name, 'max'),
    })),
    limits: [
      limit('the slowest answer of all rounds', slowest, 1_000),
      limit('answers that were not 2xx', failures, 0),
      limit('99 % against bare Probot, which keeps nothing', of(first, 'p99') / of(probot, 'p99'), 5),
    ],
  };
}

/** Sends what starts a workflow: the most that the server does before an answer. */
async function storm(url) {
  const user = { login: 'wendy', type: 'User' };
  const at = '2026-01-01T00:00:00Z';
  const body = JSON.stringify({
    action: 'created',
    installation: { id: 1 },
    repository: { id: 1, full_name: 'octo/greeter', default_branch: 'main' },
    sender: user,
    issue: { number: 1, title: 'A wish', body: 'Please. '.repeat(500), user, updated_at: at, state: 'open' },
    comment: { id: 1, body: '/speckit full: A wish', user, created_at: at, updated_at: at },
  });
  const result = await autocannon({
    url,
    method: 'POST',
    connections: AT_ONCE,
    amount: AMOUNT,
    headers: {
      'content-type': 'application/json',
      'x-github-delivery': '7d1c1b7e-0000-4000-8000-000000000000',
      'x-github-event': 'issue_comment',
      'x-hub-signature-256': sign(body),
    },
    body,
  });
  const { latency } = result;
  return {
    p50: latency.p50,
    p99: latency.p99,
    max: latency.max,
    failures: AMOUNT - result['2xx'],
  };
}

async function ours(apiUrl, key, directory) {
  const settings = readSettings({
    APP_ID: '1',
    PRIVATE_KEY: key,
    WEBHOOK_SECRET: SECRET,
    PORT: '0',
    HOST: '127.0.0.1',
    GITHUB_API_URL: apiUrl,
    SPECKIT_SPOOL: join(directory, 'spool'),
    SPECKIT_QUEUE_LIMIT: String(2 * AMOUNT),
    LOG_LEVEL: 'fatal',
  });
  const server = await startServer(settings, { shippedWorkflow: async () => null });
  await server.ready;
  return {
    name: 'ours: checked, understood, on disk',
    url: `http://127.0.0.1:${server.port}${PATH}`,
    settle: () => server.idle(),
    stop: () => server.stop(),
  };
}

async function bareProbot(key) {
  const probot = new Probot({ appId: 1, privateKey: key, secret: SECRET, logLevel: 'fatal' });
  const app = (it) => {
    it.on('issue_comment', () => undefined);
  };
  const middleware = await createNodeMiddleware(app, { probot, webhooksPath: PATH });
  const serving = await listen(createServer(middleware));
  return { name: 'Probot with an empty handler', ...serving, url: serving.url + PATH };
}

async function bareNode() {
  const serving = await listen(
    createServer(async (request, response) => {
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      const expected = Buffer.from(sign(Buffer.concat(chunks)));
      const given = Buffer.from(request.headers['x-hub-signature-256'] ?? '');
      const isRight = expected.length === given.length && timingSafeEqual(expected, given);
      response.writeHead(isRight ? 202 : 401).end();
    }),
  );
  return { name: 'node:http, HMAC only', ...serving };
}

/** Tells who the App is, and that it is installed nowhere: work is over as soon as it begins. */
function fakeGithub(request, response) {
  const known = { '/app': { slug: 'bench' }, '/app/installations': [], '/app/hook/deliveries': [] };
  const found = known[request.url.split('?')[0]];
  response.writeHead(found === undefined ? 404 : 200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(found ?? { message: 'Not Found' }));
}

async function listen(server) {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    settle: async () => undefined,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function sign(body) {
  return `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`;
}
