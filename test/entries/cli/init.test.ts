import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parseConfig } from '../../../src/config/load.js';
import { main } from '../../../src/entries/cli/main.js';
import { makeRepository } from './init-support/repositories.js';
import { run, runJson } from './run.js';

const WORKFLOW = '.github/workflows/speckit.yml';
const CONFIG = '.github/speckit.yml';
const FORM = '.github/ISSUE_TEMPLATE/speckit.yml';
const SHIPPED = readFileSync(new URL(`../../../${WORKFLOW}`, import.meta.url), 'utf8');

let repository: ReturnType<typeof makeRepository>;
beforeEach(() => {
  repository = makeRepository({
    files: { 'package.json': '{"scripts":{"test":"node --test"}}', 'deep/inside/a.ts': '' },
    branch: 'main',
    remote: 'git@github.com:acme/shop.git',
  });
});
afterEach(() => repository.close());

/** As it stands in the `env` of a job. */
const secretLine = (before: string, name: string) => `${before}${name}: \${{ secrets.${name} }}`;

const text = (path: string) => readFileSync(join(repository.root, path), 'utf8');
const init = (...options: readonly string[]) => run(['init', ...options], { cwd: repository.root });

/** Runs with a person at the terminal who gives these answers; null means that they have gone. */
async function withPerson(answers: readonly (string | null)[], ...options: readonly string[]) {
  const questions: string[] = [];
  const out: string[] = [];
  const err: string[] = [];
  const left = [...answers];
  const code = await main(['init', ...options], {
    cwd: repository.root,
    stdout: (printed) => out.push(printed),
    stderr: (printed) => err.push(printed),
    stdin: () => Promise.resolve(''),
    ask: (question) => {
      questions.push(question);
      return Promise.resolve(left.shift() ?? null);
    },
  });
  return { code, questions, left, out: out.join(''), err: err.join('') };
}

