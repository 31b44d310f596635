/** What GitHub's API offers beyond the people of the demo: edits, refs by force, and files as the product writes them. */
import { createHash } from 'node:crypto';
import type { Person } from '../../../sandbox/demo/people.js';
import type { WorkflowState } from '../../../src/domain/state.js';
import type { World } from '../../e2e/support.js';

/** A request as a person, whatever its method. Rejects with the status when GitHub refuses. */
export async function request(
  { box }: World,
  who: Person,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const response = await fetch(`${box.apiUrl}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${box.users[who.login]?.token ?? ''}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`received ${response.status}: ${text}`);
  return text === '' ? null : (JSON.parse(text) as unknown);
}

/** Edits a comment as a person. */
export async function editComment(world: World, who: Person, id: number, body: string): Promise<void> {
  await request(world, who, 'PATCH', `${world.repo}/issues/comments/${id}`, { body });
  await world.box.idle();
}

/** Starts the Actions workflow with inputs that a person has made up. */
export async function dispatch(
  world: World,
  who: Person,
  inputs: Readonly<Record<string, string>>,
): Promise<void> {
  await who.post(`${world.repo}/actions/workflows/speckit.yml/dispatches`, { ref: 'main', inputs });
  await world.box.idle();
}

/** What the latest scheduled run said. */
export async function sweepLog({ box, ada, repo }: World): Promise<string> {
  const { workflow_runs } = await ada.get<{ workflow_runs: { id: number }[] }>(
    `${repo}/actions/runs?event=schedule&per_page=1`,
  );
  const { jobs } = await ada.get<{ jobs: { id: number; name: string }[] }>(
    `${repo}/actions/runs/${workflow_runs[0]?.id}/jobs`,
  );
  const job = jobs.find((one) => one.name === 'orchestrate');
  const headers = { authorization: `Bearer ${box.users.ada?.token ?? ''}` };
  return (await fetch(`${box.apiUrl}${repo}/actions/jobs/${job?.id}/logs`, { headers })).text();
}

/** The file of a state, valid in itself, as somebody makes it who has read the product's source. */
export function validFile(state: WorkflowState): string {
  const { digest: _, ...rest } = { ...state, digest: '' };
  const digest = `sha256:${createHash('sha256').update(JSON.stringify(rest)).digest('hex')}`;
  return `${JSON.stringify({ ...rest, digest }, null, 2)}\n`;
}
