import { describe, expect, it } from '@jest/globals';
import { defaultConfig } from '../../src/config/schema.js';
import type { LocalHost } from '../../src/local/local-host.js';
import { ruling } from '../../src/local/selector.js';

/** As much of a host as rules look at. */
const host = { config: defaultConfig(), backend: 'codex' } as LocalHost;

describe('rules for choosing backends', () => {
  it('take those of the program beside the usual one as candidates', () => {
    const rules = {
      prefer_local: true,
      exclude_agents: ['slow-agent'],
      priority_map: { critical: ['fast-agent', 'reliable-agent'] },
    };
    const { selection } = ruling(host, ['fast-agent', 'slow-agent'], rules);
    expect(selection).toMatchObject({
      candidates: [
        { id: 'codex', local: false },
        { id: 'fast-agent', local: true },
        { id: 'slow-agent', local: true },
      ],
      lists: { default: ['codex', 'fast-agent', 'slow-agent'] },
      ...rules,
    });
  });

  it('leave everything as it is where there are none', () => {
    expect(ruling(host, ['fast-agent'], null)).toBe(host);
  });

  it('have to leave somebody', () => {
    expect(() => ruling(host, [], { exclude_agents: ['codex'] })).toThrow(
      'expected a backend that exclude_agents does not name, received codex',
    );
  });
});
