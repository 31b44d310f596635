/**
 * The file that `speckit init` writes: every setting with its default, commented out. A `#` without a space after it
 * marks a setting, so that removing it leaves valid YAML.
 */
export const CONFIG_TEMPLATE = `# Speckit Orchestrator. Every setting is optional; those below show the defaults.
# Remove a # in front of a setting (and of the keys around it) to change it.

# Who may command and approve. Nothing is implemented before a person with this permission has approved the plan.
#permissions:
#  minimum_permission: write      # write, maintain or admin
#  required_approvals: 1
#  exclude_requester: false       # true: whoever asked may not approve
#  approver_teams: []             # for example [my-org/architects]
#  answer_strangers: true         # false: say nothing to people without permission
#  allow_protected_paths: []      # paths that agents may change although they are protected

# Which programs play the agents: claude-code, codex, gemini, copilot, opencode, command or recorded. Without
# \`default\` (for example \`default: codex\`) the environment of the Actions workflow decides (SPECKIT_BACKEND).
#backends:
#  per_agent: {}                  # for example { research: gemini }
#  fallbacks: []                  # tried in this order when the chosen program fails

# Commands of the test agent. What is absent is found from package.json, Makefile, pyproject.toml and the like:
# test, lint, typecheck, build, e2e, each one command line or a list of them.
#quality: {}

# Limits of one workflow; none by default: max_cost_usd, max_tokens, max_minutes.
#budgets: {}

#pull_requests: one               # two: the code goes to a pull request of its own
#approval_reminder_hours: 24
#agent_timeout_minutes: 30

#branch: {}                       # for example { base: develop }
#labels:
#  feature: speckit
#  task: speckit-task

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
#    max_retries: 3
#    backoff_strategy: exponential # exponential, linear or fixed
#    initial_delay_ms: 1000

#agent_selection:
#  strategy: capability_based
#  scoring_weights:               # add up to 1
#    specialization_match: 0.4
#    past_success_rate: 0.3
#    current_availability: 0.2
#    response_time: 0.1

#monitoring:
#  health_check_interval: 30s
#  progress_reporting: real_time
#  alert_thresholds:
#    task_failure_rate: 0.1
#    execution_delay: 120s
`;
