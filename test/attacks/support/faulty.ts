/** A way to GitHub, for the API and for git, on which requests fail: before GitHub has acted, or after it. */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** `lost`: no answer, and GitHub has not heard. `unheard`: GitHub has acted, and its answer is lost. */
export type Fault = '500' | '403' | 'lost' | 'unheard';

/** Whether a request fails, by its method and address, and how many of the same came before it. */
export type Rule = (key: string, before: number) => boolean;

export interface FaultyWay {
  /** Stands for the API of a port as `<url>/<port>`, and for everything as a proxy. */
  readonly url: string;
  /** Requests as method and address, in their order. */
  readonly seen: readonly { readonly key: string; readonly failed: boolean }[];
  close(): Promise<void>;
}

/** Opens a way on which the requests that the rule names fail like this; all others pass. */
export async function openFaultyWay(fault: Fault, fails: Rule): Promise<FaultyWay> {
  const counts = new Map<string, number>();
  const seen: { key: string; failed: boolean }[] = [];
  const server = createServer((incoming, outgoing) => {
    const target = targetOf(incoming.url ?? '');
    const key = `${incoming.method} ${addressOf(target)}`;
    const before = counts.get(key) ?? 0;
    counts.set(key, before + 1);
    const failed = fails(key, before);
    seen.push({ key, failed });
    if (failed && fault === '500') return answer(outgoing, 500, { message: 'Server Error' });
    if (failed && fault === '403')
      return answer(
        outgoing,
        // Git takes a 403 for a missing permission, so GitHub slows it down like this.
        key.includes('.git/') ? 429 : 403,
        { message: 'You have exceeded a secondary rate limit.' },
        { 'retry-after': '1' },
      );
    if (failed && fault === 'lost') return void incoming.socket.destroy();
    pass(incoming, outgoing, target, failed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What kind of request it is: an address without the numbers, ids and hashes that differ from run to run. */
export function kindOf(key: string): string {
  return key.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9a-f]{40}\b|\b\d+\b/g, '#');
}

/** Where a request goes: as a proxy is asked for it, or with the port in front of the path. */
function targetOf(url: string): URL {
  const [, port, path = ''] = /^\/(\d+)(\/.*)$/.exec(url) ?? [];
  return new URL(port === undefined ? url : `http://127.0.0.1:${port}${path}`);
}

/** The query says which page it is, or for git which service: of a service the two differ, of pages not. */
function addressOf({ pathname, searchParams }: URL): string {
  const service = searchParams.get('service');
  return service === null ? pathname : `${pathname}?service=${service}`;
}

function pass(incoming: IncomingMessage, outgoing: ServerResponse, target: URL, drop: boolean): void {
  const onward = request(
    target,
    { method: incoming.method, headers: { ...incoming.headers, host: target.host } },
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
