/** Checks by code what an agent that claims success has written. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '../../analysis/finding.js';
import { type ArtifactTexts, validateArtifacts } from '../../analysis/validate.js';
import { readRegularText } from '../../backends/regular-file.js';
import type { AgentName } from '../../domain/workflows.js';

/** What is wrong with the artifacts of an agent, the gravest first. `directory` is the feature's, absolute. */
export async function artifactFindings(agent: AgentName, directory: string): Promise<readonly Finding[]> {
  return validateArtifacts(agent, await readArtifacts(directory));
}

/** Findings in one sentence, or null when there is none. */
export function describeFindings(findings: readonly Finding[]): string | null {
  const [first, ...others] = findings;
  if (first === undefined) return null;
  const place =
    first.location === undefined || first.message.includes(first.location) ? '' : ` (${first.location})`;
  return `${first.message}${place}${others.length === 0 ? '' : `, and ${others.length} more findings`}`;
}

async function readArtifacts(directory: string): Promise<ArtifactTexts> {
  const read = (name: string) => readRegularText(join(directory, name));
  const [spec, plan, tasks, research] = await Promise.all(
    ['spec.md', 'plan.md', 'tasks.md', 'research.md'].map(read),
  );
  return {
    spec: spec ?? null,
    plan: plan ?? null,
    tasks: tasks ?? null,
    research: research ?? null,
    checklists: await readChecklists(directory),
  };
}

async function readChecklists(directory: string): Promise<readonly { name: string; text: string }[]> {
  const folder = join(directory, 'checklists');
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.md')).sort();
  return Promise.all(
    names.map(async (name) => ({ name, text: (await readRegularText(join(folder, name))) ?? '' })),
  );
}
