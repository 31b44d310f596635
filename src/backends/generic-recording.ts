/**
 * The built-in recording for requests that no recording is made for. No model is asked, so what it builds is only an
 * outline of the request: a real specification, real tasks and a small module with real tests, which adds files and
 * changes none.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sanitise } from '../commands/sanitise.js';
import type { AgentName } from '../domain/workflows.js';
import type { PlayRequest } from './backend.js';
import { codeOf, e2eTestOf, type GenericFeature, layoutOf } from './generic-code.js';
import * as documents from './generic-documents.js';
import type { Performance } from './recording.js';

type Files = Readonly<Record<string, string>>;

/** Makes the files and the answer of any agent for any request. */
export async function performGeneric(request: PlayRequest): Promise<Performance> {
  const feature = await describeFeature(request);
  const files = filesOf(request.agent, request.task, feature);
  return {
    source: 'built-in generic recording',
    files: Object.entries(files).map(([path, text]) => ({
      path,
      content: Buffer.from(text),
      executable: false,
    })),
    remove: [],
    result: { summary: SUMMARIES[request.agent], ...details(request.agent, feature) },
    error: null,
  };
}

const SUMMARIES: Readonly<Record<AgentName, string>> = {
  specify: 'wrote spec.md as an outline of the request',
  clarify: 'recorded the standing clarifications, asked nothing',
  research: 'wrote research.md, nothing had to be looked up',
  plan: 'wrote plan.md for a small self-contained module',
  checklist: 'wrote a checklist of the requirements',
  tasks: 'wrote tasks.md with four tasks, two of them parallel',
  analyze: 'found nothing to object in the generated artifacts',
  implement: 'added the module and its tests',
  test: 'ran nothing',
  review: 'found nothing to clean up',
  'e2e-test-builder': 'added an end-to-end test of the module',
  'e2e-test-fixer': 'changed nothing',
  taskstoissues: 'listed nothing',
};

function filesOf(agent: AgentName, task: string | null, feature: GenericFeature): Files {
  const { dir } = feature;
  switch (agent) {
    case 'specify':
      return {
        [`${dir}/spec.md`]: documents.spec(feature),
        [`${dir}/checklists/requirements.md`]: documents.requirements(),
      };
    case 'clarify':
      return {
        [`${dir}/spec.md`]:
          documents.spec(feature) + documents.clarifications(new Date().toISOString().slice(0, 10)),
      };
    case 'research':
      return { [`${dir}/research.md`]: documents.research() };
    case 'plan':
      return { [`${dir}/plan.md`]: documents.plan(feature) };
    case 'checklist':
      return { [`${dir}/checklists/scope.md`]: documents.checklist() };
    case 'tasks':
      return { [`${dir}/tasks.md`]: documents.tasks(feature) };
    case 'implement':
      return codeOf(feature, task);
    case 'e2e-test-builder':
      return e2eTestOf(feature);
    default:
      return {};
  }
}

function details(agent: AgentName, feature: GenericFeature): Performance['result'] {
  if (agent === 'analyze') return { findings: [], coverage: 100 };
  if (agent === 'review') return { verdict: 'clean', changes: [] };
  if (agent === 'e2e-test-builder') return { test_file: layoutOf(feature).e2eTest, test_coverage: 100 };
  return {};
}

async function describeFeature(request: PlayRequest): Promise<GenericFeature> {
  const text = sanitise(request.userRequest).trim();
  const dir = request.context.feature_dir.replace(/\/+$/, '');
  return {
    id: request.context.feature_id || 'feature',
    dir,
    title: (text.split('\n')[0] ?? '').slice(0, 100) || 'Untitled request',
    request: text.slice(0, 2_000),
    ...(await surroundings(request.workingTree)),
  };
}

/** Looks how the repository tests, so that the added tests run where they can and disturb nothing where they cannot. */
async function surroundings(workingTree: string): Promise<Pick<GenericFeature, 'extension' | 'nodeTest'>> {
  const text = await readFile(join(workingTree, 'package.json'), 'utf8').catch(() => null);
  if (text === null) return { extension: 'mjs', nodeTest: true };
  const { type, test } = readManifest(text);
  return {
    extension: type === 'module' ? 'js' : 'mjs',
    nodeTest: test === '' || /no test specified/.test(test) || /\bnode\b.*--test\b/.test(test),
  };
}

function readManifest(text: string): { readonly type: unknown; readonly test: string } {
  try {
    const manifest = JSON.parse(text) as { type?: unknown; scripts?: { test?: unknown } } | null;
    const test = manifest?.scripts?.test;
    return { type: manifest?.type, test: typeof test === 'string' ? test : '' };
  } catch {
    return { type: undefined, test: 'unreadable' };
  }
}
