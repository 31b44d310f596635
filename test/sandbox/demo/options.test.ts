import { describe, expect, it } from '@jest/globals';
import { demoOptions, USAGE } from '../../../sandbox/demo/options.js';

describe('the options of the demo', () => {
  it('may ask for help, which names every option', () => {
    expect(demoOptions(['--help']).help).toBe(true);
    for (const option of ['--workflow', '--no-approval', '--json', '--no-color', '--data'])
      expect(USAGE).toContain(option);
  });

  it('are refused where they are unknown', () => {
    expect(() => demoOptions(['--workflow', 'x'])).toThrow('expected --workflow to be one of simple,');
  });
});
