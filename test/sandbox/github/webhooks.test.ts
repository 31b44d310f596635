import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startWorld, type World } from './sandbox.js';

const repo = '/repos/octo/greeter';
const secret = 'It is a secret';

interface Received {
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
}

let world: World;
let server: Server;
let status = 200;
const received: Received[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      response.statusCode = status;
      response.end('heard');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  world = await startWorld({ webhooks: [{ url, secret, events: ['issues', 'issue_comment'] }] });
});
afterAll(async () => {
  await world.stop();
  server.closeAllConnections();
  server.close();
});
afterEach(() => {
  received.length = 0;
  status = 200;
});

describe('webhooks', () => {
  it('arrive signed, with GitHub’s headers, before the sandbox is idle', async () => {
    await world.call('reed', 'POST', `${repo}/issues`, { title: 'Heard' });
    expect((await world.call('', 'GET', '/_sandbox/idle')).status).toBe(200);
    expect(received).toHaveLength(1);
    const [{ headers, body }] = received as [Received];
    expect(headers).toMatchObject({
      'x-github-event': 'issues',
      'x-github-delivery': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
      'user-agent': expect.stringMatching(/^GitHub-Hookshot\//),
      'content-type': 'application/json',
    });
    expect(JSON.parse(body)).toMatchObject({
      action: 'opened',
      issue: { title: 'Heard' },
      repository: { full_name: 'octo/greeter' },
      organization: { login: 'octo' },
      sender: { login: 'reed', type: 'User' },
    });
  });

  it('come only for the events that the subscriber wants', async () => {
    const main = (await world.call('', 'GET', `${repo}/git/ref/heads/main`)).body.object.sha;
    await world.call('wendy', 'POST', `${repo}/git/refs`, { ref: 'refs/heads/quiet', sha: main });
    await world.sandbox.idle();
    expect(received).toEqual([]);
  });

  it('are kept with the answer, and come again under the same GUID', async () => {
    status = 500;
    await world.call('reed', 'POST', `${repo}/issues`, { title: 'Refused' });
    await world.sandbox.idle();
    const hooks = await world.call('ada', 'GET', `${repo}/hooks`);
    expect(hooks.body[0].config.secret).toBe('********');
    const path = `${repo}/hooks/${hooks.body[0].id}/deliveries`;
    const [delivery] = (await world.call('ada', 'GET', path)).body;
    expect(delivery).toMatchObject({ status_code: 500, event: 'issues', redelivery: false });
    status = 200;
    expect((await world.call('ada', 'POST', `${path}/${delivery.id}/attempts`)).status).toBe(202);
    await world.sandbox.idle();
    expect(new Set(received.map((it) => it.headers['x-github-delivery']))).toEqual(new Set([delivery.guid]));
    const [again] = (await world.call('ada', 'GET', path)).body;
    expect(again).toMatchObject({ guid: delivery.guid, redelivery: true, status_code: 200 });
    const full = await world.call('ada', 'GET', `${path}/${again.id}`);
    expect(full.body).toMatchObject({
      request: { payload: { action: 'opened' } },
      response: { payload: 'heard' },
    });
  });

  it('are the admins’ business', async () => {
    expect((await world.call('wendy', 'GET', `${repo}/hooks`)).status).toBe(404);
  });
});
