import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { createLogger } from '../../src/server/logger.js';
import { createQueue } from '../../src/server/queue.js';
import { dueAgain } from '../../src/server/redeliver.js';
import { readSettings } from '../../src/server/settings.js';
import { isSigned } from '../../src/server/signature.js';
import { openSpool } from '../../src/server/spool.js';
import { EVENTS } from '../../src/server/triage.js';
import { PRIVATE_KEY, registration, SECRET } from './support/app.js';

describe('the queue', () => {
  it('works on one key in the order of arrival, and on several keys at a time', async () => {
    const queue = createQueue({ limit: 10, concurrency: 2 });
    const told: string[] = [];
    const gates = new Map<string, () => void>();
    const work = (name: string) => async () => {
      told.push(`${name} begins`);
      await new Promise<void>((resolve) => gates.set(name, resolve));
      told.push(`${name} ends`);
    };
    queue.add('a', work('a1'));
    queue.add('a', work('a2'));
    queue.add('b', work('b1'));
    queue.add('c', work('c1'));
    expect(told).toEqual(['a1 begins', 'b1 begins']);
    expect(queue.depth()).toEqual({ waiting: 2, running: 2 });
    for (const name of ['a1', 'c1', 'b1', 'a2']) {
      while (!gates.has(name)) await Promise.resolve();
      gates.get(name)?.();
      while (!told.includes(`${name} ends`)) await Promise.resolve();
      for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
    }
    await queue.whenIdle();
    // Others go before the rest of a key that has just had its turn.
    expect(told.filter((line) => line.endsWith('begins'))).toEqual(
      ['a1', 'b1', 'c1', 'a2'].map((it) => `${it} begins`),
    );
  });

  it('goes on after a failure, and begins nothing when paused', async () => {
    const queue = createQueue({ limit: 1, concurrency: 1 });
    const done: number[] = [];
    queue.add('a', () => Promise.reject(new Error('no')));
    queue.add('a', async () => void done.push(1));
    expect(queue.isFull()).toBe(true);
    await queue.whenIdle();
    expect(done).toEqual([1]);
    queue.pause();
    queue.add('a', async () => void done.push(2));
    await queue.whenIdle();
    expect(done).toEqual([1]);
  });
});

describe('the spool', () => {
  it('gives back what was not done, in order, to the next process with the same name', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'speckit-spool-'));
    const first = await openSpool(directory);
    const delivery = (id: string) => ({ id, name: 'ping', payload: { id } });
    const files = [];
    for (const id of ['1', '2', '3']) files.push(await first.keep(delivery(id)));
    await first.done(files[1] ?? '');
    await writeFile(join(directory, '000000000000000-cut.json.part'), '{"id": "hal');
    await writeFile(join(directory, '000000000000000-bad.json'), '{"id": "hal');
    const second = await openSpool(directory);
    expect(second.instance).toBe(first.instance);
    expect((await second.leftovers()).map((one) => one.delivery)).toEqual([delivery('1'), delivery('3')]);
    expect(await readdir(directory)).toContain('000000000000000-bad.json.unreadable');
    await second.close();
    await rm(directory, { recursive: true });
  });

  it('is not shared with a process that is alive', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'speckit-spool-'));
    await writeFile(join(directory, 'lock'), String(process.ppid));
    await expect(openSpool(directory)).rejects.toThrow(/its own SPECKIT_SPOOL/);
    await rm(directory, { recursive: true });
  });
});

describe('a spool that somebody else has prepared', () => {
  it('is refused: what lies there would be worked on without a signature', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'speckit-spool-'));
    await chmod(directory, 0o777);
    await expect(openSpool(directory)).rejects.toThrow(/into which nobody else may write, received .*777/);
    await chmod(directory, 0o700);
    const link = join(directory, 'link');
    await mkdir(join(directory, 'own'), { mode: 0o700 });
    await symlink(join(directory, 'own'), link);
    await expect(openSpool(link)).rejects.toThrow(/received a link/);
    await rm(directory, { recursive: true });
  });

  it('keeps no server from starting by what is no file of ours', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'speckit-spool-'));
    await mkdir(join(directory, '000-folder.json'));
    await mkdir(join(directory, '001-folder.part'));
    await symlink('/dev/zero', join(directory, '002-link.json'));
    execFileSync('sh', ['-c', 'mkfifo "$1"', 'sh', join(directory, '003-pipe.json')]);
    const spool = await openSpool(directory);
    expect(await spool.leftovers()).toEqual([]);
    await spool.close();
    await rm(directory, { recursive: true });
  });
});

