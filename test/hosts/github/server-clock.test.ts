import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import nock from 'nock';
import { createServerClock } from '../../../src/hosts/github/server-clock.js';
import { API, quickClient, REPO } from './support/fake-github.js';

const NOON = Date.parse('2026-03-01T12:00:00Z');
const MINUTE = 60_000;

/** A clock whose local side stands at noon, after an answer that was dated like that. */
function afterAnswer(date: string, { took = 0, age }: { took?: number; age?: string } = {}): string {
  const clock = createServerClock(() => NOON);
  const headers = new Headers({ date, ...(age === undefined ? {} : { age }) });
  clock.learn(headers, NOON - took, NOON);
  return clock.now();
}

describe("GitHub's time", () => {
  beforeEach(() => nock.disableNetConnect());
  afterEach(() => nock.cleanAll());

  it('is the local one until an answer contradicts it', () => {
    expect(createServerClock(() => NOON).now()).toBe('2026-03-01T12:00:00.000Z');
    expect(afterAnswer('Sun, 01 Mar 2026 12:00:00 GMT')).toBe('2026-03-01T12:00:00.000Z');
  });

  it('is taken from the answer where the local clock is behind, or ahead', () => {
    expect(afterAnswer('Sun, 01 Mar 2026 12:10:00 GMT')).toBe('2026-03-01T12:10:00.000Z');
    expect(afterAnswer('Sun, 01 Mar 2026 11:50:00 GMT')).toBe('2026-03-01T11:50:01.000Z');
  });

  it('is not taken for another because an answer took long, or has no date, or comes from a cache', () => {
    expect(afterAnswer('Sun, 01 Mar 2026 11:59:30 GMT', { took: MINUTE })).toBe('2026-03-01T12:00:00.000Z');
    expect(afterAnswer('yesterday')).toBe('2026-03-01T12:00:00.000Z');
    expect(afterAnswer('Sun, 01 Mar 2026 11:00:00 GMT', { age: '3600' })).toBe('2026-03-01T12:00:00.000Z');
  });

  it('is known to whoever asked GitHub for anything', async () => {
    const client = quickClient();
    const date = new Date(Date.now() + 60 * MINUTE);
    nock(API).get(/.*/).reply(200, {}, { date: date.toUTCString() });
    await client.ask('read issue #1', (api) => api.issues.get({ ...REPO, issue_number: 1 }));
    expect(Math.abs(Date.parse(client.clock.now()) - date.getTime())).toBeLessThan(MINUTE);
  });
});
