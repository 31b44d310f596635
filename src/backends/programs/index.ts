import type { AgentProgram } from '../agent-program.js';
import { claudeCode } from './claude-code.js';
import { codex } from './codex.js';
import { copilot } from './copilot.js';
import { gemini } from './gemini.js';
import { opencode } from './opencode.js';

/** Adapters of coding agents, by the name of their backend. */
export const PROGRAMS = {
  'claude-code': claudeCode,
  codex,
  gemini,
  copilot,
  opencode,
} as const satisfies Readonly<Record<string, AgentProgram>>;

export type ProgramName = keyof typeof PROGRAMS;

/** True for backends that are programs with an adapter. */
export function isProgram(name: string): name is ProgramName {
  return Object.hasOwn(PROGRAMS, name);
}
