/** OpenAI's Codex. */
import type { AgentProgram, Failure, StartInput } from '../agent-program.js';
import { classifyFailure } from '../classify-failure.js';
import { finalAnswer } from '../final-answer.js';
import { at, count, type Json, jsonLines, text } from '../json.js';

const LAST_MESSAGE = 'last-message.txt';

export const codex: AgentProgram = {
  package: { name: '@openai/codex', version: '0.169.0', entries: ['@openai/codex/bin/codex.js'] },
  reportsCost: false,
  secretEnv: ['OPENAI_API_KEY', 'CODEX_API_KEY'],
  settings: ['OPENAI_BASE_URL'],
  leaves: LAST_MESSAGE,
  start: (input) => ({
    args: [
      'exec',
      '--json',
      // The job is the sandbox: it is thrown away, and its token can only read. Codex's own one needs rights that
      // containers often withhold, and where it works it also refuses what builds need, such as the network.
      `--sandbox=${input.permissions.write ? 'danger-full-access' : 'read-only'}`,
      '--skip-git-repo-check',
      '--ephemeral',
      '--color=never',
      ...(input.limits.model === null ? [] : [`--model=${input.limits.model}`]),
      `--output-last-message=${input.scratch}/${LAST_MESSAGE}`,
      '-',
    ],
    env: { CODEX_HOME: `${input.scratch}/codex` },
    files: { 'codex/config.toml': configuration(input) },
  }),
  // It has no limit of its own. Each command, edit or message is an item, so that items are what comes nearest to turns.
  meter: ({ type, item }) => ({
    turns: type === 'item.completed' && at(item, 'type') !== 'reasoning' ? 1 : 0,
    costUsd: 0,
  }),
  read: ({ stdout, leftFile }) => {
    const events = jsonLines(stdout);
    const messages = events.filter((event) => at(event, 'item', 'type') === 'agent_message');
    const said = leftFile.trim() || text(at(messages.at(-1), 'item', 'text'));
    const usages = events.filter(({ type }) => type === 'turn.completed').map(({ usage }) => usage);
    return {
      answer: said === '' ? null : finalAnswer(said),
      failure: failureIn(events),
      costUsd: 0,
      // Cached tokens are part of the input here.
      tokens: usages.reduce<number>(
        (sum, usage) => sum + count(at(usage, 'input_tokens')) + count(at(usage, 'output_tokens')),
        0,
      ),
      turns: events.filter(({ type }) => type === 'item.completed').length,
      denied: events
        .filter((event) => /declined|denied|rejected/.test(text(at(event, 'item', 'status'))))
        .map((event) => text(at(event, 'item', 'type'))),
    };
  },
};

/** A string of JSON is one of TOML as well. */
function configuration({ settings, secret, permissions }: StartInput): string {
  return `model_provider = "speckit"
approval_policy = "never"
check_for_update_on_startup = false
# What profiles of a user start takes time, and is ended in the middle.
allow_login_shell = false
web_search = ${permissions.web ? '"live"' : '"disabled"'}

[model_providers.speckit]
name = "OpenAI"
base_url = ${JSON.stringify(settings.OPENAI_BASE_URL ?? 'https://api.openai.com/v1')}
wire_api = "responses"
env_key = ${JSON.stringify(secret.name)}
request_max_retries = 2
stream_max_retries = 2

[analytics]
enabled = false

[shell_environment_policy]
inherit = "all"
exclude = [${JSON.stringify(secret.name)}]
`;
}

function failureIn(events: readonly Json[]): Failure | null {
  const failed = events.findLast(({ type }) => type === 'turn.failed' || type === 'turn.completed');
  const failure = failed ?? events.findLast(({ type }) => type === 'error');
  if (failure === undefined || failure.type === 'turn.completed') return null;
  const message =
    text(at(failure, 'error', 'message')) || text(failure.message) || 'it failed without a word';
  return { type: classifyFailure(message), message };
}
