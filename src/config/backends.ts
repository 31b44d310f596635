import { z } from 'zod';
import { agentName } from '../domain/contract.js';
import { AGENTS } from '../domain/workflows.js';

/** Names of programs that can play agents. */
export const BACKENDS = [
  'claude-code',
  'codex',
  'gemini',
  'copilot',
  'opencode',
  'command',
  'recorded',
] as const;

export const backendName = z.enum(BACKENDS);
/** What candidates are listed for: an agent, a type of task of `implement`, or all that is not listed. */
export const selectable = z.enum([...AGENTS, 'implement/tests', 'implement/documentation', 'default']);

const capability = z
  .string()
  .regex(/^[a-z][a-z0-9_+#.-]{0,49}$/)
  .meta({ description: 'A capability such as coding, testing or research, or a language.' });
const environmentName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/)
  .meta({ description: 'The name of an environment variable, such as ANTHROPIC_API_KEY.' });
const environmentNames = z.array(environmentName).max(50);

/** What may be set for all agents of a program, and for one of them. */
const limits = {
  model: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._:/@[\]-]{0,199}$/)
    .optional()
    .meta({
      description: 'A model as the program names it; its own choice when absent.',
      examples: ['opus', 'anthropic/claude-sonnet-4-5'],
    }),
  max_turns: z
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .describe('Most turns of one agent, 200 when absent. At the limit a person is asked.'),
};
const cost = {
  max_cost_usd: z
    .number()
    .positive()
    .max(10_000)
    .optional()
    .describe('Most that one agent may cost. At the limit a person is asked.'),
};

const priced = { ...limits, ...cost };

/** Settings of a coding agent's program itself. `secrets` says where its key is when nothing is set. */
function programSettings(secrets: string) {
  return {
    version: z
      .string()
      .regex(/^\d{1,5}\.\d{1,5}\.\d{1,5}(?:-[0-9A-Za-z.-]{1,50})?$/)
      .optional()
      .meta({
        description: 'The exact version to install instead of the one that this product was tested with.',
        examples: ['2.1.330'],
      }),
    secret_env: z
      .union([environmentName, environmentNames.min(1)])
      .transform((value) => (typeof value === 'string' ? [value] : value))
      .optional()
      .describe(
        `The variable that holds its key, or several of which the first one set counts; ${secrets} when absent.`,
      ),
    env: environmentNames
      .default([])
      .describe('Further variables that the program, and the commands that it runs, may see.'),
  };
}

const PER_AGENT = 'Other limits for single agents, as `implement: { max_turns: 400 }`.';

/** A program that does not say what it costs. */
function program(secrets: string) {
  return z
    .strictObject({
      ...limits,
      ...programSettings(secrets),
      per_agent: z.partialRecord(agentName, z.strictObject(limits)).default({}).describe(PER_AGENT),
    })
    .prefault({});
}

function pricedProgram(secrets: string) {
  return z
    .strictObject({
      ...priced,
      ...programSettings(secrets),
      per_agent: z.partialRecord(agentName, z.strictObject(priced)).default({}).describe(PER_AGENT),
    })
    .prefault({});
}

/** A backend that may be chosen, by its name alone or with what is to be known of it. */
const candidate = z.union([
  backendName,
  z.strictObject({
    name: backendName,
    capabilities: z.array(capability).optional(),
    specialities: z.array(capability).optional(),
    max_parallel: z.int().min(1).max(50).optional(),
    local: z.boolean().optional(),
  }),
]);
const candidateList = z.array(candidate).min(1).max(10);

/** `backends:` of the configuration: who plays which agent, and what each program needs to know. */
export const backends = z.strictObject({
  default: backendName
    .optional()
    .describe(
      'Who plays agents that are not listed below. When absent, what SPECKIT_BACKEND says in the Actions workflow, else `command` if it has a program to run, else `claude-code`.',
    ),
  per_agent: z
    .partialRecord(agentName, backendName)
    .default({})
    .describe('Agents that another program plays, as `research: recorded`.'),
  'claude-code': pricedProgram('`ANTHROPIC_API_KEY`, `CLAUDE_CODE_OAUTH_TOKEN` or `ANTHROPIC_AUTH_TOKEN`'),
  codex: program('`OPENAI_API_KEY` or `CODEX_API_KEY`'),
  gemini: program('`GEMINI_API_KEY` or `GOOGLE_API_KEY`'),
  copilot: program('`COPILOT_GITHUB_TOKEN`, or `COPILOT_PROVIDER_API_KEY` of an own provider'),
  opencode: pricedProgram('the usual one of a provider, such as `ANTHROPIC_API_KEY` or `OPENAI_API_KEY`'),
  command: z
    .strictObject({
      run: z
        .union([z.string().min(1), z.array(z.string()).min(1)])
        .optional()
        .describe('A program with its arguments as a list (no shell), or a command line for a shell.'),
      env: environmentNames
        .default([])
        .describe(
          'Environment variables that the program may see beside PATH, HOME and the like. The job `agent` of the Actions workflow has to set them.',
        ),
    })
    .prefault({}),
  recorded: z
    .strictObject({
      folder: z
        .string()
        .min(1)
        .optional()
        .describe('Folder with recorded answers, `.specify/recordings` when absent.'),
    })
    .prefault({}),
  candidates: z
    .union([candidateList, z.partialRecord(selectable, candidateList)])
    .optional()
    .describe(
      'Backends of which the best is chosen for each assignment: by capabilities, past success, load and response time (see `agent_selection`), another one when a task is tried again. A list for all agents that `per_agent` does not name, or lists by agent, by `implement/tests` and `implement/documentation`, and `default`. An entry is a name, or a mapping with name, capabilities (all when absent), specialities (what the program is made for when absent), max_parallel and local.',
    ),
});
