import { describe, expect, it } from '@jest/globals';
import { configJsonSchema } from '../../src/config/json-schema.js';
import { parseConfig } from '../../src/config/load.js';

/** What people get wrong, and what they are told: line, key, expected, received. */
const MISTAKES: readonly (readonly [
  what: string,
  text: string,
  line: number,
  key: string,
  expected: string,
  received: string,
])[] = [
  [
    'a misspelt key',
    'execution:\n  max_parallel_task: 5\n',
    2,
    'execution.max_parallel_task',
    'max_parallel_tasks perhaps',
    'the unknown key "max_parallel_task"',
  ],
  [
    'a misspelt section',
    '# ours\nexcution:\n  max_parallel_tasks: 5\n',
    2,
    'excution',
    'execution perhaps',
    'the unknown key "excution"',
  ],
  [
    'a key with the wrong dash',
    'backends:\n  claude_code:\n    model: opus\n',
    2,
    'backends.claude_code',
    'claude-code perhaps',
    'the unknown key "claude_code"',
  ],
  [
    'a key that belongs elsewhere',
    'max_parallel_tasks: 5\n',
    1,
    'max_parallel_tasks',
    `one of ${Object.keys(configJsonSchema().properties ?? {}).join(', ')} (max_parallel_tasks belongs to execution)`,
    'the unknown key "max_parallel_tasks"',
  ],
  [
    'a key that another program has',
    'backends:\n  codex:\n    max_cost_usd: 3\n',
    3,
    'backends.codex.max_cost_usd',
    'one of model, max_turns, version, secret_env, env, per_agent (max_cost_usd belongs to backends.claude-code or backends.opencode or budgets)',
    'the unknown key "max_cost_usd"',
  ],
  [
    'a key in the plural',
    'quality:\n  tests: npm test\n',
    2,
    'quality.tests',
    'test perhaps',
    'the unknown key "tests"',
  ],
  [
    'the long name of an agent',
    'backends:\n  per_agent:\n    implementation: codex\n',
    3,
    'backends.per_agent.implementation',
    'implement perhaps',
    'the unknown key "implementation"',
  ],
  [
    'a deep misspelt key',
    'backends:\n  claude-code:\n    per_agent:\n      implement: { max_turn: 5 }\n',
    4,
    'backends.claude-code.per_agent.implement.max_turn',
    'max_turns perhaps',
    'the unknown key "max_turn"',
  ],
  [
    'a key in the configuration',
    'backends:\n  claude-code:\n    api_key: sk-ant-0123456789abcdef0123456789\n',
    3,
    'backends.claude-code.api_key',
    'one of model, max_turns, max_cost_usd, version, secret_env, env, per_agent',
    'the unknown key "api_key"',
  ],
  [
    'a number in quotes',
    'execution:\n  max_parallel_tasks: "5"\n',
    2,
    'execution.max_parallel_tasks',
    'a whole number from 1 to 50',
    'the text "5" (it is in quotes)',
  ],
  [
    'a number as a word',
    'permissions:\n  required_approvals: two\n',
    2,
    'permissions.required_approvals',
    'a whole number from 1 to 10',
    '"two"',
  ],
  [
    'a number with a unit',
    'agent_timeout_minutes: 30 minutes\n',
    1,
    'agent_timeout_minutes',
    'a whole number from 1 to 360',
    '"30 minutes"',
  ],
  [
    'a number that is too large',
    'execution:\n  max_parallel_tasks: 100\n',
    2,
    'execution.max_parallel_tasks',
    'a whole number from 1 to 50',
    '100',
  ],
  [
    'a number that is too small',
    'permissions:\n\n  required_approvals: 0\n',
    3,
    'permissions.required_approvals',
    'a whole number from 1 to 10',
    '0',
  ],
  [
    'a fraction',
    'execution:\n  max_parallel_tasks: 2.5\n',
    2,
    'execution.max_parallel_tasks',
    'a whole number from 1 to 50',
    '2.5',
  ],
  [
    'a time without a unit',
    'monitoring:\n  health_check_interval: 30\n',
    2,
    'monitoring.health_check_interval',
    'a time with its unit, such as 500ms, 30s, 2m or 1h',
    '30',
  ],
  [
    'an amount with a currency',
    'backends:\n  claude-code:\n    max_cost_usd: $5\n',
    3,
    'backends.claude-code.max_cost_usd',
    'a number above 0',
    '"$5"',
  ],
  [
    'a percentage',
    'monitoring:\n  alert_thresholds:\n    task_failure_rate: 10%\n',
    3,
    'monitoring.alert_thresholds.task_failure_rate',
    'a number from 0 to 1',
    '"10%"',
  ],
  [
    'an unlimited limit',
    'loop_limits:\n  test_to_implement: unlimited\n',
    2,
    'loop_limits.test_to_implement',
    'a whole number from 0 to 10',
    '"unlimited"',
  ],
  [
    'a yes',
    'permissions:\n  exclude_requester: yes\n',
    2,
    'permissions.exclude_requester',
    'true or false',
    '"yes"',
  ],
  [
    'a truth value in quotes',
    'permissions:\n  exclude_requester: "true"\n',
    2,
    'permissions.exclude_requester',
    'true or false',
    'the text "true" (it is in quotes)',
  ],
  [
    'a team without its organisation',
    'permissions:\n  approver_teams:\n    - architects\n',
    3,
    'permissions.approver_teams.0',
    'a team as `organisation/team`, as in its address on GitHub',
    '"architects"',
  ],
  [
    'an environment without a name',
    'permissions:\n  implementation_environment: ""\n',
    2,
    'permissions.implementation_environment',
    'the name of a GitHub environment (Settings > Environments) to which every job behind the approval is bound: each then waits until one of its required reviewers lets it run, a second lock that GitHub itself holds. The local host has none',
    '""',
  ],
  [
    'half the name of a program',
    'backends:\n  default: claude\n',
    2,
    'backends.default',
    'one of claude-code, codex, gemini, copilot, opencode, command, recorded (claude-code perhaps)',
    '"claude"',
  ],
  [
    'an unknown program',
    'backends:\n  default: gpt\n',
    2,
    'backends.default',
    'one of claude-code, codex, gemini, copilot, opencode, command, recorded',
    '"gpt"',
  ],
  [
    'a misspelt choice',
    'execution:\n  retry_policy:\n    backoff_strategy: expotential\n',
    3,
    'execution.retry_policy.backoff_strategy',
    'one of exponential, linear, fixed (exponential perhaps)',
    '"expotential"',
  ],
  [
    'too little permission',
    'permissions:\n  minimum_permission: triage\n',
    2,
    'permissions.minimum_permission',
    'one of write, maintain, admin',
    '"triage"',
  ],
  [
    'several values for one',
    'backends:\n  default: [claude-code, codex]\n',
    2,
    'backends.default',
    'one of claude-code, codex, gemini, copilot, opencode, command, recorded',
    '["claude-code","codex"]',
  ],
  [
    'a value instead of a mapping',
    'backends: claude-code\n',
    1,
    'backends',
    'a mapping with keys such as default, per_agent, claude-code, codex, gemini, copilot',
    '"claude-code"',
  ],
  [
    'a mapping instead of a value',
    'agent_timeout_minutes:\n  implement: 60\n',
    1,
    'agent_timeout_minutes',
    'a whole number from 1 to 360',
    '{"implement":60}',
  ],
  [
    'a list instead of a mapping',
    'execution:\n- max_parallel_tasks: 5\n',
    1,
    'execution',
    'a mapping with keys such as max_parallel_tasks, task_timeout_seconds, retry_policy, circuit_breaker, critical_share',
    '[{"max_parallel_tasks":5}]',
  ],
  [
    'a value instead of a list',
    'permissions:\n  allow_protected_paths: docs\n',
    2,
    'permissions.allow_protected_paths',
    'a list, each a path or glob relative to the root of the repository, with forward slashes',
    '"docs"',
  ],
  [
    'a list with a wrong item',
    'quality:\n  test:\n    - npm test\n    - 5\n',
    4,
    'quality.test.1',
    'text that is not empty',
    '5',
  ],
  [
    'an empty list',
    'quality:\n  test: []\n',
    2,
    'quality.test',
    'text that is not empty or a list (at least 1) of text that is not empty',
    '[]',
  ],
  [
    'a path out of the repository',
    'permissions:\n  allow_protected_paths:\n    - docs\n    - /etc\n',
    4,
    'permissions.allow_protected_paths.1',
    'a path or glob relative to the root of the repository, with forward slashes',
    '"/etc"',
  ],
  [
    'an inexact version',
    'backends:\n  codex:\n    version: latest\n',
    3,
    'backends.codex.version',
    'text such as 2.1.330',
    '"latest"',
  ],
  [
    'a secret instead of its name',
    'backends:\n  codex:\n    secret_env: sk-proj-0123456789abcdef0123456789\n',
    3,
    'backends.codex.secret_env',
    'the name of an environment variable, such as ANTHROPIC_API_KEY or a list (at most 50), each the name of an environment variable, such as ANTHROPIC_API_KEY',
    '"sk-proj-[redacted]"',
  ],
  [
    'a variable of the job',
    'backends:\n  command:\n    env:\n      - MY_KEY\n      - GITHUB_TOKEN\n',
    5,
    'backends.command.env.1',
    'variables other than those of the Actions job (GITHUB_*, ACTIONS_*, RUNNER_* and the like)',
    'GITHUB_TOKEN',
  ],
  [
    'a program without a command',
    'backends:\n  default: command\n',
    1,
    'backends.command.run',
    'the program to run, because the backend `command` is chosen',
    'nothing',
  ],
  [
    'opencode without a model',
    'backends:\n  default: opencode\n',
    1,
    'backends.opencode.model',
    'a provider and a model, as anthropic/claude-sonnet-4-5',
    'nothing',
  ],
  [
    'weights that do not add up',
    'agent_selection:\n  scoring_weights:\n    response_time: 0.9\n',
    2,
    'agent_selection.scoring_weights',
    'four weights that add up to 1 (a weight that is left out has its default)',
    'a sum of 1.8',
  ],
  [
    'a tab',
    'execution:\n\tmax_parallel_tasks: 5\n',
    2,
    'execution.max_parallel_tasks',
    'spaces to indent with',
    'a tab',
  ],
  [
    'uneven indentation',
    'execution:\n  max_parallel_tasks: 5\n   task_timeout_seconds: 10\n',
    2,
    'execution.max_parallel_tasks',
    'keys of one mapping indented alike',
    '"task_timeout_seconds: 10" indented further than "max_parallel_tasks: 5"',
  ],
  [
    'a key twice',
    'permissions:\n  required_approvals: 1\n  required_approvals: 2\n',
    3,
    'permissions.required_approvals',
    'each key once',
    'it a second time',
  ],
  [
    'an open bracket',
    'quality: {test: npm test\n',
    1,
    'quality',
    'every [ and { to be closed by ] and }',
    '"quality: {test: npm test"',
  ],
  [
    'an open quote',
    'quality:\n  test: "npm test\n  lint: x\n',
    2,
    'quality.test',
    'every quote to be closed',
    '"test: \\"npm test"',
  ],
  [
    'a colon in a text',
    'quality:\n  test: npm run test: all\n',
    2,
    'quality.test',
    'a text that holds a colon and a space in quotes',
    '"test: npm run test: all"',
  ],
  [
    'a text that begins with an at sign',
    'quality:\n  test: @scope run\n',
    2,
    'quality.test',
    'a text that begins with @ or ` in quotes',
    '"test: @scope run"',
  ],
];

