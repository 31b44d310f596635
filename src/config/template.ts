/**
 * The file that `speckit init` writes: every setting with its default, commented out. A `#` without a space after it
 * marks a setting, so that removing it leaves valid YAML.
 */
export const CONFIG_TEMPLATE = `# Speckit Orchestrator. Every setting is optional; those below show the defaults.
# Remove a # in front of a setting (and of the keys around it) to change it.

# Who may command and approve. Nothing is implemented before a person with write permission has approved the plan.
#permissions:
#  minimum_permission: write      # for commands, /proceed among them: write, maintain or admin
#  required_approvals: 1
#  exclude_requester: false       # true: whoever asked may not approve
#  approver_teams: []             # [acme/architects]: only their members may approve
#  answer_strangers: true         # false: say nothing to people without permission
#  allow_protected_paths: []      # paths that agents may change although they are protected

# Which program plays the agents: claude-code, codex, gemini, copilot, opencode, command (any program) or recorded
# (replays, to try it out). Name it below this key, as \`  default: codex\`; without a name it is claude-code.
#backends:
#  per_agent: {}                  # other programs for single agents, for example { research: gemini }
#  claude-code:                   # likewise codex, gemini, copilot and opencode
#    env: []                      # further variables that it may see; model, max_turns, max_cost_usd stand here too
#  command:
#    env: []                      # variables that the program may see, for example [ANTHROPIC_API_KEY]

# Commands of the test agents, each one command line or a list of them: test, e2e, lint and typecheck (found from
# package.json, Makefile and the like when absent), and build (run only when set).
#quality: {}

# Longest time of one agent.
#agent_timeout_minutes: 30

# How often work is sent back before a person is asked.
#loop_limits:
#  analyze_to_specify: 2
#  analyze_to_plan: 2
#  analyze_to_tasks: 2
#  test_to_implement: 2
#  review_to_implement: 1
#  e2e: 3

#execution:
#  max_parallel_tasks: 5
#  task_timeout_seconds: 300
#  retry_policy:
#    max_retries: 3               # of a task
#    initial_delay_ms: 1000       # doubles with each retry

# How the best of several backends is chosen; name them under \`backends\`, as \`  candidates: [claude-code, codex]\`.
#agent_selection:
#  scoring_weights:
#    specialization_match: 0.4
#    past_success_rate: 0.3
#    current_availability: 0.2
#    response_time: 0.1

# Limits of one workflow: max_cost_usd, max_tokens and max_minutes. At a limit nothing further starts and a person is asked.
#budgets: {}

# What GitHub shows of a workflow beside the dashboard.
#reports:
#  checks: true                   # the check runs speckit and speckit/gate on the pull request
#  status_labels: true            # a label such as "speckit: waiting" on issue and pull request

#monitoring:
#  alert_thresholds:
#    task_failure_rate: 0.1
#    execution_delay: 120s
`;