describe('speckit init', () => {
  it('writes workflow, configuration and issue form to the root of the repository', async () => {
    const { code, out } = await run(['init', '--yes', '--backend', 'claude-code'], {
      cwd: join(repository.root, 'deep/inside'),
    });
    expect(code).toBe(0);
    expect(text(WORKFLOW)).toContain(secretLine('', 'CLAUDE_CODE_OAUTH_TOKEN'));
    expect(parseConfig(text(CONFIG)).config?.backends.default).toBe('claude-code');
    expect(text(FORM)).toContain('id: acceptance');
    for (const path of [WORKFLOW, CONFIG, FORM]) expect(out).toContain(`${path}: written`);
  });

  it('says what it sees, and what is still needed with the exact place', async () => {
    const { out } = await init('--yes', '--backend', 'claude-code');
    for (const seen of ['acme/shop (github.com)', 'TypeScript (1)', 'npm run --silent test', 'not installed'])
      expect(out).toContain(seen);
    for (const place of [
      'https://github.com/acme/shop/settings/secrets/actions/new',
      '$ gh secret set ANTHROPIC_API_KEY --repo acme/shop',
      'https://github.com/acme/shop/settings/actions',
      'Bring these files to main:',
      `$ git add ${WORKFLOW} ${CONFIG} ${FORM} && git commit`,
    ])
      expect(out).toContain(place);
  });

  it('leaves open what nobody has said', async () => {
    const { out, code } = await init('--yes');
    expect(code).toBe(0);
    expect(out).toContain('1. Say which program plays the agents');
    expect(parseConfig(text(CONFIG)).config?.backends.default).toBeUndefined();
    expect(text(WORKFLOW).replace(/^# speckit-init .*\n/m, '')).toBe(SHIPPED);
  });

  it('writes nothing in a dry run', async () => {
    const { code, out } = await init('--dry-run');
    expect(code).toBe(0);
    expect(out).toContain(`${WORKFLOW}: would be written`);
    expect(existsSync(join(repository.root, '.github'))).toBe(false);
  });

  it('prints one JSON document', async () => {
    const { code, document } = await runJson(['init', '--dry-run'], { cwd: repository.root });
    expect(code).toBe(0);
    expect(document).toMatchObject({
      dry_run: true,
      written: false,
      repository: {
        name: 'acme/shop',
        default_branch: 'main',
        languages: [{ name: 'TypeScript', files: 1 }],
        commands: { test: 'npm run --silent test' },
        spec_kit: { templates: false },
      },
      choices: { backend: null },
      files: [WORKFLOW, CONFIG, FORM].map((path) => ({ path, outcome: 'written' })),
      problems: [],
    });
  });

  it('can do without the issue form', async () => {
    await init('--yes', '--no-issue-form');
    expect(existsSync(join(repository.root, FORM))).toBe(false);
  });

  it.each([
    [['--backend', 'gpt'], '--backend: expected one of claude-code, codex'],
    [['--action', 'x'], '--action: expected owner/speckit-orchestrator@ref, received "x"'],
    [['--backend', 'opencode'], 'expected --model with a provider and a model'],
    [['--backend', 'opencode', '--model', 'gpt'], '--model: expected a provider and a model'],
    [['--backend', 'command'], 'expected --run with a command line'],
    [['--nonsense'], "unknown option '--nonsense'"],
  ])('%j is wrong usage, and nothing is written', async (options, message) => {
    const { code, err } = await init('--yes', ...options);
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(existsSync(join(repository.root, '.github'))).toBe(false);
  });

  it('says so when something else has the place of a file', async () => {
    repository.write(`${CONFIG}/x`, '');
    const { code, err } = await init('--yes');
    expect(code).toBe(2);
    expect(err).toContain(`${CONFIG} to be a file`);
  });

  it('wants a git repository', async () => {
    const { code, err } = await run(['init'], { cwd: '/' });
    expect(code).toBe(2);
    expect(err).toContain('/ is not in a git repository');
  });
});

describe('speckit init with a person', () => {
  it('asks for the program, shows what it is about to do, and writes when they agree', async () => {
    const { code, questions } = await withPerson(['gemini', 'y']);
    expect(code).toBe(0);
    expect(questions).toEqual([
      expect.stringMatching(/^Which program plays the agents\? .* \[claude-code\] $/),
      'Write this? [Y/n] ',
    ]);
    expect(parseConfig(text(CONFIG)).config?.backends.default).toBe('gemini');
  });

  it('proposes, so that Enter is enough', async () => {
    await withPerson(['', '']);
    expect(parseConfig(text(CONFIG)).config?.backends.default).toBe('claude-code');
  });

  it('asks again after an answer that will not do', async () => {
    const { questions } = await withPerson(['gpt', 'codex', '']);
    expect(questions[1]).toMatch(/^Expected one of claude-code, .*, received "gpt"\.\n/);
    expect(parseConfig(text(CONFIG)).config?.backends.default).toBe('codex');
  });

  it('asks what the program needs, and for tests where none were found', async () => {
    repository.write('package.json', '{}');
    const { left } = await withPerson(['opencode', 'gpt', 'anthropic/x', 'make check', 'yes']);
    expect(left).toEqual([]);
    expect(parseConfig(text(CONFIG)).config).toMatchObject({
      backends: { default: 'opencode', opencode: { model: 'anthropic/x' } },
      quality: { test: ['make check'] },
    });
    expect(text(WORKFLOW)).toContain(secretLine('', 'ANTHROPIC_API_KEY'));
  });

  it.each(['n', 'what?', null])('writes nothing after %j', async (answer) => {
    const { code, out } = await withPerson(['', answer]);
    expect(code).toBe(0);
    expect(out).toContain(`${WORKFLOW}: would be written`);
    expect(out).not.toContain(`${WORKFLOW}: written`);
    expect(existsSync(join(repository.root, '.github'))).toBe(false);
  });

  it('asks nothing with --yes, and nothing that an earlier run has settled', async () => {
    expect((await withPerson([], '--yes')).questions).toEqual([]);
    expect((await withPerson([])).questions).toEqual([]);
  });
});

describe('a later speckit init', () => {
  it('changes nothing where nothing has changed', async () => {
    await init('--yes', '--backend', 'opencode', '--model', 'openai/x', '--test', 'make: all');
    repository.git('add', '--all');
    const { code, document } = await runJson(['init'], { cwd: repository.root });
    expect(code).toBe(0);
    expect(document).toMatchObject({
      choices: { backend: 'opencode', model: 'openai/x', test: 'make: all' },
      files: [WORKFLOW, CONFIG, FORM].map((path) => ({ path, outcome: 'unchanged' })),
    });
    expect(repository.git('diff', '--stat')).toBe('');
  });

  it('upgrades what nobody has changed, and shows the difference', async () => {
    await init('--yes', '--backend', 'codex');
    const { out, code } = await init('--yes', '--backend', 'gemini');
    expect(code).toBe(0);
    expect(out).toContain(`${WORKFLOW}: upgraded`);
    expect(out).toContain(secretLine('-          ', 'OPENAI_API_KEY'));
    expect(out).toContain(secretLine('+          ', 'GEMINI_API_KEY'));
    expect(out).toContain('+  default: gemini');
    expect(text(WORKFLOW)).toContain(secretLine('', 'GEMINI_API_KEY'));
  });

  it('upgrades the workflow of versions that left no mark', async () => {
    repository.write(WORKFLOW, SHIPPED);
    const { out } = await init('--yes', '--backend', 'codex');
    expect(out).toContain(`${WORKFLOW}: upgraded`);
  });

  it('keeps a workflow with harmless changes of its own', async () => {
    await init('--yes');
    repository.write(WORKFLOW, text(WORKFLOW).replaceAll('ubuntu-latest', 'self-hosted'));
    const { out, code } = await init('--yes');
    expect(code).toBe(0);
    expect(out).toContain(`${WORKFLOW}: is there already, with changes of your own; left as it is`);
    expect(text(WORKFLOW)).toContain('self-hosted');
  });

  it('leaves a workflow alone that somebody has broken, says what it lacks, shows how to mend it and ends with 1', async () => {
    await init('--yes');
    const broken = text(WORKFLOW).replace('  schedule:\n', '  schedules:\n');
    repository.write(WORKFLOW, broken);
    const { out, code } = await init('--yes');
    expect(code).toBe(1);
    expect(out).toContain(`${WORKFLOW}: was changed by somebody and lacks something; left as it is`);
    expect(out).toContain('It lacks: on.schedule');
    expect(out).toContain('-  schedules:');
    expect(out).toContain('+  schedule:');
    expect(text(WORKFLOW)).toBe(broken);

    const again = await init('--yes', '--overwrite');
    expect(again.code).toBe(0);
    expect(again.out).toContain(`${WORKFLOW}: overwritten, edits included`);
    expect(text(WORKFLOW)).toContain('  schedule:\n');
  });

  it('says when an edited workflow lacks the secret of another program', async () => {
    await init('--yes', '--backend', 'codex');
    repository.write(WORKFLOW, `${text(WORKFLOW)}# mine\n`);
    expect((await init('--yes')).code).toBe(0);
    const { code, out } = await init('--yes', '--backend', 'gemini');
    expect(code).toBe(1);
    expect(out).toContain('It lacks: GEMINI_API_KEY in `env` of the job `agent`');
  });

  it('keeps an edited configuration, with --overwrite too, and takes its choices', async () => {
    const mine = 'backends: { default: gemini }\npermissions: { required_approvals: 2 }\n';
    repository.write(CONFIG, mine);
    const { code, out } = await init('--yes', '--overwrite');
    expect(code).toBe(0);
    expect(out).toContain(`${CONFIG}: is there already, with changes of your own; left as it is`);
    expect(text(CONFIG)).toBe(mine);
    expect(text(WORKFLOW)).toContain(secretLine('', 'GEMINI_API_KEY'));
  });

  it('names every mistake of a configuration that is there, and ends with 1', async () => {
    repository.write(CONFIG, 'execution:\n  max_paralel_tasks: 5\nagent_timeout_minutes: soon\n');
    const { code, out } = await init('--yes');
    expect(code).toBe(1);
    expect(out).toContain(
      '.github/speckit.yml:2: execution.max_paralel_tasks: expected max_parallel_tasks perhaps',
    );
    expect(out).toContain(
      '.github/speckit.yml:3: agent_timeout_minutes: expected a whole number from 1 to 360',
    );
  });

  it('gives the workflow what the configuration needs for single agents', async () => {
    repository.write(
      CONFIG,
      'backends:\n  default: codex\n  per_agent: { research: gemini, review: command }\n  gemini: { secret_env: TEAM_KEY }\n  command: { run: x, env: [OUR_TOKEN, OUR_URL] }\n',
    );
    const { out, code } = await init('--yes');
    expect(code).toBe(0);
    for (const name of ['OPENAI_API_KEY', 'TEAM_KEY', 'OUR_TOKEN']) {
      expect(text(WORKFLOW)).toContain(secretLine('          ', name));
      expect(out).toContain(`$ gh secret set ${name} --repo acme/shop`);
    }
    expect(text(WORKFLOW)).not.toContain('OUR_URL');
  });

  it('keeps the action of a copy', async () => {
    await init('--yes', '--action', 'acme/speckit-orchestrator@v2');
    expect(text(CONFIG)).toContain('raw.githubusercontent.com/acme/speckit-orchestrator/v2/schema/');
    await init('--yes', '--backend', 'codex');
    expect(text(WORKFLOW).match(/uses: acme\/speckit-orchestrator@v2/g)).toHaveLength(4);
  });

  it('refuses to downgrade what a newer version wrote', async () => {
    await init('--yes');
    repository.write(WORKFLOW, text(WORKFLOW).replace(/^# speckit-init \d+/m, '# speckit-init 999'));
    const { code, out } = await init('--yes', '--backend', 'codex');
    expect(code).toBe(1);
    expect(out).toContain(`${WORKFLOW}: was written by a newer version of speckit; left as it is`);
  });
});
