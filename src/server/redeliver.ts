import type { Identity } from './identity.js';
import type { Metrics } from './metrics.js';

/** Older ones have long been made up for by sweeps. */
const WINDOW_MS = 6 * 60 * 60 * 1000;

/** A delivery that still may succeed by itself, at another server or in another attempt. */
const GRACE_MS = 60 * 1000;

const MAX_ATTEMPTS = 3;
const MAX_PAGES = 5;

interface Sent {
  readonly id: number;
  readonly guid: string;
  readonly delivered_at: string;
  readonly status_code: number;
}

/**
 * GitHub never sends a delivery again by itself. Those that no server of ours took, because none ran or the queue was
 * full, are asked for again; a second copy is recognised like any other.
 */
export async function redeliverFailed(
  octokit: Identity['octokit'],
  now: Date,
  metrics: Pick<Metrics, 'redelivered'>,
): Promise<void> {
  let pages = 0;
  const sent: Sent[] = await octokit.paginate(
    'GET /app/hook/deliveries',
    { per_page: 100 },
    ({ data }, done) => {
      pages += 1;
      const isOld = data.some((one) => now.getTime() - Date.parse(one.delivered_at) > WINDOW_MS);
      if (isOld || pages >= MAX_PAGES) done();
      return data;
    },
  );
  for (const id of dueAgain(sent, now.getTime())) {
    await octokit.request('POST /app/hook/deliveries/{delivery_id}/attempts', { delivery_id: id });
    metrics.redelivered();
  }
}

/** The latest try of each delivery that nobody took. */
export function dueAgain(sent: readonly Sent[], now: number): readonly number[] {
  const byGuid = new Map<string, Sent[]>();
  for (const one of sent) byGuid.set(one.guid, [...(byGuid.get(one.guid) ?? []), one]);
  return [...byGuid.values()].flatMap((tries) => {
    const latest = tries.reduce((a, b) => (Date.parse(b.delivered_at) > Date.parse(a.delivered_at) ? b : a));
    const age = now - Date.parse(latest.delivered_at);
    const isTaken = tries.some((one) => one.status_code >= 200 && one.status_code < 300);
    const isDue = !isTaken && tries.length <= MAX_ATTEMPTS && age >= GRACE_MS && age <= WINDOW_MS;
    return isDue ? [latest.id] : [];
  });
}
