/** An agent ends, and what it has left behind meets what runs after it: the action itself and the steps of its job (P1). */
import { cp, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Issue } from '../../sandbox/demo/people.js';
import { workflowOf } from '../e2e/support.js';
import { type Arena, openArena } from './support/arena.js';
import { attack } from './support/attack.js';
import { everythingIn } from './support/everything.js';

const SHIPPED = process.env.SPECKIT_ATTACKS_ACTION ?? process.cwd();
const CANARY = 'canary-Trap-7Hq2/pL+93vX-mmK1sR8t';
const OTHER = 'canary-of-another-backend-8822kLmN';
const RUNTIME = 'canary-runtime-token-31aAbB57cC';
const TRAPS = [
  'honest',
  'tools',
  'code',
  'code and a failure',
  'artifact',
  'door',
  'pipe',
  'a device',
] as const;
const AFTER = '      - if: always()\n        uses: actions/upload-artifact';

describe('what an agent leaves behind', () => {
  let arena: Arena;
  let folder: string;
  let everything: ReadonlyMap<string, string>;
  const issues = new Map<string, number>();
  const caught = async (end: string) => readFile(join(folder, `catch.${end}`), 'utf8').catch(() => '');
  const stateOf = async (trap: (typeof TRAPS)[number]) => workflowOf(arena, issues.get(trap) ?? 0);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'speckit-traps-'));
    const [bin, action] = [join(folder, 'bin'), join(folder, 'action')];
    await mkdir(bin);
    for (const name of ['dist', 'action.yml', 'package.json', '.github/workflows/speckit.yml'])
      await cp(join(SHIPPED, name), join(action, name), { recursive: true });
    await symlink(process.execPath, join(bin, 'node'));
    process.env.SPECKIT_ATTACKS_ACTION = action;
    arena = await openArena({
      sample: false,
      secrets: { ANTHROPIC_API_KEY: CANARY, OPENAI_API_KEY: OTHER },
      // As on GitHub's runners, where folders of the user come first on PATH.
      env: { ACTIONS_RUNTIME_TOKEN: RUNTIME, PATH: [bin, process.env.PATH].join(delimiter) },
      // What the post step of actions/checkout does on GitHub, and a look at what was left.
      workflow: (shipped) =>
        shipped.replace(
          AFTER,
          `      - if: always()\n        run: git config --list >/dev/null; ls ~/.ssh/authorized_keys >> ${folder}/catch.ssh || true\n${AFTER}`,
        ),
      files: {
        'tools/trapper.mjs': await readFile('test/attacks/support/trapper.mjs', 'utf8'),
        'tools/targets.json': JSON.stringify({ bin, action }),
        'package.json': '{ "name": "adder", "type": "module" }',
        '.github/speckit.yml': [
          'backends: { default: command, command: { run: [node, tools/trapper.mjs], env: [ANTHROPIC_API_KEY] } }',
          'execution: { retry_policy: { initial_delay_ms: 0 } }',
          '',
        ].join('\n'),
      },
    });
    // One after the other: what one has laid must not be met by another.
    for (const trap of TRAPS) {
      const { number } = await arena.wendy.post<Issue>(`${arena.repo}/issues`, { title: trap, body: 'Do.' });
      issues.set(trap, number);
      const body = `/speckit simple: ${trap} into ${join(folder, 'catch')}`;
      await arena.wendy.post(`${arena.repo}/issues/${number}/comments`, { body });
      await arena.box.idle();
      if (trap.startsWith('code')) {
        await rm(action, { recursive: true, force: true });
        for (const name of ['dist', 'action.yml', 'package.json', '.github/workflows/speckit.yml'])
          await cp(join(SHIPPED, name), join(action, name), { recursive: true });
      }
    }
    everything = await everythingIn(arena);
  }, 600_000);
  afterAll(async () => {
    if (SHIPPED === process.cwd()) delete process.env.SPECKIT_ATTACKS_ACTION;
    else process.env.SPECKIT_ATTACKS_ACTION = SHIPPED;
    await arena.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('was played: the traps were laid, and an honest agent lands', async () => {
    expect((await stateOf('honest')).status).toBe('awaiting_implementation_approval');
    expect(await caught('notes')).toMatch(/"name":"git","done":"planted"/);
    expect(await caught('notes')).toMatch(/"name":"core.js","done":"changed"/);
    expect(await caught('notes')).toMatch(/"mode":"artifact","left":true/);
  });

  const trap = (name: string, tried: string, expected: string, proof: string, play: () => Promise<void>) =>
    attack('tokens', { name, tried, expected, proof }, play);

  trap(
    'programs of its own',
    'the agent puts `git`, `unshare`, `sudo`, `sh` and more into a folder of the user that comes first on PATH',
    'neither the action nor a later step starts one of them',
    'none of them has noted its environment',
    async () => expect(await caught('tool')).toBe(''),
  );
  trap(
    "the action's own code",
    'the agent changes every file of the action, then makes it fail, so that it would load what a failure needs',
    'the job loads nothing of it any more',
    'no changed file has run in the job of the agent',
    async () => expect(await caught('code')).not.toMatch(/"mode":"agent"/),
  );
  trap(
    'the artifact',
    "the agent moves the runner's folder away and puts a result folder with its key in place",
    'what is handed over is made anew, and holds only what the action has put there',
    'no artifact, log, commit or comment holds the key',
    async () => {
      const places = [...everything].filter(([, text]) => text.includes(CANARY)).map(([place]) => place);
      expect(places).toEqual([]);
    },
  );
  trap(
    'a key to come in by',
    'the agent makes `~/.ssh` and puts its key in, to come back beside its shelter',
    'the folder is there and hidden before it begins',
    'the step after it sees no such file',
    async () => expect(await caught('ssh')).toBe(''),
  );
  for (const kind of ['pipe', 'a device'] as const) {
    trap(
      `a document that is ${kind === 'pipe' ? 'a pipe' : kind}`,
      `the agent makes ${kind === 'pipe' ? 'a pipe' : 'a link to an endless device'} of spec.md, which the action reads`,
      'it is no document, and the work is refused',
      'the job has ended at once, with that reason',
      async () => {
        const { status, status_reason: reason } = await stateOf(kind);
        expect(status).toBe('failed');
        expect(reason).toMatch(/expected a specification in spec\.md, found none/);
      },
    );
  }
});
