/** The schema of `.github/speckit.yml`. Every key is optional; the defaults are those of the seeds. */
import { z } from 'zod';
import { backendName, backends, selectable } from './backends.js';

const duration = z
  .string()
  .regex(/^\d{1,6}(?:ms|s|m|h)$/)
  .meta({
    description: 'A time with its unit, such as 500ms, 30s, 2m or 1h.',
  });

const commandLines = z
  .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
  .transform((value) => (typeof value === 'string' ? [value] : value))
  .meta({
    description: 'A command line, or several to run in order. They run in a shell in the repository.',
  });

/** Paths stay in the repository, and git's own folder is never writable. */
const pathPattern = z
  .string()
  .regex(/^(?!\/)(?!.*(?:^|\/)\.\.(?:\/|$))(?!\.git(?:\/|$))[^\\]+$/)
  .meta({ description: 'A path or glob relative to the root of the repository, with forward slashes.' });

const weight = z.number().min(0).max(1);
const loopLimit = z.int().min(0).max(10);

const execution = z.strictObject({
  max_parallel_tasks: z
    .int()
    .min(1)
    .max(50)
    .default(5)
    .describe('Most implementation tasks that run at once.'),
  task_timeout_seconds: z.int().min(10).max(21_600).default(300).describe('Longest time of one task.'),
  retry_policy: z
    .strictObject({
      max_retries: z
        .int()
        .min(0)
        .max(10)
        .default(3)
        .describe(
          'How often a task is tried again, whatever went wrong. Agents as a whole have a number of retries for each kind of error.',
        ),
      backoff_strategy: z
        .enum(['exponential', 'linear', 'fixed'])
        .default('exponential')
        .describe('How delays grow: doubling, by the first delay each time, or not at all.'),
      initial_delay_ms: z
        .int()
        .min(0)
        .max(3_600_000)
        .default(1_000)
        .describe('Delay before the first retry; of tasks up to a quarter more, by chance.'),
    })
    .prefault({})
    .describe('How failed tasks and agents are tried again.'),
  circuit_breaker: z
    .strictObject({
      failure_threshold: z
        .int()
        .min(1)
        .max(100)
        .default(3)
        .describe('Failures of a backend in a row after which it gets no work for a while.'),
      cooldown: duration.default('60s'),
      max_cooldown: duration.default('30m'),
    })
    .prefault({})
    .describe(
      'When a backend is left alone, and how long (`cooldown`): tasks wait for it, or go to another candidate. Then a single task tries it; each time that this fails the cooldown doubles, up to `max_cooldown`.',
    ),
  critical_share: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe(
      'A task that failed for good halts the workflow where it blocks more than this share of all tasks, or lies on the critical path with tasks behind it; a person is asked then. Others block what needs them, and the rest goes on.',
    ),
});

const agentSelection = z.strictObject({
  strategy: z
    .enum(['capability_based'])
    .default('capability_based')
    .describe('Only backends that have every capability that the work needs are candidates.'),
  scoring_weights: z
    .strictObject({
      specialization_match: weight.default(0.4),
      past_success_rate: weight.default(0.3),
      current_availability: weight.default(0.2),
      response_time: weight.default(0.1),
    })
    .prefault({})
    .describe('What counts when a backend is chosen for a task. The four add up to 1.'),
  prefer_local: z
    .boolean()
    .default(false)
    .describe('Whether backends on machines of your own (`command`, `recorded`) go before all others.'),
  exclude_agents: z.array(backendName).default([]).describe('Candidates that are never chosen.'),
  priority_map: z
    .partialRecord(z.enum(['critical', ...selectable.options]), z.array(backendName).min(1))
    .default({})
    .describe(
      'Backends to prefer, best first, for `critical` tasks (on the critical path), a type of task or an agent, as `critical: [claude-code, codex]`.',
    ),
});

const monitoring = z.strictObject({
  health_check_interval: duration.default('30s'),
  progress_reporting: z
    .enum(['real_time'])
    .default('real_time')
    .describe('The dashboard shows every change.'),
  alert_thresholds: z
    .strictObject({
      task_failure_rate: z
        .number()
        .min(0)
        .max(1)
        .default(0.1)
        .describe('Share of attempts that failed, from 0 to 1.'),
      execution_delay: duration.default('120s'),
    })
    .prefault({})
    .describe(
      'From which values the dashboard, the job summary and the logs warn. `execution_delay`: how far work is behind what it usually takes, or how long nothing has started although it could.',
    ),
});

