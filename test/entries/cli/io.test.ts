import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { outliveReader } from '../../../src/entries/cli/io.js';

describe('output that nobody reads any more', () => {
  it('ends nothing', () => {
    const stream = new PassThrough();
    outliveReader(stream);
    expect(() =>
      stream.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })),
    ).not.toThrow();
  });

  it('is told from a full disk', () => {
    const stream = new PassThrough();
    outliveReader(stream);
    const full = Object.assign(new Error('no space'), { code: 'ENOSPC' });
    expect(() => stream.emit('error', full)).toThrow('no space');
  });
});
