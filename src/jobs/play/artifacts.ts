/** Checks by code what an agent that claims success has written. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseTasks } from '../../documents/tasks.js';
import type { AgentName } from '../../domain/workflows.js';

type Check = (directory: string) => Promise<string | null>;

const CHECKS: Partial<Readonly<Record<AgentName, Check>>> = {
  specify: checkSpec,
  clarify: checkSpec,
  research: (directory) => checkText(directory, 'research.md'),
  plan: (directory) => checkText(directory, 'plan.md'),
  checklist: checkChecklists,
  tasks: checkTasks,
};

/** What is wrong with the artifacts of an agent, or null. `directory` is the feature's, absolute. */
export async function checkArtifacts(agent: AgentName, directory: string): Promise<string | null> {
  return (await CHECKS[agent]?.(directory)) ?? null;
}

async function checkText(directory: string, name: string): Promise<string | null> {
  const text = await read(directory, name);
  return text.trim() === '' ? `expected ${name} with content, found none` : null;
}

/** A requirement with a number can be referred to by plan, tasks and tests. */
async function checkSpec(directory: string): Promise<string | null> {
  const text = await read(directory, 'spec.md');
  if (text === '') return 'expected spec.md, found none';
  if (/\b(?:FR|NFR|REQ|SC)-\d+/.test(text)) return null;
  return 'expected at least one numbered requirement in spec.md (such as "- **FR-001**: ..."), found none';
}

async function checkChecklists(directory: string): Promise<string | null> {
  const names = await readdir(join(directory, 'checklists')).catch(() => []);
  return names.some((name) => name.endsWith('.md'))
    ? null
    : 'expected a checklist in checklists/, found none';
}

async function checkTasks(directory: string): Promise<string | null> {
  const text = await read(directory, 'tasks.md');
  if (text === '') return 'expected tasks.md, found none';
  const { tasks, diagnostics } = parseTasks(text);
  if (tasks.length === 0)
    return 'expected at least one task in tasks.md (such as "- [ ] T001 ..."), found none';
  const cycle = diagnostics.find(({ kind, severity }) => kind === 'cycle' && severity === 'error');
  return cycle === undefined
    ? null
    : `expected tasks without circular dependencies, line ${cycle.line}: ${cycle.message}`;
}

async function read(directory: string, name: string): Promise<string> {
  return readFile(join(directory, name), 'utf8').catch(() => '');
}