const loopLimits = z.strictObject({
  analyze_to_specify: loopLimit.default(2),
  analyze_to_plan: loopLimit.default(2),
  analyze_to_tasks: loopLimit.default(2),
  test_to_implement: loopLimit.default(2),
  review_to_implement: loopLimit.default(1),
  e2e: loopLimit.default(3),
});

const quality = z.strictObject({
  test: commandLines.optional(),
  lint: commandLines.optional(),
  typecheck: commandLines.optional(),
  build: commandLines.optional(),
  e2e: commandLines.optional(),
});

const team = z
  .string()
  .regex(/^[A-Za-z\d](?:[A-Za-z\d-]{0,38})\/[a-z\d](?:[a-z\d_-]{0,99})$/)
  .meta({ description: 'A team as `organisation/team`, as in its address on GitHub.' });

const permissions = z.strictObject({
  minimum_permission: z
    .enum(['write', 'maintain', 'admin'])
    .default('write')
    .describe(
      'What a person needs in this repository to give commands and to approve. Never less than write.',
    ),
  required_approvals: z
    .int()
    .min(1)
    .max(10)
    .default(1)
    .describe('People who must approve before implementation.'),
  exclude_requester: z.boolean().default(false).describe('Whether the person who asked may not approve.'),
  approver_teams: z
    .array(team)
    .default([])
    .describe(
      'Only members of one of these teams may approve. Reading them needs a token that may: give the App the permission Members (read), or set the secret SPECKIT_TEAMS_TOKEN for the Actions workflow. While they cannot be read, nobody may approve.',
    ),
  implementation_environment: z
    .string()
    .regex(/^\S(?:[^\r\n\t]{0,253}\S)?$/)
    .meta({
      description:
        'The name of a GitHub environment (Settings > Environments) to which every job behind the approval is bound: each then waits until one of its required reviewers lets it run, a second lock that GitHub itself holds. The local host has none.',
    })
    .optional(),
  answer_strangers: z
    .boolean()
    .default(true)
    .describe('Whether commands of people without permission get an answer, or silence.'),
  allow_protected_paths: z
    .array(pathPattern)
    .default([])
    .describe('Protected paths that agents may change after all.'),
});

const budgets = z.strictObject({
  max_cost_usd: z
    .number()
    .positive()
    .optional()
    .describe('What agents may cost together, as far as their programs say.'),
  max_tokens: z
    .int()
    .positive()
    .optional()
    .describe('Tokens that agents may use together, as far as their programs say.'),
  max_minutes: z
    .int()
    .positive()
    .optional()
    .describe("Minutes of agents' work, those side by side added up; waiting for people does not count."),
});

const reports = z.strictObject({
  checks: z
    .boolean()
    .default(true)
    .describe(
      'Whether the pull request gets the check runs `speckit` and `speckit/gate`. The latter can be made a required check.',
    ),
  status_labels: z
    .boolean()
    .default(true)
    .describe('Whether issue and pull request carry a label such as `speckit: waiting`.'),
});

/** The whole file, without the rules on several keys and on what is not supported yet (see `rules.ts`). */
export const configSchema = z.strictObject({
  execution: execution.prefault({}),
  agent_selection: agentSelection
    .prefault({})
    .describe('How one of several backends is chosen; without `backends.candidates` there is no choice.'),
  monitoring: monitoring
    .prefault({})
    .describe(
      'What is measured and warned of. `health_check_interval`: how long after its deadline the local host gives a job up; on GitHub the schedule of the Actions workflow decides.',
    ),
  agent_timeout_minutes: z.int().min(1).max(360).default(30).describe('Longest time of one agent.'),
  loop_limits: loopLimits.prefault({}).describe('How often work is sent back before a person is asked.'),
  backends: backends.prefault({}).describe('Which programs play the agents.'),
  quality: quality
    .prefault({})
    .describe(
      'Commands of the agents test and e2e-test-fixer. `test`, `e2e`, `lint` and `typecheck` are found from package.json, Makefile and the like when absent; `build` runs only when it is set.',
    ),
  permissions: permissions.prefault({}),
  reports: reports.prefault({}).describe('What GitHub shows of a workflow beside the dashboard.'),
  pull_requests: z
    .enum(['one', 'two'])
    .default('one')
    .describe('Plan and code in one pull request. `two` is not supported by this version.'),
  budgets: budgets
    .prefault({})
    .describe(
      'Limits of one workflow, looked at before each assignment. At a limit nothing further starts, what is under way lands, and a person is asked: `/resume` allows the same once more.',
    ),
});

export type Config = z.output<typeof configSchema>;

/** The configuration of a repository without a file. */
export function defaultConfig(): Config {
  return configSchema.parse({});
}
