import { describe, expect, it } from '@jest/globals';
import { classifyFailure, statusIn } from '../../src/backends/classify-failure.js';

describe('the row of the recovery table for a failure', () => {
  it.each([
    [429, 'ExternalServiceError'],
    [408, 'ExternalServiceError'],
    [500, 'ExternalServiceError'],
    [503, 'ExternalServiceError'],
    [529, 'ExternalServiceError'],
    [400, 'UnrecoverableError'],
    [401, 'UnrecoverableError'],
    [403, 'UnrecoverableError'],
    [404, 'UnrecoverableError'],
  ])('status %d: %s', (status, type) => {
    expect(classifyFailure('no words', status)).toBe(type);
    expect(classifyFailure(`unexpected status ${status} Something: x, url: http://127.0.0.1:5000/v1`)).toBe(
      type,
    );
    expect(classifyFailure(`API Error: ${status} something`)).toBe(type);
    expect(classifyFailure(`{"error":{"code":${status},"message":"x"}}`)).toBe(type);
  });

  it('knows that an empty account does not fill up by waiting', () => {
    expect(classifyFailure('You exceeded your current quota (insufficient_quota)', 429)).toBe(
      'UnrecoverableError',
    );
  });

  it.each(['Incorrect API key provided: invalid_api_key', 'Not logged in', 'model gpt-0 does not exist'])(
    'leaves %j to a person',
    (message) => expect(classifyFailure(message)).toBe('UnrecoverableError'),
  );

  it.each(['fetch failed', 'connect ECONNREFUSED 127.0.0.1:443', 'overloaded', '', 'wrote 401 lines'])(
    'tries again after %j',
    (message) => expect(classifyFailure(message)).toBe('ExternalServiceError'),
  );

  it('takes no other number for a status', () => {
    expect(statusIn('port 5432, 404 files, 12 errors')).toBeNull();
  });
});
