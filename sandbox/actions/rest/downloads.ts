/** Signed, short-lived download addresses: GitHub answers downloads with a redirect to such a one. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { Hono } from 'hono';
import type { SandboxEnv } from '../../contract.js';
import type { Engine } from '../runs/engine.js';
import { currentJobs } from '../runs/records.js';
import { writeZip } from '../standins/zip.js';
import { handled, RestError } from './http.js';

type DownloadKind = 'job-log' | 'run-logs' | 'artifact';

export interface Downloads {
  /** The address to redirect to; it needs no token. */
  readonly address: (kind: DownloadKind, id: number) => string;
}

/** Mounts the download routes. */
export function createDownloads(app: Hono<SandboxEnv>, engine: Engine): Downloads {
  const secret = randomBytes(32);
  const sign = (kind: string, id: string) =>
    createHmac('sha256', secret).update(`${kind}/${id}`).digest('hex');
  app.get(
    '/_sandbox/actions/:kind/:id',
    handled((c) => {
      const { kind, id } = { kind: c.req.param('kind') ?? '', id: c.req.param('id') ?? '' };
      const expected = Buffer.from(sign(kind, id));
      const given = Buffer.from(c.req.query('sig') ?? '');
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
        throw new RestError(403, 'Expected a signed download address. Ask the REST API for a new one.');
      }
      return content(engine, kind, Number(id));
    }),
  );
  return {
    address: (kind, id) =>
      `${engine.port.apiUrl}/_sandbox/actions/${kind}/${id}?sig=${sign(kind, String(id))}`,
  };
}

function content(engine: Engine, kind: string, id: number): Response {
  switch (kind) {
    case 'job-log':
      return new Response(engine.store.readLog(id) ?? '', {
        headers: { 'content-type': 'text/plain; charset=utf-8' },
      });
    case 'run-logs':
      return zipResponse(runLogs(engine, id), `logs_${id}.zip`);
    default: {
      const path = engine.store.artifactPath(id);
      const name = engine.store.artifacts.get(id)?.name ?? 'artifact';
      return existsSync(path)
        ? zipResponse(readFileSync(path), `${name}.zip`)
        : new Response('Gone', { status: 410 });
    }
  }
}

function runLogs({ store }: Engine, id: number): Buffer {
  const run = store.runs.get(id);
  const entries = (run === undefined ? [] : currentJobs(run)).map((job, index) => ({
    name: `${index}_${job.name.replaceAll('/', '_')}.txt`,
    data: Buffer.from(store.readLog(job.id) ?? ''),
  }));
  const error = run?.error === undefined ? [] : [{ name: 'system.txt', data: Buffer.from(`${run.error}\n`) }];
  return writeZip([...entries, ...error]);
}

function zipResponse(zip: Buffer, name: string): Response {
  return new Response(new Uint8Array(zip), {
    headers: {
      'content-type': 'application/zip',
      'content-disposition': `attachment; filename="${encodeURIComponent(name)}"`,
    },
  });
}
