import { z } from 'zod';
import { agentName } from '../domain/contract.js';

/** Names of programs that can play agents. Not every one is supported yet, see `SUPPORTED_BACKENDS`. */
export const BACKENDS = [
  'claude-code',
  'codex',
  'gemini',
  'copilot',
  'opencode',
  'command',
  'recorded',
] as const;

/** Programs that this version can start; the others are refused by a rule that says so (see `rules.ts`). */
export const SUPPORTED_BACKENDS = ['command', 'recorded'] as const satisfies readonly Backend[];

type Backend = (typeof BACKENDS)[number];

const backendName = z.enum(BACKENDS);
const model = z
  .strictObject({ model: z.string().min(1).max(200).optional() })
  .prefault({})
  .describe('Not supported by this version.');
const environmentName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/)
  .meta({ description: 'The name of an environment variable, such as ANTHROPIC_API_KEY.' });

/** `backends:` of the configuration: who plays which agent, and what each program needs to know. */
export const backends = z.strictObject({
  default: backendName
    .optional()
    .describe(
      'Who plays agents that are not listed below. When absent, what SPECKIT_BACKEND says in the Actions workflow, else `command`.',
    ),
  per_agent: z
    .partialRecord(agentName, backendName)
    .default({})
    .describe('Agents that another program plays, as `research: recorded`.'),
  'claude-code': model,
  codex: model,
  gemini: model,
  copilot: model,
  opencode: model,
  command: z
    .strictObject({
      run: z
        .union([z.string().min(1), z.array(z.string()).min(1)])
        .optional()
        .describe('A program with its arguments as a list (no shell), or a command line for a shell.'),
      env: z
        .array(environmentName)
        .max(50)
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
});
