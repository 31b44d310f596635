import { parse } from 'yaml';
import { SECRETS_VARIABLE } from './secrets-variable.js';

/** What pre-flight wants to know of the Actions workflow that is installed. */
export interface WorkflowFile {
  /** Where it lacks something of the shipped one, as `jobs.orchestrate.if`; empty when it is as good. */
  readonly lacks: readonly string[];
  /** Scopes that a writing job does not ask for, as `land: pull-requests`. */
  readonly missing_scopes: readonly string[];
  /** Scopes that the job of the agents may write, although it is to write nothing (rule P1). */
  readonly agent_writes: readonly string[];
  /** Environment of the job that plays agents, with its expressions. */
  readonly agent_environment: Readonly<Record<string, string>>;
  /** Whether its job of the agents is bound to the environment that a dispatch names. */
  readonly binds_environment: boolean;
  /** Names of secrets whose presence the workflow tells the bot of. */
  readonly told_secrets: readonly string[];
}

const WRITING_JOBS = ['orchestrate', 'land'];
const SCOPES = ['actions', 'contents', 'issues', 'pull-requests'];

/** Keys that people are meant to make their own: runners, limits, secrets, names, and when the schedule looks. */
const OWN = new Set(['name', 'env', 'runs-on', 'timeout-minutes', 'description', 'cron', 'retention-days']);

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads an installed Actions workflow and compares it with the shipped one. Additions are welcome, so only what it lacks
 * is told. Null when it cannot be read as a workflow.
 *
 * @param shipped null where it is not at hand; then nothing is compared
 */
export function readWorkflowFile(text: string, shipped: string | null): WorkflowFile | null {
  const present = parseYaml(text);
  if (present === null || !isObject(present.jobs)) return null;
  const expected = shipped === null ? null : parseYaml(shipped);
  const agent = jobOf(present, 'agent');
  const environment = { ...environmentOf(present), ...environmentOf(agent), ...stepEnvironment(agent) };
  return {
    lacks: expected === null ? [] : lacking(expected, present, ''),
    missing_scopes: WRITING_JOBS.flatMap((job) => missingScopes(present, job)),
    agent_writes: writableScopes(agent.permissions ?? present.permissions),
    agent_environment: environment,
    binds_environment: readsInput(agent.environment, 'environment'),
    told_secrets: secretsIn(stepEnvironment(jobOf(present, 'orchestrate'))[SECRETS_VARIABLE] ?? ''),
  };
}

/** A name, or a mapping with one. */
function readsInput(value: unknown, input: string): boolean {
  const text = isObject(value) ? value.name : value;
  return typeof text === 'string' && new RegExp(`\\binputs\\.${input}\\b`).test(text);
}

/** Names of the secrets that an expression reads. */
export function secretsIn(expression: string): readonly string[] {
  const names = [...expression.matchAll(/\bsecrets\.([A-Za-z_]\w*)/g)].map((match) => match[1] ?? '');
  return [...new Set(names)];
}

/** Paths of what `expected` has and `present` has not. */
function lacking(expected: unknown, present: unknown, path: string): string[] {
  if (Array.isArray(expected)) return lackingItems(expected, present, path);
  if (!isObject(expected)) return sameText(expected, present) ? [] : [path];
  // `issue_comment:` without a value means all of it, as a key without a value does anywhere else.
  if (!isObject(present)) return [path];
  return Object.entries(expected).flatMap(([key, value]) => {
    if (OWN.has(key)) return [];
    return lacking(value, present[key], path === '' ? key : `${path}.${key}`);
  });
}

function lackingItems(expected: readonly unknown[], present: unknown, path: string): string[] {
  const items: readonly unknown[] = Array.isArray(present) ? present : [];
  const missing = expected.some((one) => !items.some((item) => lacking(one, item, path || '.').length === 0));
  return missing ? [path] : [];
}

/** Line breaks and indentation of a folded condition do not count, nor the version of an action or who published it. */
function sameText(expected: unknown, present: unknown): boolean {
  if (typeof expected !== 'string' || typeof present !== 'string')
    return (expected ?? null) === (present ?? null);
  return plain(expected) === plain(present);
}

function plain(text: string): string {
  const action = /^[\w.-]+\/([\w.-]+)@\S+$/.exec(text.trim())?.[1];
  return action ?? text.replace(/\s+/g, ' ').trim();
}

function missingScopes(workflow: Json, job: string): string[] {
  const found = jobOf(workflow, job);
  const permissions = found.permissions ?? workflow.permissions;
  if (permissions === 'write-all' || permissions === undefined) return [];
  const granted: Json = isObject(permissions) ? permissions : {};
  return SCOPES.filter((scope) => granted[scope] !== 'write').map((scope) => `${job}: ${scope}`);
}

function writableScopes(permissions: unknown): string[] {
  if (permissions === 'write-all') return ['everything'];
  if (!isObject(permissions)) return [];
  return Object.entries(permissions).flatMap(([scope, access]) => (access === 'write' ? [scope] : []));
}

function jobOf(workflow: Json, name: string): Json {
  const job = isObject(workflow.jobs) ? workflow.jobs[name] : undefined;
  return isObject(job) ? job : {};
}

function environmentOf(holder: Json): Record<string, string> {
  if (!isObject(holder.env)) return {};
  return Object.fromEntries(Object.entries(holder.env).map(([name, value]) => [name, String(value)]));
}

function stepEnvironment(job: Json): Record<string, string> {
  const steps: readonly unknown[] = Array.isArray(job.steps) ? job.steps : [];
  return Object.assign({}, ...steps.filter(isObject).map(environmentOf)) as Record<string, string>;
}

function parseYaml(text: string): Json | null {
  try {
    const value: unknown = parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
