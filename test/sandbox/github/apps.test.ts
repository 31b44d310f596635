import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { isSigned } from '../../../src/server/signature.js';
import { APP_ID, appToken, LOGIN, registration, SECRET, SLUG } from '../../server/support/app.js';
import { startWorld, type World } from './sandbox.js';

interface Received {
  readonly event: string;
  readonly guid: string;
  readonly signed: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: payloads of every shape.
  readonly payload: any;
}

/** Somebody who listens to webhooks, and answers as told. */
async function listener() {
  const received: Received[] = [];
  const answer = { status: 202 };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    received.push({
      event: String(request.headers['x-github-event']),
      guid: String(request.headers['x-github-delivery']),
      signed: isSigned(body, String(request.headers['x-hub-signature-256']), SECRET),
      payload: JSON.parse(body.toString('utf8')),
    });
    response.writeHead(answer.status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    received,
    answer,
    url: `http://127.0.0.1:${port}/`,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

describe('GitHub Apps in the box', () => {
  let world: World | undefined;
  afterEach(async () => {
    await world?.stop();
    world = undefined;
  });

  async function tokenOf(it: World, body?: unknown): Promise<string> {
    const [id] = it.sandbox.installations;
    const answer = await it.call(appToken(), 'POST', `/app/installations/${id}/access_tokens`, body);
    expect(answer.status).toBe(201);
    return answer.body.token;
  }

  it('know an App by what it signed, and nobody by anything else', async () => {
    world = await startWorld({ apps: [registration()] });
    const me = await world.call(appToken(), 'GET', '/app');
    expect(me.body).toMatchObject({ id: APP_ID, slug: SLUG });
    const now = Math.floor(Date.now() / 1000);
    const forged = `${appToken().split('.').slice(0, 2).join('.')}.${Buffer.from('no').toString('base64url')}`;
    const bad = [
      forged,
      appToken({ iss: 1 }),
      appToken({ exp: now - 5 }),
      appToken({ exp: now + 7200 }),
      'eyJ.x.y',
    ];
    for (const token of bad) expect((await world.call(token, 'GET', '/app')).status).toBe(401);
    expect((await world.call('wendy', 'GET', '/app')).status).toBe(401);
    expect((await world.call('', 'GET', '/app')).status).toBe(401);
  });

  it('show installations and what a token of one reaches', async () => {
    world = await startWorld({ apps: [registration()], visibility: 'private' });
    const { repo } = world.sandbox;
    const list = await world.call(appToken(), 'GET', '/app/installations');
    expect(list.body).toMatchObject([{ app_id: APP_ID, account: { login: 'octo' }, suspended_at: null }]);
    expect((await world.call(appToken(), 'GET', `/repos/${repo}/installation`)).body.id).toBe(
      list.body[0].id,
    );
    expect((await world.call(appToken(), 'GET', `/repos/${repo}`)).status).toBe(404);
    const token = await tokenOf(world);
    const reached = await world.call(token, 'GET', '/installation/repositories');
    expect(reached.body.repositories.map((one: { full_name: string }) => one.full_name)).toEqual([repo]);
    expect((await world.call(token, 'GET', `/repos/${repo}`)).status).toBe(200);
    const elsewhere = { repository_ids: [1] };
    const path = `/app/installations/${list.body[0].id}/access_tokens`;
    expect((await world.call(appToken(), 'POST', path, elsewhere)).status).toBe(422);
    const more = { permissions: { administration: 'write' } };
    expect((await world.call(appToken(), 'POST', path, more)).status).toBe(422);
  });

  it('let a token do what it was given, and no more', async () => {
    world = await startWorld({ apps: [registration()], files: { 'README.md': 'Hello' } });
    const path = `/repos/${world.sandbox.repo}`;
    await world.call('wendy', 'POST', `${path}/issues`, { title: 'A wish' });
    const narrow = await tokenOf(world, { permissions: { issues: 'write' } });
    const said = await world.call(narrow, 'POST', `${path}/issues/1/comments`, { body: 'Hello' });
    expect(said.body).toMatchObject({
      user: { login: LOGIN, type: 'Bot' },
      performed_via_github_app: { slug: SLUG },
    });
    const file = { message: 'Change', content: 'aGk=', branch: 'main' };
    expect((await world.call(narrow, 'PUT', `${path}/contents/new.txt`, file)).status).toBe(403);
    const full = await tokenOf(world);
    expect((await world.call(full, 'PUT', `${path}/contents/new.txt`, file)).status).toBe(201);
    const workflow = `${path}/contents/.github/workflows/x.yml`;
    expect((await world.call(full, 'PUT', workflow, file)).status).toBe(403);
    // What an App does starts Actions workflows, unlike what a run does.
    expect(world.events.filter((one) => one.sender === LOGIN).map((one) => one.byRunToken)).not.toContain(
      true,
    );
  });

  it('have check runs of their own, which nobody else may change', async () => {
    world = await startWorld({ apps: [registration()], files: { 'README.md': 'Hello' } });
    const token = await tokenOf(world);
    const path = `/repos/${world.sandbox.repo}/check-runs`;
    const main = (await world.call('', 'GET', `/repos/${world.sandbox.repo}/git/ref/heads/main`)).body;
    const run = { name: 'gate', head_sha: main.object.sha, status: 'in_progress' };
    const own = await world.call(token, 'POST', path, run);
    expect(own.body.app).toMatchObject({ slug: SLUG });
    const actions = world.port.mintRunToken(world.sandbox.repo, 1, { checks: 'write' });
    const edit = await world.call(actions, 'PATCH', `${path}/${own.body.id}`, { conclusion: 'success' });
    expect([edit.status, edit.body.message]).toEqual([403, expect.stringMatching(/^Invalid app_id/)]);
    await world.call(actions, 'POST', path, run);
    const ref = `/repos/${world.sandbox.repo}/commits/main`;
    expect((await world.call('', 'GET', `${ref}/check-runs`)).body.total_count).toBe(2);
    expect((await world.call('', 'GET', `${ref}/check-suites`)).body.total_count).toBe(2);
  });

  it('tell an App what happens where it is installed, signed, and again when it asks', async () => {
    const { received, answer, url, stop } = await listener();
    world = await startWorld({ apps: [registration({ webhook: { url, secret: SECRET } })] });
    const here = world;
    const { sandbox } = here;
    const call: World['call'] = (...request) => here.call(...request);
    const [installation] = sandbox.installations;
    const settle = () => sandbox.idle();
    await settle();
    answer.status = 503;
    await call('wendy', 'POST', `/repos/${sandbox.repo}/issues`, { title: 'A wish' });
    await call('wendy', 'POST', `/repos/${sandbox.repo}/issues/1/comments`, { body: 'Hello' });
    await settle();
    expect(received.map((one) => one.event)).toEqual(['installation', 'issue_comment']);
    expect(received.every((one) => one.signed)).toBe(true);
    expect(received[1]?.payload.installation.id).toBe(installation);

    const log = await call(appToken(), 'GET', '/app/hook/deliveries');
    expect(log.body.map((one: { status_code: number }) => one.status_code)).toEqual([503, 202]);
    answer.status = 202;
    await call(appToken(), 'POST', `/app/hook/deliveries/${log.body[0].id}/attempts`);
    await settle();
    expect(received[2]).toEqual(received[1]);

    const at = `/app/installations/${installation}`;
    const token = await tokenOf(world);
    await call(appToken(), 'PUT', `${at}/suspended`);
    expect((await call(token, 'GET', '/installation/repositories')).status).toBe(401);
    expect((await call(appToken(), 'POST', `${at}/access_tokens`)).status).toBe(403);
    await call('wendy', 'POST', `/repos/${sandbox.repo}/issues/1/comments`, { body: 'Anybody?' });
    await call(appToken(), 'DELETE', `${at}/suspended`);
    await call(appToken(), 'DELETE', at);
    await settle();
    const told = received.slice(3).map((one) => `${one.event} ${one.payload.action}`);
    expect(told).toEqual(['installation suspend', 'installation unsuspend', 'installation deleted']);
    expect((await call(appToken(), 'GET', at)).status).toBe(404);
    await stop();
  });
});
