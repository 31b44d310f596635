import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { parseConfig } from '../../../src/config/load.js';
import { createWorld, type World } from '../../sandbox/actions/support/world.js';
import { findProblems } from '../../workflow-files/language-service.js';
import { KINDS, makeRepository } from './init-support/repositories.js';
import { run, runJson } from './run.js';

const WORKFLOW = '.github/workflows/speckit.yml';
const CONFIG = '.github/speckit.yml';
const FORM = '.github/ISSUE_TEMPLATE/speckit.yml';

/** Stands in for the bundle of the action: says how it was called, and as `agent` leaves a result. */
const ACTION = `
import { mkdirSync, writeFileSync } from 'node:fs';
console.log('mode=' + process.env.INPUT_MODE);
if (process.env.INPUT_MODE === 'agent') {
  console.log('keys=' + Object.keys(process.env).filter((name) => /_(API_KEY|TOKEN)$/.test(name) && process.env[name] === 'sk-test').sort());
  mkdirSync(process.env.RUNNER_TEMP + '/speckit-result', { recursive: true });
  writeFileSync(process.env.RUNNER_TEMP + '/speckit-result/result.json', '{}');
}
`;

let world: World | null = null;
let close: (() => void) | null = null;
afterEach(async () => {
  await world?.close();
  close?.();
  world = null;
  close = null;
});

describe.each(Object.entries(KINDS))('%s', (_kind, kind) => {
  it('is seen as it is, and gets what fits', async () => {
    const repository = makeRepository(kind);
    close = () => repository.close();
    const { code, document } = await runJson(['init', '--yes'], { cwd: repository.root });
    expect(code).toBe(0);
    expect(document).toMatchObject({
      repository: {
        default_branch: kind.branch,
        languages:
          kind.language === null
            ? []
            : expect.arrayContaining([{ name: kind.language, files: expect.any(Number) }]),
        commands: { test: kind.test },
      },
      choices: { backend: kind.backend },
      files: [WORKFLOW, CONFIG, FORM].map((path) => ({ path, outcome: 'written' })),
    });
    const { config, problems } = parseConfig(readFileSync(join(repository.root, CONFIG), 'utf8'));
    expect(problems).toEqual([]);
    expect(config?.backends.default ?? null).toBe(kind.backend);
    expect(await findProblems(WORKFLOW, readFileSync(join(repository.root, WORKFLOW), 'utf8'))).toEqual([]);
    expect(repository.git('status', '--short')).not.toMatch(/^(?!\?\?)./m);
  });

  it('runs the workflow that was written in the sandbox, unchanged', async () => {
    const repository = makeRepository(kind);
    close = () => repository.close();
    await run(['init', '--yes'], { cwd: repository.root });
    const written = readFileSync(join(repository.root, WORKFLOW), 'utf8');
    const box = sandbox();
    world = box;
    const base = box.repository.commit({ ...kind.files, [WORKFLOW]: written });
    expect(box.repository.git('show', `HEAD:${WORKFLOW}`).trimEnd()).toBe(written.trimEnd());

    box.notify({
      name: 'issue_comment',
      action: 'created',
      payload: {
        action: 'created',
        comment: { body: '/speckit Greetings', user: { login: 'ada', type: 'User' } },
        issue: { title: 'I' },
      },
    });
    await box.actions.whenIdle();
    expect(await modesThatRan(box)).toEqual(['orchestrate']);

    await box.request('POST', '/repos/acme/app/actions/workflows/speckit.yml/dispatches', {
      ref: 'main',
      inputs: { assignment: 'a1', workflow_id: 'w1', base },
    });
    await box.actions.whenIdle();
    expect(await modesThatRan(box)).toEqual(['agent', 'land', 'orchestrate']);
    expect(await keysOfAgent(box)).toEqual(KEYS[kind.backend ?? 'none']);
  });
});

const KEYS: Readonly<Record<string, string>> = {
  none: 'ANTHROPIC_API_KEY,CLAUDE_CODE_OAUTH_TOKEN,GEMINI_API_KEY,OPENAI_API_KEY',
  'claude-code': 'ANTHROPIC_API_KEY,CLAUDE_CODE_OAUTH_TOKEN',
  codex: 'OPENAI_API_KEY',
  gemini: 'GEMINI_API_KEY',
};

function sandbox(): World {
  const actions: Record<string, string> = {};
  const made = createWorld({ actions });
  const action = join(made.root, 'speckit-action');
  actions['speckit-orchestrator/speckit-orchestrator'] = action;
  mkdirSync(join(action, 'dist'), { recursive: true });
  writeFileSync(join(action, 'action.yml'), readFileSync('action.yml', 'utf8'));
  writeFileSync(join(action, 'dist', 'main.js'), ACTION);
  writeFileSync(join(action, 'package.json'), '{"type":"module"}');
  for (const name of ['ANTHROPIC_API_KEY', 'CLAUDE_CODE_OAUTH_TOKEN', 'OPENAI_API_KEY', 'GEMINI_API_KEY'])
    made.secrets[name] = 'sk-test';
  return made;
}

async function logs(box: World): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { id } of await box.runs())
    for (const job of await box.jobs(id))
      if (job.conclusion !== 'skipped') {
        expect(job.conclusion).toBe('success');
        found.push(await box.log(job.id));
      }
  return found;
}

async function modesThatRan(box: World): Promise<readonly string[]> {
  return (await logs(box)).flatMap((log) => /mode=(\w+)/.exec(log)?.[1] ?? []).toSorted();
}

async function keysOfAgent(box: World): Promise<string | undefined> {
  return (await logs(box)).flatMap((log) => /keys=(\S*)/.exec(log)?.[1] ?? [])[0];
}
