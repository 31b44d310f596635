import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseConfig } from '../../src/config/load.js';
import { defaultConfig } from '../../src/config/schema.js';

function problems(text: string) {
  const parsed = parseConfig(text);
  expect(parsed.config).toBeNull();
  return parsed.problems;
}

describe('a configuration without problems', () => {
  it.each([
    ['nothing', ''],
    ['comments only', '# nothing\n'],
    ['an empty mapping', '{}'],
    ['keys with nothing after them', 'execution:\n  retry_policy:\n#   max_retries: 1\nbudgets:\n'],
  ])('of %s is the default one', (_, text) => {
    expect(parseConfig(text)).toEqual({ config: defaultConfig(), problems: [] });
  });

  it("has the seeds' defaults", () => {
    expect(defaultConfig()).toMatchObject({
      execution: {
        max_parallel_tasks: 5,
        task_timeout_seconds: 300,
        retry_policy: { max_retries: 3, backoff_strategy: 'exponential', initial_delay_ms: 1_000 },
      },
      agent_selection: {
        strategy: 'capability_based',
        scoring_weights: {
          specialization_match: 0.4,
          past_success_rate: 0.3,
          current_availability: 0.2,
          response_time: 0.1,
        },
      },
      monitoring: {
        health_check_interval: '30s',
        progress_reporting: 'real_time',
        alert_thresholds: { task_failure_rate: 0.1, execution_delay: '120s' },
      },
      agent_timeout_minutes: 30,
      loop_limits: {
        analyze_to_specify: 2,
        analyze_to_plan: 2,
        analyze_to_tasks: 2,
        test_to_implement: 2,
        review_to_implement: 1,
        e2e: 3,
      },
      permissions: { minimum_permission: 'write', required_approvals: 1, answer_strangers: true },
      pull_requests: 'one',
    });
  });

  it('keeps what is written and fills in the rest', () => {
    const { config } = parseConfig(`
execution:
  max_parallel_tasks: 2
backends:
  default: command
  per_agent:
    research: recorded
  command:
    run: [node, agent.js]
    env: [ANTHROPIC_API_KEY]
quality:
  test: npm test
  lint: [npm run lint, npm run types]
permissions:
  minimum_permission: maintain
  required_approvals: 2
  allow_protected_paths: [.github/ISSUE_TEMPLATE/**]
`);
    expect(config).toMatchObject({
      execution: { max_parallel_tasks: 2, task_timeout_seconds: 300 },
      backends: {
        default: 'command',
        per_agent: { research: 'recorded' },
        command: { run: ['node', 'agent.js'], env: ['ANTHROPIC_API_KEY'] },
      },
      quality: { test: ['npm test'], lint: ['npm run lint', 'npm run types'] },
      permissions: { minimum_permission: 'maintain', required_approvals: 2, exclude_requester: false },
    });
  });
});

