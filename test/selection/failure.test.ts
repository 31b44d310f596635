import { describe, expect, it } from '@jest/globals';
import { ERROR_TYPES } from '../../src/domain/contract.js';
import { AGENTS } from '../../src/domain/workflows.js';
import { backoffDelay, DEFAULT_RETRY_POLICY, type RetryPolicy } from '../../src/selection/backoff.js';
import { checkBudget } from '../../src/selection/budget.js';
import { blamesBackend, FAILURES, failureKind, respondToFailure } from '../../src/selection/failure.js';
import { CAPABILITIES, traitsOf } from '../../src/selection/traits.js';

const nominal: RetryPolicy = { ...DEFAULT_RETRY_POLICY, jitter: 0 };

describe('backoffDelay', () => {
  it.each([
    ['exponential', [1_000, 2_000, 4_000, 8_000]],
    ['linear', [1_000, 2_000, 3_000, 4_000]],
    ['fixed', [1_000, 1_000, 1_000, 1_000]],
  ] as const)('%s', (backoff_strategy, delays) => {
    expect(delays.map((_, i) => backoffDelay({ ...nominal, backoff_strategy }, i + 1, 'T001'))).toEqual(
      delays,
    );
  });

  it('adds up to a quarter that depends on the task and the retry alone', () => {
    const delays = Array.from({ length: 500 }, (_, i) => backoffDelay(DEFAULT_RETRY_POLICY, 2, `T${i}`));
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(2_000);
    expect(Math.max(...delays)).toBeLessThanOrEqual(2_500);
    expect(new Set(delays).size).toBeGreaterThan(250);
    expect(backoffDelay(DEFAULT_RETRY_POLICY, 2, 'T7')).toBe(delays[7]);
  });

  it('is bounded, and never shorter than a server asks for', () => {
    expect(backoffDelay(nominal, 5_000, 'T001')).toBe(3_600_000);
    expect(backoffDelay({ ...nominal, max_delay_ms: 1_500 }, 2, 'T001')).toBe(1_500);
    expect(backoffDelay(DEFAULT_RETRY_POLICY, 1, 'T001', 90_000)).toBeGreaterThanOrEqual(90_000);
    expect(backoffDelay(nominal, 0, 'T001')).toBe(1_000);
  });
});

describe('respondToFailure', () => {
  const failure = {
    kind: 'agent_failure',
    task: 'T001',
    retries: 0,
    is_critical: false,
    message: 'boom',
  } as const;
  const respond = (rest = {}) => respondToFailure({ ...failure, ...rest }, nominal);

  it.each([
    [
      'an agent fails',
      { kind: 'agent_failure' },
      { kind: 'retry', elsewhere: true, delay_ms: 1_000, retry: 1 },
    ],
    ['a task times out', { kind: 'task_timeout' }, { kind: 'retry', elsewhere: false, delay_ms: 1_000 }],
    [
      'it times out again',
      { kind: 'task_timeout', retries: 1 },
      { kind: 'retry', elsewhere: true, delay_ms: 2_000 },
    ],
    [
      'a backend is unreachable',
      { kind: 'network_partition', retries: 2 },
      { kind: 'retry', elsewhere: true, delay_ms: 4_000 },
    ],
    [
      'a dependency is missing',
      { kind: 'dependency_missing', retries: 9 },
      { kind: 'block', reason: 'boom' },
    ],
    [
      'retries are used up',
      { retries: 3 },
      { kind: 'escalate', halt: false, reason: 'Task failed after 3 retries: boom' },
    ],
    ['a critical task has failed', { retries: 3, is_critical: true }, { kind: 'escalate', halt: true }],
  ])('when %s', (_, rest, response) => {
    expect(respond(rest)).toMatchObject(response);
  });

  it('ends whatever fails', () => {
    for (const kind of FAILURES) {
      for (let retries = 0; retries < 50; retries++) {
        const response = respond({ kind, retries });
        if (response.kind === 'retry') expect(retries).toBeLessThan(nominal.max_retries);
      }
    }
  });

  it('has a row for every error that is not about the work', () => {
    const rows = ERROR_TYPES.map((type) => [type, failureKind(type)] as const).filter(
      ([, kind]) => kind !== null,
    );
    expect(Object.fromEntries(rows)).toEqual({
      PrerequisiteError: 'dependency_missing',
      ExternalServiceError: 'network_partition',
      TimeoutError: 'task_timeout',
      UnrecoverableError: 'agent_failure',
      ServiceUnhealthy: 'network_partition',
    });
    expect([...FAILURES, null].filter(blamesBackend)).toEqual([
      'agent_failure',
      'task_timeout',
      'network_partition',
    ]);
  });
});

describe('checkBudget', () => {
  const caps = { max_cost_usd: 10, max_minutes: 100 };
  const spend = (cost_usd: number, minutes: number) => checkBudget(caps, { cost_usd, minutes, tokens: 1e9 });

  it.each([
    [spend(7.9, 0), 'within', []],
    [spend(8, 0), 'near', ['cost_usd']],
    [spend(8, 100), 'exhausted', ['cost_usd', 'minutes']],
    [checkBudget({ max_tokens: 5 }, { cost_usd: 0, minutes: 0, tokens: 6 }), 'exhausted', ['tokens']],
    [checkBudget({}, { cost_usd: 9, minutes: 9, tokens: 9 }), 'within', []],
  ])('%#', (found, status, lines) => {
    expect(found.status).toBe(status);
    expect(found.lines.map((line) => line.what)).toEqual(lines);
  });
});

describe('traitsOf', () => {
  const typeOf = (...files: string[]) => traitsOf('implement', [{ id: 'T001', files }]).task_type;

  it('tells tests and documents from code', () => {
    expect(typeOf()).toBe('implement');
    expect(typeOf('src/pay.ts')).toBe('implement');
    expect(typeOf('test/pay.test.ts', 'src/__tests__/a.js', 'pay_test.go')).toBe('implement/tests');
    expect(typeOf('test/pay.test.ts', 'src/pay.ts')).toBe('implement');
    expect(typeOf('README.md', 'docs/pay.png')).toBe('implement/documentation');
    expect(typeOf('src/latest.ts', 'src/inspector.ts')).toBe('implement');
  });

  it('says what each agent needs', () => {
    for (const agent of AGENTS) {
      const traits = traitsOf(agent);
      expect(traits).toMatchObject({ id: agent, task_type: agent });
      expect(CAPABILITIES).toEqual(expect.arrayContaining([...traits.required_capabilities]));
      expect(traits.required_capabilities).not.toEqual([]);
    }
  });

  it('hands on criticality as priority, and what was tried', () => {
    const tasks = [
      { id: 'T001', files: [] },
      { id: 'T002', files: [], is_critical: true },
    ];
    expect(traitsOf('implement', tasks, ['a'])).toMatchObject({
      id: 'T001',
      priority: 'critical',
      tried: ['a'],
    });
    expect(traitsOf('implement', tasks.slice(0, 1))).not.toHaveProperty('priority');
  });
});
