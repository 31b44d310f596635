/** How each adapter starts its program and reads it; what is printed here was seen of the real ones. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import type { Launch, Reading, StartInput } from '../../src/backends/agent-program.js';
import { permissionsOf } from '../../src/backends/permissions.js';
import { PROGRAMS, type ProgramName } from '../../src/backends/programs/index.js';
import type { AgentName } from '../../src/domain/workflows.js';
import { playRequest } from './support/requests.js';

const NAMES = Object.keys(PROGRAMS) as ProgramName[];
const lines = (...events: readonly unknown[]) => events.map((event) => JSON.stringify(event)).join('\n');

function read(
  name: ProgramName,
  output: { stdout?: string; stderr?: string; code?: number; leftFile?: string },
): Reading {
  return PROGRAMS[name].read({ stdout: '', stderr: '', code: 0, leftFile: '', ...output });
}

function start(name: ProgramName, agent: AgentName, more: Partial<StartInput> = {}): Launch {
  return PROGRAMS[name].start({
    request: playRequest({ agent, workingTree: '/work' }),
    permissions: permissionsOf(agent),
    limits: { model: null, maxTurns: 7, maxCostUsd: null },
    secret: { name: 'MY_KEY', value: 'value-of-the-key' },
    settings: {},
    scratch: '/scratch',
    instructions: null,
    ...more,
  });
}

const whole = ({ args, env, files }: Launch) =>
  [...args, ...Object.values(env), ...Object.values(files)].join('\n');

describe.each(NAMES)('%s', (name) => {
  it('is a pinned version of a package', () => {
    expect(PROGRAMS[name].package.version).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it('never gets the prompt, the request or the key as an argument', () => {
    const { args } = start(name, 'implement');
    expect(args.join(' ')).not.toMatch(/the prompt|A request|value-of-the-key/);
  });

  it('keeps its own files in the scratch folder', () => {
    const { env } = start(name, 'implement');
    expect(Object.values(env).filter((value) => value.startsWith('/scratch')).length).toBeGreaterThan(0);
  });

  it('makes nothing of garbage', () => {
    for (const stdout of ['', 'Segmentation fault', '{"type":', '[]', '{"type":"result"}', 'null\n{}\n[1]']) {
      const reading = read(name, { stdout });
      expect(reading).toMatchObject({ answer: null, costUsd: 0, tokens: 0 });
    }
  });

  it('gives different agents different permissions', () => {
    const launches = (['implement', 'specify', 'research'] as const).map((agent) =>
      whole(start(name, agent)),
    );
    // Codex knows readers and writers only, and the web.
    expect(new Set(launches).size).toBe(name === 'codex' ? 2 : 3);
  });
});

describe('the page on backends', () => {
  it.each(NAMES)('names version and keys of %s', (name) => {
    const page = readFileSync(new URL('../../docs/backends.md', import.meta.url), 'utf8');
    const { package: own, secretEnv, reportsCost } = PROGRAMS[name];
    const keys = secretEnv.map((variable) => `\`${variable}\``).join(', ');
    expect(page).toContain(
      `| \`${name}\` | \`${own.name}\` ${own.version} | ${keys} | ${reportsCost ? 'yes' : 'no'} |`,
    );
  });
});

describe('claude-code', () => {
  const result = {
    type: 'result',
    subtype: 'success',
    is_error: false,
    result: '{"agent":"plan"}',
    structured_output: { agent: 'plan', status: 'success' },
    total_cost_usd: 0.03,
    num_turns: 6,
    modelUsage: {
      x: { inputTokens: 10, outputTokens: 5, cacheReadInputTokens: 100, cacheCreationInputTokens: 1 },
    },
    permission_denials: [{ tool_name: 'Bash', tool_input: {} }],
  };

  it('is read from its last line', () => {
    expect(read('claude-code', { stdout: lines({ type: 'system' }, { type: 'assistant' }, result) })).toEqual(
      {
        answer: { agent: 'plan', status: 'success' },
        failure: null,
        costUsd: 0.03,
        tokens: 116,
        turns: 6,
        denied: ['Bash'],
      },
    );
  });

  it.each([
    [
      'an error that calls itself a success',
      { api_error_status: 401, result: 'Failed to authenticate. API Error: 401 x' },
      'UnrecoverableError',
    ],
    ['too many requests', { api_error_status: 429, result: 'API Error: 429 x' }, 'ExternalServiceError'],
    ['overload', { api_error_status: 529, result: 'API Error: 529 x' }, 'ExternalServiceError'],
    [
      'a gateway that talks HTML',
      { api_error_status: null, result: 'API Error: API returned an empty or malformed response (HTTP 200)' },
      'ExternalServiceError',
    ],
    [
      'its limit of turns',
      { subtype: 'error_max_turns', errors: ['Reached maximum number of turns (3)'] },
      'MaxIterationsReached',
    ],
    [
      'its budget',
      { subtype: 'error_max_budget_usd', errors: ['Reached maximum budget ($0.01)'] },
      'MaxIterationsReached',
    ],
    [
      'no answer in the form of the contract',
      { subtype: 'error_max_structured_output_retries' },
      'ValidationError',
    ],
  ])('tells %s', (_what, more, type) => {
    const stdout = lines({ ...result, is_error: true, structured_output: undefined, ...more });
    expect(read('claude-code', { stdout, code: 1 }).failure?.type).toBe(type);
  });

  it('counts tokens and turns of a run that was ended', () => {
    const message = (id: string) => ({
      type: 'assistant',
      message: { id, usage: { input_tokens: 10, output_tokens: 1 } },
    });
    const stdout = lines(message('a'), message('a'), message('b'));
    expect(read('claude-code', { stdout, code: 143 })).toMatchObject({ answer: null, tokens: 22, turns: 2 });
  });

  it('takes a key of another name, and no settings of the repository', () => {
    const { args, env } = start('claude-code', 'specify', {
      limits: { model: 'm', maxTurns: 7, maxCostUsd: 2 },
    });
    expect(env).toMatchObject({ ANTHROPIC_API_KEY: 'value-of-the-key' });
    expect(args).toEqual(
      expect.arrayContaining([
        '--setting-sources=user',
        '--strict-mcp-config',
        '--max-turns=7',
        '--max-budget-usd=2',
        '--model=m',
      ]),
    );
    expect(args.find((arg) => arg.startsWith('--allowedTools='))).not.toMatch(/Bash,|Bash$|WebFetch/);
    expect(start('claude-code', 'implement').args.find((arg) => arg.startsWith('--allowedTools='))).toMatch(
      /,Bash$/,
    );
  });
});

describe('codex', () => {
  it('is read from the file that it leaves, and its events', () => {
    const stdout = lines(
      { type: 'item.completed', item: { type: 'command_execution', status: 'completed' } },
      { type: 'item.completed', item: { type: 'agent_message', text: 'draft' } },
      { type: 'turn.completed', usage: { input_tokens: 20, cached_input_tokens: 15, output_tokens: 2 } },
    );
    expect(read('codex', { stdout, leftFile: 'Done: {"agent":"plan","status":"success"}' })).toEqual({
      answer: { agent: 'plan', status: 'success' },
      failure: null,
      costUsd: 0,
      tokens: 22,
      turns: 2,
      denied: [],
    });
    expect(read('codex', { stdout }).answer).toBe('draft');
  });

  it('forgives what it has mended itself, and tells what it has not', () => {
    const error = { type: 'error', message: 'Reconnecting... 1/2 (unexpected status 529)' };
    expect(read('codex', { stdout: lines(error, { type: 'turn.completed', usage: {} }) }).failure).toBeNull();
    const failed = { type: 'turn.failed', error: { message: 'unexpected status 401 Unauthorized: x' } };
    expect(read('codex', { stdout: lines(error, failed) }).failure?.type).toBe('UnrecoverableError');
    const busy = {
      type: 'turn.failed',
      error: { message: 'exceeded retry limit, last status: 429 Too Many Requests' },
    };
    expect(read('codex', { stdout: lines(busy) }).failure?.type).toBe('ExternalServiceError');
    expect(read('codex', { stdout: lines(error) }).failure?.type).toBe('ExternalServiceError');
  });

  it('keeps its key from commands', () => {
    const configuration = start('codex', 'implement').files['codex/config.toml'];
    expect(configuration).toContain('env_key = "MY_KEY"');
    expect(configuration).toContain('exclude = ["MY_KEY"]');
  });
});

describe('gemini', () => {
  const stats = {
    models: { m: { api: { totalRequests: 3 }, tokens: { total: 99 } } },
  };

  it('is read from one JSON between warnings', () => {
    const stdout = `Loaded.\n${JSON.stringify({ response: '{"agent":"plan","status":"success"}', stats }, null, 2)}`;
    const stderr = 'Warning: x\nError executing tool write_file: Tool execution denied by policy.\n';
    expect(read('gemini', { stdout, stderr })).toEqual({
      answer: { agent: 'plan', status: 'success' },
      failure: null,
      costUsd: 0,
      tokens: 99,
      turns: 3,
      denied: ['write_file'],
    });
  });

  it.each([
    [
      'a refused key',
      145,
      { type: 'Error', message: '{"error":{"code":401}}', code: 401 },
      'UnrecoverableError',
    ],
    ['too many requests', 1, { type: 'Error', message: 'x', code: 429 }, 'ExternalServiceError'],
    [
      'its limit of turns',
      53,
      { type: 'FatalTurnLimitedError', message: 'Reached max', code: 53 },
      'MaxIterationsReached',
    ],
    [
      'no way to log in',
      41,
      { type: 'FatalAuthenticationError', message: 'Please set an Auth method', code: 41 },
      'UnrecoverableError',
    ],
  ])('tells %s from what it writes to standard error', (_what, code, error, type) => {
    const stderr = `Warning: x\n${JSON.stringify({ session_id: 's', error }, null, 2)}\n`;
    expect(read('gemini', { stderr, code }).failure?.type).toBe(type);
    expect(read('gemini', { stderr: `${stderr}[ERROR] ${stderr}`, code }).failure?.type).toBe(type);
  });

  it('reaches no server that the repository names', () => {
    expect(start('gemini', 'implement').env.GOOGLE_GEMINI_BASE_URL).toBe(
      'https://generativelanguage.googleapis.com',
    );
  });
});

describe('copilot', () => {
  const message = { type: 'assistant.message', data: { content: '{"agent":"plan","status":"success"}' } };
  const failure = { type: 'model.call_failure', data: { statusCode: 429, errorMessage: 'slow down' } };

  it('is read from its events and the file on its use', () => {
    const stdout = lines(
      { type: 'tool.execution_start', data: { toolCallId: '1', toolName: 'bash' } },
      {
        type: 'tool.execution_complete',
        data: { toolCallId: '1', success: false, error: { code: 'denied' } },
      },
      failure,
      message,
      { type: 'result', exitCode: 0 },
    );
    const leftFile = JSON.stringify({
      modelMetrics: { m: { requests: { count: 2 }, usage: { inputTokens: 10, outputTokens: 1 } } },
    });
    expect(read('copilot', { stdout, leftFile })).toEqual({
      answer: { agent: 'plan', status: 'success' },
      failure: null,
      costUsd: 0,
      tokens: 11,
      turns: 2,
      denied: ['bash'],
    });
  });

  it('has failed when the last call has', () => {
    expect(read('copilot', { stdout: lines(message, failure), code: 1 }).failure).toEqual({
      type: 'ExternalServiceError',
      message: '429 slow down',
    });
  });

  it('has been ended from outside when it says that it gave up, whatever its exit code', () => {
    const stdout = lines(
      message,
      { type: 'abort', data: { reason: 'user_initiated' } },
      { type: 'result', exitCode: 0 },
    );
    expect(read('copilot', { stdout }).failure?.type).toBe('ExternalServiceError');
  });

  it('takes its key under the name that fits', () => {
    expect(start('copilot', 'implement').env).toMatchObject({ COPILOT_GITHUB_TOKEN: 'value-of-the-key' });
    const settings = { COPILOT_PROVIDER_BASE_URL: 'http://x' };
    expect(start('copilot', 'implement', { settings }).env).toMatchObject({
      COPILOT_PROVIDER_API_KEY: 'value-of-the-key',
      COPILOT_OFFLINE: 'true',
    });
  });
});

describe('opencode', () => {
  const step = (cost: number) => ({
    type: 'step_finish',
    part: { cost, tokens: { input: 10, output: 1, reasoning: 0, cache: { read: 5, write: 0 } } },
  });

  it('is read from its steps', () => {
    const denied = {
      type: 'tool_use',
      part: {
        tool: 'bash',
        state: { status: 'error', error: 'The user has specified a rule which prevents you' },
      },
    };
    const text = { type: 'text', part: { text: '{"agent":"plan","status":"success"}' } };
    expect(read('opencode', { stdout: lines(step(0.25), denied, text, step(0.5)) })).toEqual({
      answer: { agent: 'plan', status: 'success' },
      failure: null,
      costUsd: 0.75,
      tokens: 32,
      turns: 2,
      denied: ['bash'],
    });
  });

  it('tells an error of the service', () => {
    const error = { type: 'error', error: { name: 'APIError', data: { message: 'x', statusCode: 401 } } };
    expect(read('opencode', { stdout: lines(error), code: 1 }).failure).toEqual({
      type: 'UnrecoverableError',
      message: 'x',
    });
  });

  it('knows what it does in vain', () => {
    const { askedInVain } = PROGRAMS.opencode;
    const nothing = {
      type: 'step_finish',
      part: { reason: 'unknown', cost: 0, tokens: { input: 0, output: 0 } },
    };
    const lines = [
      'level=ERROR message="stream error" error="overloaded"',
      nothing,
      step(0),
      { type: 'step_start' },
      '',
    ];
    expect(
      lines.map((line) => askedInVain?.(typeof line === 'string' ? line : JSON.stringify(line))),
    ).toEqual([true, true, false, null, null]);
  });

  it('lets planners run what reads and nothing else', () => {
    const configuration = parse(start('opencode', 'specify').env.OPENCODE_CONFIG_CONTENT ?? '');
    expect(configuration.permission.bash).toMatchObject({
      '*': 'deny',
      'git log *': 'allow',
      'git commit *': 'deny',
    });
  });
});