describe('a configuration with problems', () => {
  it.each([
    [
      'execution:\n  max_parallel_tasks: five\n',
      '.github/speckit.yml:2: execution.max_parallel_tasks: expected a whole number from 1 to 50, received "five"',
    ],
    [
      'execution:\n  max_parallel_tasks: 0\n',
      '.github/speckit.yml:2: execution.max_parallel_tasks: expected a whole number from 1 to 50, received 0',
    ],
    [
      'execution:\n\n  max_paralel_tasks: 5\n',
      '.github/speckit.yml:3: execution.max_paralel_tasks: expected max_parallel_tasks perhaps, received the unknown key "max_paralel_tasks"',
    ],
    [
      'permissions:\n  minimum_permission: read\n',
      '.github/speckit.yml:2: permissions.minimum_permission: expected one of write, maintain, admin, received "read"',
    ],
    [
      '# hello\npull_requests: three\n',
      '.github/speckit.yml:2: pull_requests: expected one of one, two, received "three"',
    ],
    [
      'execution: 5\n',
      '.github/speckit.yml:1: execution: expected a mapping with keys such as max_parallel_tasks, task_timeout_seconds, retry_policy, circuit_breaker, critical_share, received 5',
    ],
    [
      'backends:\n  per_agent:\n    reserch: recorded\n',
      '.github/speckit.yml:3: backends.per_agent.reserch: expected research perhaps, received the unknown key "reserch"',
    ],
    [
      'backends:\n  per_agent:\n    research: gpt\n',
      '.github/speckit.yml:3: backends.per_agent.research: expected one of claude-code, codex, gemini, copilot, opencode, command, recorded, received "gpt"',
    ],
    [
      'backends:\n  default: command\n',
      '.github/speckit.yml:1: backends.command.run: expected the program to run, because the backend `command` is chosen, received nothing',
    ],
    [
      'backends:\n  command:\n    env: [ANTHROPIC_API_KEY, GITHUB_TOKEN]\n',
      '.github/speckit.yml:3: backends.command.env.1: expected variables other than those of the Actions job (GITHUB_*, ACTIONS_*, RUNNER_* and the like), received GITHUB_TOKEN',
    ],
    [
      'backends:\n  command:\n    env: ["A=b"]\n',
      '.github/speckit.yml:3: backends.command.env.0: expected the name of an environment variable, such as ANTHROPIC_API_KEY, received "A=b"',
    ],
    [
      'quality:\n  test: 5\n',
      '.github/speckit.yml:2: quality.test: expected text that is not empty or a list (at least 1) of text that is not empty, received 5',
    ],
    [
      'monitoring:\n  health_check_interval: soon\n',
      '.github/speckit.yml:2: monitoring.health_check_interval: expected a time with its unit, such as 500ms, 30s, 2m or 1h, received "soon"',
    ],
    [
      'agent_selection:\n  scoring_weights:\n    response_time: 0.9\n',
      '.github/speckit.yml:2: agent_selection.scoring_weights: expected four weights that add up to 1 (a weight that is left out has its default), received a sum of 1.8',
    ],
    [
      'permissions:\n  allow_protected_paths:\n    - docs\n    - ../other\n',
      '.github/speckit.yml:4: permissions.allow_protected_paths.1: expected a path or glob relative to the root of the repository, with forward slashes, received "../other"',
    ],
    [
      '- a\n- b\n',
      '.github/speckit.yml:1: expected a mapping with keys such as execution, agent_selection, monitoring, agent_timeout_minutes, loop_limits, backends, received ["a","b"]',
    ],
    [
      'a: 1\nb: [1\nc: 2\n',
      expect.stringMatching(/^\.github\/speckit\.yml:[23]: [bc]: expected every \[ and \{ to be closed/),
    ],
    [
      'pull_requests: one\npull_requests: one\n',
      '.github/speckit.yml:2: pull_requests: expected each key once, received it a second time',
    ],
  ])('%j', (text, message) => {
    expect(problems(text)[0]?.message).toEqual(message);
  });

  it.each([
    [
      'pull_requests: two\n',
      '.github/speckit.yml:1: pull_requests: expected one, or the key to be absent (this version does not support it yet: the code joins the plan on its pull request), received "two"',
    ],
  ])('%j is not supported yet, and says so', (text, message) => {
    expect(problems(text).map((problem) => problem.message)).toEqual([message]);
  });

  it.each(['pull_requests: one\n', 'budgets: {}\n', 'budgets:\n  max_tokens:\n', 'backends:\n  codex: {}\n'])(
    '%j asks for nothing that is missing',
    (text) => {
      expect(parseConfig(text)).toEqual({ config: defaultConfig(), problems: [] });
    },
  );

  it.each([
    'permissions:\n  approvers: [a/b]\n',
    'backends:\n  fallbacks: [command]\n',
    'approval_reminder_hours: 12\n',
    'branch:\n  base: develop\n',
    'labels:\n  task: todo\n',
  ])('%j is no key of this version', (text) => {
    expect(problems(text)[0]?.received).toMatch(/^the unknown key /);
  });

  it('names all of them at once', () => {
    const found = problems('execution:\n  max_parallel_tasks: x\n  other: 1\nbudgets:\n  max_tokens: -1\n');
    expect(found.map(({ line, key }) => [line, key])).toEqual([
      [2, 'execution.max_parallel_tasks'],
      [3, 'execution.other'],
      [5, 'budgets.max_tokens'],
    ]);
  });

  it.each([
    ['an exploding alias', explodingAliases()],
    ['an unknown alias', 'a: *b\n'],
    ['a prototype key', '__proto__:\n  x: 1\n'],
    ['a second document', 'pull_requests: one\n---\npull_requests: one\n'],
    ['a tag', 'pull_requests: !!js/function "x"\n'],
    ['too long a file', '#'.repeat(200_001)],
  ])('%s is refused', (_, text) => {
    expect(problems(text).length).toBeGreaterThan(0);
  });

  it.each([
    ['a: &a [*a]\n', 1],
    ['pull_requests: one\nexecution: &e\n  retry_policy:\n    *e\n', 4],
    ['a: &a [1]\nb: *a\nc: &c\n  - &d {x: *c}\n  - *d\n', 4],
  ])('%j refers to itself, which is one problem with its line', (text, line) => {
    expect(problems(text).map((problem) => problem.message)).toEqual([
      expect.stringMatching(
        new RegExp(
          `^\\.github/speckit\\.yml:${line}: expected a value without references to itself, received \\*[ace]$`,
        ),
      ),
    ]);
  });

  it('may use a name again for another value', () => {
    expect(parseConfig('execution: &a {}\nbudgets: &a {}\nloop_limits: *a\n').problems).toEqual([]);
  });

  it.each(['1e99', '-1e99', '.inf', '0.5'])('%s for a whole number is one problem', (value) => {
    expect(problems(`execution:\n  max_parallel_tasks: ${value}\n`)).toHaveLength(1);
  });

  it('uses the file name that it is given', () => {
    expect(parseConfig('x: 1', 'config.yml').problems[0]).toMatchObject({
      file: 'config.yml',
      line: 1,
      key: 'x',
    });
  });

  it('never throws', () => {
    const piece = fc.constantFrom(
      'execution',
      'backends',
      ':',
      ' ',
      '\n',
      '  ',
      '- ',
      '[',
      '{',
      '&a',
      '*a',
      '5',
      '"',
      '?',
      '!',
    );
    const text = fc.oneof(
      fc.array(piece, { maxLength: 40 }).map((parts) => parts.join('')),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(text, (value) => {
        const parsed = parseConfig(value);
        expect(parsed.config === null).toBe(parsed.problems.length > 0);
        for (const problem of parsed.problems) expect(problem.line).toBeGreaterThan(0);
      }),
    );
  });
});

/** Nine levels, each nine times the one before. */
function explodingAliases(): string {
  const levels = 'bcdefghi'.split('').map((name, index) => {
    const before = 'abcdefgh'.charAt(index);
    return `${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(',')}]`;
  });
  return ['a: &a [x,x,x,x,x,x,x,x,x]', ...levels, ''].join('\n');
}
