import { z } from 'zod';
import { agentName } from '../domain/contract.js';

/** Programs that can play agents. */
export const BACKENDS = [
  'claude-code',
  'codex',
  'gemini',
  'copilot',
  'opencode',
  'command',
  'recorded',
] as const;

const backendName = z.enum(BACKENDS);
const model = z.strictObject({
  model: z.string().min(1).max(200).optional().describe('The program decides when absent.'),
});

/** `backends:` of the configuration: who plays which agent, and what each program needs to know. */
export const backends = z.strictObject({
  default: backendName
    .optional()
    .describe('Who plays agents that are not listed below. What the Actions workflow says when absent.'),
  per_agent: z
    .partialRecord(agentName, backendName)
    .default({})
    .describe('Agents that another program plays, as `research: gemini`.'),
  fallbacks: z
    .array(backendName)
    .max(2)
    .default([])
    .describe('Programs to try, in order, when the chosen one fails.'),
  'claude-code': model.prefault({}),
  codex: model.prefault({}),
  gemini: model.prefault({}),
  copilot: model.prefault({}),
  opencode: model.prefault({}),
  command: z
    .strictObject({
      run: z
        .union([z.string().min(1), z.array(z.string()).min(1)])
        .optional()
        .describe('A program with its arguments as a list (no shell), or a command line for a shell.'),
    })
    .prefault({}),
  recorded: z
    .strictObject({
      folder: z
        .string()
        .min(1)
        .optional()
        .describe('Folder with recorded answers. The built-in ones when absent.'),
    })
    .prefault({}),
});
