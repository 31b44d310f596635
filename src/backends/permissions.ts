/** What an agent may do with the tools of its program. The landing checks paths again, whatever a program has allowed. */
import { agentDefinition } from '../agents/registry.js';
import type { AgentName } from '../domain/workflows.js';

export interface Permissions {
  /** Change files. */
  readonly write: boolean;
  /** Run any command; otherwise at most some that only read. */
  readonly run: boolean;
  /** Search the web and read pages. */
  readonly web: boolean;
}

/** Those who build have to run what they have built. Who plans from an issue's text has no use for a shell. */
const RUNS: readonly AgentName[] = ['implement', 'review', 'e2e-test-builder', 'e2e-test-fixer'];

/** Permissions of an agent: as few as its role needs. */
export function permissionsOf(agent: AgentName): Permissions {
  return {
    write: agentDefinition(agent).mayWrite.allow.length > 0,
    run: RUNS.includes(agent),
    web: agent === 'research',
  };
}

/** Commands that only read, for agents that may not run others. */
export const READING_COMMANDS = [
  'git log',
  'git diff',
  'git show',
  'git ls-files',
  'git blame',
  'ls',
] as const;

/**
 * The orchestrator commits, never the agent. A program can be talked out of this list (`sh -c …`); that harms nothing,
 * because a result is taken from the files and not from commits, but it is better told than lost.
 */
export const FORBIDDEN_COMMANDS = [
  'git commit',
  'git push',
  'git merge',
  'git rebase',
  'git tag',
  'git reset',
  'git stash',
  'git config',
  'git remote',
  'git worktree',
] as const;
