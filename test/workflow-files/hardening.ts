import { parse } from 'yaml';

interface Workflow {
  readonly permissions?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

interface Job {
  readonly permissions?: unknown;
  readonly steps?: readonly Step[];
}

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

/** Contexts that nobody outside the workflow file can fill. */
const HARMLESS = /^\s*(matrix|runner)\.[\w.-]+\s*$/;

/**
 * Finds expressions inside scripts: GitHub pastes their values into the script before a shell reads it, so a title such
 * as `"; curl …` would run. Values belong in `env`.
 */
export function findInjections(text: string): readonly string[] {
  return jobsOf(text).flatMap(([name, job]) =>
    (job.steps ?? [])
      .flatMap(scriptsOf)
      .flatMap((script) => [...script.matchAll(/\$\{\{(.*?)\}\}/gs)])
      .filter((match) => !HARMLESS.test(match[1] ?? ''))
      .map((match) => `${name}: ${match[0]} inside a script`),
  );
}

/** Finds jobs whose token gets whatever the repository's settings happen to grant, or everything. */
export function findImplicitPermissions(text: string): readonly string[] {
  const workflow = parse(text) as Workflow;
  const hasOwn = (job: Job) => isScopes(job.permissions);
  const inherited = isScopes(workflow.permissions);
  return jobsOf(text)
    .filter(([, job]) => !hasOwn(job) && (job.permissions !== undefined || !inherited))
    .map(([name]) => `${name}: permissions are not listed scope by scope`);
}

/** Lists the scopes that a job may write. */
export function writableScopes(text: string, job: string): readonly string[] {
  const workflow = parse(text) as Workflow;
  const permissions = workflow.jobs[job]?.permissions ?? workflow.permissions ?? {};
  return Object.entries(permissions)
    .filter(([, access]) => access === 'write')
    .map(([scope]) => scope);
}

/** The steps of a job that use an action, version apart. */
export function stepsUsing(text: string, job: string, action: string): readonly Step[] {
  const steps = (parse(text) as Workflow).jobs[job]?.steps ?? [];
  return steps.filter((step) => step.uses?.startsWith(`${action}@`) === true);
}

function jobsOf(text: string): readonly [string, Job][] {
  return Object.entries((parse(text) as Workflow).jobs);
}

function scriptsOf(step: Step): readonly string[] {
  const script = step.with?.script;
  return [step.run, typeof script === 'string' ? script : undefined].filter((each) => each !== undefined);
}

function isScopes(permissions: unknown): boolean {
  return typeof permissions === 'object' && permissions !== null;
}
