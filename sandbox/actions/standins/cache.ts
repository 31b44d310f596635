/** `actions/cache`: there is no cache in the sandbox, so every lookup misses. */
import type { StandIn } from './stand-in.js';

const inputs = {
  path: '',
  key: '',
  'restore-keys': '',
  'upload-chunk-size': '',
  enablecrossosarchive: 'false',
  'fail-on-cache-miss': 'false',
  'lookup-only': 'false',
  'save-always': 'false',
};

export const cache: StandIn = {
  inputs,
  run: async (call) => {
    const key = call.input('key');
    call.setOutput('cache-hit', 'false');
    call.setOutput('cache-primary-key', key);
    call.setOutput('cache-matched-key', '');
    call.log(`Cache not found for input keys: ${key}`);
    if (call.flag('fail-on-cache-miss')) {
      throw new Error(
        `Failed to restore cache entry. Exiting as fail-on-cache-miss is set. Input key: ${key}`,
      );
    }
  },
};

export const cacheSave: StandIn = {
  inputs,
  run: async (call) => call.log('Nothing is saved: the sandbox keeps no cache'),
};
