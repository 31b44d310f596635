/** One workflow file: GitHub's parser and converters check it, this reads what a run needs. */
import { convertConcurrency } from '@actions/workflow-parser/model/converter/concurrency';
import { convertOn } from '@actions/workflow-parser/model/converter/events';
import { handleTemplateTokenErrors } from '@actions/workflow-parser/model/converter/handle-errors';
import { convertJobs } from '@actions/workflow-parser/model/converter/jobs';
import type { TemplateToken } from '@actions/workflow-parser/templates/tokens/index';
import { field, fields, templateField, textField, texts } from './fields.js';
import { type ParsedDocument, parseDocument } from './parser.js';
import { type PermissionSpec, readPermissions } from './permissions.js';
import { readCondition, readSteps, type StepSpec } from './step-file.js';
import type { Template } from './template.js';
import { readTriggers, type Triggers } from './trigger-file.js';

export interface WorkflowFile {
  readonly name: string | undefined;
  readonly runName: Template | undefined;
  readonly triggers: Triggers;
  readonly env: Template | undefined;
  readonly permissions: PermissionSpec | undefined;
  readonly concurrency: Template | undefined;
  readonly defaults: RunDefaults;
  readonly jobs: readonly JobSpec[];
}

interface RunDefaults {
  readonly shell: Template | undefined;
  readonly workingDirectory: Template | undefined;
}

export interface JobSpec {
  readonly key: string;
  readonly name: Template | undefined;
  readonly needs: readonly string[];
  readonly condition: string;
  readonly runsOn: Template | undefined;
  readonly permissions: PermissionSpec | undefined;
  readonly concurrency: Template | undefined;
  readonly strategy: Template | undefined;
  readonly env: Template | undefined;
  readonly outputs: Template | undefined;
  readonly defaults: RunDefaults;
  readonly environment: Template | undefined;
  readonly timeoutMinutes: Template | undefined;
  readonly continueOnError: Template | undefined;
  readonly steps: readonly StepSpec[];
  /** Why this sandbox cannot run the job, when it asks for something that is not built. */
  readonly unsupported: string | undefined;
}

export type WorkflowReading =
  | { readonly ok: true; readonly file: WorkflowFile }
  /** `triggers` is there when the file's `on:` could be read in spite of the errors. */
  | { readonly ok: false; readonly errors: readonly string[]; readonly triggers: Triggers | undefined };

/** Reads a workflow file; `path` names it in error messages. */
export function readWorkflow(path: string, text: string): WorkflowReading {
  const document = parseDocument('workflow', path, text);
  const { root } = document;
  if (root === undefined) {
    return { ok: false, errors: document.errors(), triggers: undefined };
  }
  const on = field(root, 'on');
  const triggers = on === undefined ? undefined : checked(document, root, () => readTriggers(on));
  checkWith(document, root);
  const errors = document.errors();
  if (errors.length > 0 || triggers === undefined) {
    return { ok: false, errors, triggers };
  }
  return { ok: true, file: { ...readTop(root), triggers } };
}

function checkWith(document: ParsedDocument, root: TemplateToken): void {
  const { context } = document;
  const on = field(root, 'on');
  const jobs = field(root, 'jobs');
  const concurrency = field(root, 'concurrency');
  checked(document, root, () => (on === undefined ? undefined : convertOn(context, on)));
  checked(document, root, () => (jobs === undefined ? undefined : convertJobs(context, jobs)));
  checked(document, root, () =>
    concurrency === undefined ? undefined : convertConcurrency(context, concurrency),
  );
}

function checked<T>(document: ParsedDocument, root: TemplateToken, read: () => T): T | undefined {
  return handleTemplateTokenErrors<T | undefined>(root, document.context, undefined, read);
}

function readTop(root: TemplateToken): Omit<WorkflowFile, 'triggers'> {
  return {
    name: textField(root, 'name'),
    runName: templateField(root, 'run-name'),
    env: templateField(root, 'env'),
    permissions: readPermissions(field(root, 'permissions')),
    concurrency: templateField(root, 'concurrency'),
    defaults: readDefaults(root),
    jobs: fields(field(root, 'jobs')).map(([key, job]) => readJob(key, job)),
  };
}

function readJob(key: string, job: TemplateToken): JobSpec {
  return {
    key,
    name: templateField(job, 'name'),
    needs: texts(field(job, 'needs')) ?? [],
    condition: readCondition(field(job, 'if')),
    runsOn: templateField(job, 'runs-on'),
    permissions: readPermissions(field(job, 'permissions')),
    concurrency: templateField(job, 'concurrency'),
    strategy: templateField(job, 'strategy'),
    env: templateField(job, 'env'),
    outputs: templateField(job, 'outputs'),
    defaults: readDefaults(job),
    environment: templateField(job, 'environment'),
    timeoutMinutes: templateField(job, 'timeout-minutes'),
    continueOnError: templateField(job, 'continue-on-error'),
    steps: readSteps(field(job, 'steps')),
    unsupported: unsupportedReason(job),
  };
}

function unsupportedReason(job: TemplateToken): string | undefined {
  const feature = ['uses', 'container', 'services'].find((key) => field(job, key) !== undefined);
  return feature === undefined
    ? undefined
    : `This sandbox runs jobs as plain processes: expected a job with steps, received one with '${feature}'. Run it on GitHub, or move its steps into the job.`;
}

function readDefaults(token: TemplateToken): RunDefaults {
  const run = field(field(token, 'defaults'), 'run');
  return { shell: templateField(run, 'shell'), workingDirectory: templateField(run, 'working-directory') };
}