describe('a mistake in the configuration', () => {
  it.each(MISTAKES)('%s', (_what, text, line, key, expected, received) => {
    const file = '.github/speckit.yml';
    const message = `${file}:${line}: ${key}: expected ${expected}, received ${received}`;
    expect(parseConfig(text)).toEqual({
      config: null,
      problems: [{ file, line, key, expected, received, message }],
    });
  });

  it('is one of more than thirty, each of them at a key', () => {
    expect(MISTAKES.length).toBeGreaterThanOrEqual(30);
    for (const [, , , key] of MISTAKES) expect(key).not.toBe('');
  });

  it.each([
    ['a key in each line', Array.from({ length: 20_000 }, (_, at) => `k${at}: 1`).join('\n')],
    ['an open quote in each line', 'a: "x\n'.repeat(24_000)],
    ['lists without end', '['.repeat(190_000)],
    ['one key again and again', 'a: 1\n'.repeat(38_000)],
  ])('is told in little time, however many there are: %s', (_name, text) => {
    // A server that reads the files of many repositories stands still meanwhile.
    const { problems } = parseConfig(text);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.length).toBeLessThanOrEqual(20);
  });

  it('is never a reason to repeat a secret', () => {
    const said = MISTAKES.map(([, text]) => JSON.stringify(parseConfig(text).problems)).join('\n');
    expect(said).not.toContain('0123456789');
  });

  it('is told together with the others, each with its line', () => {
    const text = MISTAKES.slice(0, 3)
      .map(([, each]) => each)
      .join('');
    expect(parseConfig(text).problems.map(({ line }) => line)).toEqual([2, 4, 7]);
  });
});
