/** Anthropic's Claude Code. */
import type { AgentProgram, Failure, Reading, StartInput } from '../agent-program.js';
import { classifyFailure } from '../classify-failure.js';
import { contractSchema } from '../contract-schema.js';
import { finalAnswer } from '../final-answer.js';
import { at, count, type Json, jsonLines, list, objectOf, text } from '../json.js';
import { FORBIDDEN_COMMANDS, type Permissions, READING_COMMANDS } from '../permissions.js';

export const claudeCode: AgentProgram = {
  package: {
    name: '@anthropic-ai/claude-code',
    version: '2.1.330',
    // The launcher in `bin` is put in place by an install script; the program itself comes with the platform's package.
    entries: [
      '@anthropic-ai/claude-code-{platform}/claude',
      '@anthropic-ai/claude-code-{platform}-musl/claude',
    ],
  },
  reportsCost: true,
  secretEnv: ['ANTHROPIC_API_KEY', 'CLAUDE_CODE_OAUTH_TOKEN', 'ANTHROPIC_AUTH_TOKEN'],
  settings: ['ANTHROPIC_BASE_URL', 'ANTHROPIC_CUSTOM_HEADERS'],
  start: (input) => ({
    args: argumentsFor(input),
    env: {
      ...keyIn(input, ['ANTHROPIC_API_KEY', 'CLAUDE_CODE_OAUTH_TOKEN', 'ANTHROPIC_AUTH_TOKEN']),
      CLAUDE_CONFIG_DIR: `${input.scratch}/claude`,
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      DISABLE_AUTOUPDATER: '1',
      // By default a refused key is tried again for minutes. The engine's own retries come on top of these.
      CLAUDE_CODE_MAX_RETRIES: '2',
    },
    files: {},
  }),
  read: ({ stdout }) => {
    const events = jsonLines(stdout);
    const result = events.findLast(({ type }) => type === 'result');
    return result === undefined ? readUnfinished(events) : readResult(result);
  },
};

function argumentsFor({ request, permissions, limits, instructions }: StartInput): string[] {
  const { tools, allowed } = toolsFor(permissions);
  return [
    '--print',
    '--output-format=stream-json',
    '--verbose',
    `--permission-mode=${permissions.write ? 'acceptEdits' : 'dontAsk'}`,
    `--tools=${tools.join(',')}`,
    `--allowedTools=${allowed.join(',')}`,
    `--disallowedTools=${FORBIDDEN_COMMANDS.map((command) => `Bash(${command} *)`).join(',')}`,
    // Settings of the repository could grant themselves tools, hooks and servers.
    '--setting-sources=user',
    '--strict-mcp-config',
    '--no-session-persistence',
    `--max-turns=${limits.maxTurns}`,
    ...(limits.maxCostUsd === null ? [] : [`--max-budget-usd=${limits.maxCostUsd}`]),
    ...(limits.model === null ? [] : [`--model=${limits.model}`]),
    // Without the repository's settings its instructions are not found either.
    ...(instructions === null ? [] : [`--append-system-prompt-file=${instructions}`]),
    `--json-schema=${JSON.stringify(contractSchema(request.agent))}`,
  ];
}

function toolsFor({ write, run, web }: Permissions): {
  readonly tools: string[];
  readonly allowed: string[];
} {
  const more = [...(write ? ['Edit', 'Write'] : []), ...(web ? ['WebSearch', 'WebFetch'] : [])];
  const reading = ['Read', 'Glob', 'Grep', ...more];
  return {
    tools: [...reading, 'Bash'],
    allowed: [...reading, ...(run ? ['Bash'] : READING_COMMANDS.map((command) => `Bash(${command} *)`))],
  };
}

/** Hands the key over under the name that the program knows, whatever it is called here. */
function keyIn({ secret }: StartInput, names: readonly string[]): Record<string, string> {
  return names.includes(secret.name) ? {} : { [names[0] ?? secret.name]: secret.value };
}

function readResult(result: Json): Reading {
  const structured = result.structured_output;
  const answer = structured ?? (typeof result.result === 'string' ? finalAnswer(result.result) : null);
  return {
    answer,
    failure: failureIn(result),
    costUsd: count(result.total_cost_usd),
    tokens: tokensIn(result),
    turns: count(result.num_turns),
    denied: list(result.permission_denials).map((denial) => text(at(denial, 'tool_name'))),
  };
}

/** `subtype` says "success" for errors of the API too; `is_error` does not. */
function failureIn(result: Json): Failure | null {
  if (result.is_error !== true) return null;
  const said = [text(result.result), ...list(result.errors).map(text)]
    .filter((part) => part !== '')
    .join('; ');
  switch (result.subtype) {
    case 'error_max_turns':
    case 'error_max_budget_usd':
      return {
        type: 'MaxIterationsReached',
        message: `${said}. Raise max_turns or max_cost_usd of the backend, or cut the work into smaller tasks`,
      };
    case 'error_max_structured_output_retries':
      return { type: 'ValidationError', message: `the answer never followed the contract: ${said}` };
    default: {
      const status = result.api_error_status;
      return {
        type: classifyFailure(said, typeof status === 'number' ? status : undefined),
        message: said === '' ? 'it failed without a word' : said,
      };
    }
  }
}

function tokensIn(result: Json): number {
  const models = Object.values(objectOf(result.modelUsage));
  return models.reduce<number>(
    (sum, model) =>
      sum +
      count(at(model, 'inputTokens')) +
      count(at(model, 'outputTokens')) +
      count(at(model, 'cacheReadInputTokens')) +
      count(at(model, 'cacheCreationInputTokens')),
    0,
  );
}

/** It was ended before it could say what it has used; the messages tell at least that. */
function readUnfinished(events: readonly Json[]): Reading {
  const usages = new Map(
    events
      .filter(({ type }) => type === 'assistant')
      .map((event) => [text(at(event, 'message', 'id')), at(event, 'message', 'usage')] as const),
  );
  const tokens = [...usages.values()].reduce<number>(
    (sum, usage) => sum + count(at(usage, 'input_tokens')) + count(at(usage, 'output_tokens')),
    0,
  );
  return { answer: null, failure: null, costUsd: 0, tokens, turns: usages.size, denied: [] };
}