describe('settings', () => {
  const given = { APP_ID: '12', PRIVATE_KEY, WEBHOOK_SECRET: SECRET };

  it('take keys on one line and the URLs of an Enterprise server', () => {
    const escaped = readSettings({ ...given, PRIVATE_KEY: PRIVATE_KEY.replaceAll('\n', '\\n') });
    expect(escaped.privateKey).toBe(PRIVATE_KEY);
    const encoded = Buffer.from(PRIVATE_KEY).toString('base64');
    expect(readSettings({ ...given, PRIVATE_KEY: encoded }).privateKey).toBe(PRIVATE_KEY);
    const { apiUrl, serverUrl } = readSettings({ ...given, GHE_HOST: 'github.example.com' });
    expect([apiUrl, serverUrl]).toEqual(['https://github.example.com/api/v3', 'https://github.example.com']);
    expect(readSettings(given).apiUrl).toBe('https://api.github.com');
  });

  it.each([
    ['APP_ID', ''],
    ['APP_ID', 'twelve'],
    ['PRIVATE_KEY', 'a secret that is no key'],
    ['WEBHOOK_SECRET', ''],
    ['PORT', 'http'],
    ['GITHUB_API_URL', 'nowhere'],
  ])('refuse %s "%s", and do not repeat a secret', (name, value) => {
    const read = () => readSettings({ ...given, [name]: value });
    expect(read).toThrow(name);
    expect(read).not.toThrow(/a secret that is no key/);
  });
});

describe('logs', () => {
  it('mask whatever is or looks like a secret, wherever it stands', () => {
    const lines: string[] = [];
    const log = createLogger('info', [PRIVATE_KEY, SECRET], (line) => void lines.push(line));
    const token = `ghs_${'x'.repeat(36)}`;
    log.info({ token, deep: { authorization: `token ${token}` } }, `with ${SECRET}`);
    log.error({ err: new Error(`could not use ${PRIVATE_KEY}`) }, 'failed');
    log.info({ jwt: 'eyJhbGciOi.eyJpc3MiOjF9.c2lnbmF0dXJl' });
    const text = lines.join('');
    expect(text).not.toMatch(/ghs_|PRIVATE KEY|webhook secret|eyJ/);
    expect(text.match(/\[secret\]/g)?.length).toBeGreaterThanOrEqual(5);
    for (const line of lines) expect(() => JSON.parse(line)).not.toThrow();
  });
});

describe('signatures', () => {
  it('are those of the bytes, in the newer form alone', () => {
    const body = Buffer.from('{}');
    const right = 'sha256=a02ecf4f1b7a9df4b8a2d1ea4eb8e0a8e3a3f4d3b1bfb5d4b9ed5a0c5f5d5e5f';
    for (const header of [undefined, '', 'sha256=', right, 'sha1=bf21a9e8fbc5a3846fb05b4fa0859e0917b2202f']) {
      expect(isSigned(body, header, SECRET)).toBe(false);
    }
  });
});

describe('deliveries that nobody took', () => {
  const at = (minutes: number) => new Date(minutes * 60_000).toISOString();
  const sent = (id: number, guid: string, minutes: number, status_code: number) => ({
    id,
    guid,
    delivered_at: at(minutes),
    status_code,
  });

  it('are asked for again, unless taken since, tried often, too young or too old', () => {
    const log = [
      sent(1, 'failed', 500, 502),
      sent(2, 'taken later', 500, 503),
      sent(3, 'taken later', 510, 202),
      ...[4, 5, 6, 7].map((id) => sent(id, 'hopeless', 480 + id, 500)),
      sent(8, 'just now', 600, 502),
      sent(9, 'long ago', 10, 502),
      sent(10, 'twice', 500, 502),
      sent(11, 'twice', 520, 502),
    ];
    expect(dueAgain(log, 600 * 60_000)).toEqual([1, 11]);
  });
});

describe('app.yml', () => {
  it('asks for exactly the events that the server acts on, and for no permission that the tests do without', async () => {
    const manifest = parse(await readFile('app.yml', 'utf8')) as Record<string, unknown>;
    const own = ['installation', 'installation_repositories'];
    expect(manifest.default_events).toEqual(EVENTS.filter((name) => !own.includes(name)).sort());
    expect(manifest.default_permissions).toEqual(registration().permissions);
    expect([...registration().events].sort()).toEqual(manifest.default_events);
  });
});
