import type { WorkflowState } from '../domain/state.js';
import { count } from './format.js';
import { fileUrl, type Links } from './links.js';
import { inline } from './text.js';

/** The order of the seed; what else there is follows by name. */
const ORDER = ['spec', 'plan', 'tasks'];

/** `- Spec: specs/003-payment/spec.md`, one line per artifact that exists. */
export function artifactLines(state: WorkflowState, links: Links | undefined): string[] {
  const names = artifactNames(state);
  if (names.length === 0) return ['- None yet'];
  return names.slice(0, 20).map((name) => {
    const path = state.artifacts_ready[name] ?? '';
    const tasks = name === 'tasks' && state.tasks.length > 0 ? ` (${count(state.tasks.length, 'task')})` : '';
    return `- ${artifactName(name)}: ${inline(path)}${tasks}${open(path, state, links)}`;
  });
}

/** Names of the artifacts that exist, those of the seed first. */
export function artifactNames(state: WorkflowState): string[] {
  const names = Object.keys(state.artifacts_ready);
  const others = names.filter((name) => !ORDER.includes(name)).toSorted();
  return [...ORDER.filter((name) => names.includes(name)), ...others];
}

/** `data-model` as people read it: `Data model`. */
export function artifactName(name: string): string {
  const words = inline(name.replaceAll(/[-_]+/g, ' '), 60);
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

/** The path stands in plain text, as the seed has it; the link comes after. */
function open(path: string, state: WorkflowState, links: Links | undefined): string {
  const url = state.branch === null ? null : fileUrl(path, state.branch.head, links);
  return url === null ? '' : ` ([open](${url}))`;
}
