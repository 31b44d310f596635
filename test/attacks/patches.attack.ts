/** Who rules the agent job can hand over anything; the landing job takes nothing of it that the agent may not do (P1). */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Arena } from './support/arena.js';
import { attack, type Kind } from './support/attack.js';
import { openTampered, type Story, tamper } from './support/tampered.js';

const REFUSED: readonly (readonly [name: string, reason: RegExp])[] = [
  ['an Actions workflow', /protected/],
  ['an Actions workflow in other letters', /protected/],
  ['instructions for agents', /protected/],
  ['tools for agents', /protected/],
  ["the product's state", /protected/],
  ['a git hook', /git's own folder/],
  ['a git folder in disguise', /git's own folder/],
  ['a short name of Windows', /git's own folder|short name/],
  ['a path out of the repository', /leaves the repository|cannot read/],
  ['code, by an agent that plans', /outside what specify may write/],
  ["another feature's documents", /outside|another feature/],
  ['attributes of git', /protected/],
  ['who must approve', /protected/],
  ['a name for the runner', /names|backslash|cannot read|read differently/],
  ['a symbolic link', /symbolic link/],
  ['a submodule', /submodule/],
  ['a strange mode', /mode|cannot read|does not fit/],
  ['the removal of the configuration', /protected/],
  ['a rename out of a protected folder', /protected/],
  ['one good and one bad file', /protected/],
  ['a patch that says another path', /protected|cannot read|does not fit/],
  ['a quoted path', /protected|cannot read/],
  ['a private key', /secret/],
  ['a token of GitHub', /secret/],
  ['no patch at all', /cannot read/],
  ['configuration for the next agent', /protected/],
  ['instructions for another program', /protected/],
  ['a bot that merges', /protected/],
  ['letters that are one', /protected/],
  ['a name that Windows cannot write', /Windows cannot write/],
  ['a name that is no text', /read differently/],
  ['tasks that are ticked already', /it ticks T001/],
];
const INVALID: readonly (readonly [name: string, reason: RegExp])[] = [
  ['a result of another assignment', /expected a result of assignment/],
  ['a result on another commit', /expected a result of base commit/],
  ['a part that was not asked for', /expected part 1 to be specify/],
  ['one part too many', /expected part 2 to be absent/],
  ['a patch by a path', /expected a result in result\.json/],
  ['unknown members', /expected a result in result\.json/],
  ['no JSON', /expected a result in result\.json/],
  ['use beyond all numbers', /expected a result in result\.json/],
];
const RESOURCES: readonly (readonly [name: string, reason: RegExp])[] = [
  ['a nest without end', /result\.json|nest/],
  ['an answer of 30 MB', /at most \d+ bytes/],
  ['2,500 files', /more than 2000 files/],
  ['a file of 6 MB', /larger than 5000000/],
  ['a content that explodes', /binary content of 9999999999 bytes/],
  ['a content that explodes, with a sign', /a number of bytes was expected/],
  ['many contents that explode', /490000000 bytes are too much/],
  ['a nest of 1,000 levels', /at most 32 levels/],
  ['3,000 files and no result', /no result/],
  ['output without end', /more output than is allowed/],
];

describe('a result', () => {
  let arena: Arena;
  let stories: ReadonlyMap<string, Story>;
  let main: string;
  beforeAll(async () => {
    arena = await openTampered();
    main = await headOf('main');
    const names = [...REFUSED, ...INVALID, ...RESOURCES].map(([name]) => name);
    stories = await tamper(arena, ['honesty', 'an answer of 4 MB', ...names]);
  }, 900_000);
  afterAll(() => arena.close());

  const headOf = async (branch: string) =>
    (await arena.ada.get<{ commit: { sha: string } }>(`${arena.repo}/branches/${branch}`)).commit.sha;
  const told = (name: string): Story => {
    const story = stories.get(name);
    if (story === undefined)
      throw new Error(`expected the story "${name}", found ${[...stories.keys()].join(', ')}`);
    return story;
  };

  it('that is honest lands: what is refused below is refused for what it is', () => {
    const { state, changed } = told('honesty');
    expect(state.status).toBe('awaiting_implementation_approval');
    expect(changed).toEqual([`${state.feature_dir ?? ''}spec.md`]);
  });

  for (const [kind, expected, rows] of [
    ['patches', 'refused, with the path and the reason', REFUSED],
    ['patches', 'no result of this assignment', INVALID],
    ['resources', 'refused by its limit', RESOURCES],
  ] as const satisfies readonly (readonly [Kind, string, typeof REFUSED])[]) {
    for (const [name, reason] of rows) {
      const proof = 'main and the feature branch hold nothing of it; people are told why';
      attack(kind, { name, tried: `the agent's job hands over ${name}`, expected, proof }, async () => {
        const { state, changed } = told(name);
        expect(changed).toEqual([]);
        expect(state.status).not.toMatch(/completed|awaiting_implementation_approval/);
        expect(JSON.stringify([state.status_reason, state.timeline, state.agent_results])).toMatch(reason);
        expect(await headOf('main')).toBe(main);
      });
    }
  }

  attack(
    'resources',
    {
      name: 'an answer of 4 MB',
      tried: 'an answer that would fill state and dashboard',
      expected: 'cut to what is kept',
      proof: 'the state is small, and the dashboard fits a comment',
    },
    async () => {
      expect(JSON.stringify(told('an answer of 4 MB').state).length).toBeLessThan(200_000);
    },
  );
});
