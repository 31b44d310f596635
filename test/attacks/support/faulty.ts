/** A way to GitHub on which requests fail, each in its turn: before GitHub has acted, or after it. */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** `lost`: no answer, and GitHub has not heard. `unheard`: GitHub has acted, and its answer is lost. */
export type Fault = '500' | '403' | 'lost' | 'unheard';

export interface FaultyWay {
  readonly url: string;
  /** Requests that failed, as method and path. */
  readonly failed: readonly string[];
  /** Lets everything pass, or no longer. */
  heal(): void;
  close(): Promise<void>;
}

/** Opens a proxy to `target`; every request that it sees for the first time fails in this way, and passes from then on. */
export async function openFaultyWay(fault: Fault, isTried: (key: string) => boolean): Promise<FaultyWay> {
  const seen = new Set<string>();
  const failed: string[] = [];
  let healthy = false;
  const server = createServer((incoming, outgoing) => {
    const [, port = '', path = ''] = /^\/(\d+)(\/.*)$/.exec(incoming.url ?? '') ?? [];
    const key = `${incoming.method} ${path.replace(/[?].*/, '').replace(/\d{6,}/g, '#')}`;
    const faulty = !healthy && !seen.has(key) && isTried(key);
    seen.add(key);
    if (faulty) failed.push(key);
    const mode = faulty ? fault : null;
    if (mode === '500') return answer(outgoing, 500, { message: 'Server Error' });
    if (mode === '403')
      return answer(
        outgoing,
        403,
        { message: 'You have exceeded a secondary rate limit.' },
        { 'retry-after': '1' },
      );
    if (mode === 'lost') return void incoming.socket.destroy();
    pass(incoming, outgoing, Number(port), path, mode === 'unheard');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    failed,
    heal: () => {
      healthy = true;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function pass(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  port: number,
  path: string,
  drop: boolean,
): void {
  const onward = request(
    {
      host: '127.0.0.1',
      port,
      path,
      method: incoming.method,
      headers: { ...incoming.headers, host: `127.0.0.1:${port}` },
    },
    (answered) => {
      if (drop) {
        // GitHub has done it all by the time that its answer is whole.
        answered.resume().on('end', () => incoming.socket.destroy());
        return;
      }
      outgoing.writeHead(answered.statusCode ?? 502, answered.headers);
      answered.pipe(outgoing);
    },
  );
  onward.on('error', () => incoming.socket.destroy());
  incoming.pipe(onward);
}

function answer(
  outgoing: ServerResponse,
  status: number,
  body: object,
  headers: Record<string, string> = {},
): void {
  outgoing.writeHead(status, { 'content-type': 'application/json', ...headers });
  outgoing.end(JSON.stringify(body));
}
