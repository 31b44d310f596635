/** Stories in which the attacker rules the agent job: whatever its artifact says, the landing job is the shipped one. */
import { readFile } from 'node:fs/promises';
import type { Issue } from '../../../sandbox/demo/people.js';
import type { WorkflowState } from '../../../src/domain/state.js';
import { stateOf, workflowOf } from '../../e2e/support.js';
import { type Arena, openArena } from './arena.js';

export interface Story {
  readonly state: WorkflowState;
  /** Files that differ between `main` and the feature branch. */
  readonly changed: readonly string[];
}

const UPLOAD = '      - if: always()\n        uses: actions/upload-artifact';
const TAMPER = `      - if: always()\n        run: node tools/tamper.mjs\n        env:\n          RESULT: \${{ runner.temp }}/speckit-result\n`;

export async function openTampered(): Promise<Arena> {
  const tool = (name: string) => readFile(`test/attacks/support/${name}`, 'utf8');
  return openArena({
    sample: false,
    files: {
      'tools/honest.mjs': await tool('honest.mjs'),
      'tools/tamper.mjs': await tool('tamper.mjs'),
      'package.json': '{ "name": "adder", "type": "module" }\n',
      '.github/speckit.yml': [
        'backends: { default: command, command: { run: [node, tools/honest.mjs] } }',
        'execution: { retry_policy: { initial_delay_ms: 0 } }',
        '',
      ].join('\n'),
    },
    workflow: (shipped) => {
      if (!shipped.includes(UPLOAD)) throw new Error('expected the step that uploads the result');
      return shipped.replace(UPLOAD, `${TAMPER}${UPLOAD}`);
    },
  });
}

/** Plays one workflow per attack, some at a time, until nothing moves any more. */
export async function tamper(arena: Arena, attacks: readonly string[]): Promise<ReadonlyMap<string, Story>> {
  const stories = new Map<string, Story>();
  for (let from = 0; from < attacks.length; from += 8) {
    const issues = new Map<string, number>();
    for (const name of attacks.slice(from, from + 8)) {
      const { number } = await arena.wendy.post<Issue>(`${arena.repo}/issues`, { title: name, body: 'Do.' });
      issues.set(name, number);
      const body = `/speckit simple: ${name}`;
      await arena.wendy.post(`${arena.repo}/issues/${number}/comments`, { body });
    }
    await settle(arena, [...issues.values()]);
    for (const [name, issue] of issues) stories.set(name, await told(arena, issue));
  }
  return stories;
}

/** Retries are due at once; the schedule releases them. */
async function settle(arena: Arena, issues: readonly number[]): Promise<void> {
  await arena.box.idle();
  for (let round = 0; round < 5; round++) {
    const states = await Promise.all(issues.map((issue) => stateOf(arena, issue)));
    if (states.every((state) => (state?.timers.length ?? 0) === 0)) return;
    arena.box.runSchedules();
    await arena.box.idle();
  }
}

async function told(arena: Arena, issue: number): Promise<Story> {
  const state = await workflowOf(arena, issue);
  const { files } = await arena.ada.get<{ files: { filename: string }[] }>(
    `${arena.repo}/compare/main...${state.branch?.name}`,
  );
  return { state, changed: files.map((one) => one.filename) };
}
