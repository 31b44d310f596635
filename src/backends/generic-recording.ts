/**
 * The built-in recording for requests that no recording is made for. No model is asked, so what it builds is only an
 * outline of the request: a real specification, real tasks and a small module with real tests, which adds files and
 * changes none.
 */
import { join } from 'node:path';
import { sanitise } from '../commands/sanitise.js';
import type { AgentName } from '../domain/workflows.js';
import type { PlayRequest } from './backend.js';
import { codeOf, e2eTestOf, type GenericFeature, layoutOf } from './generic-code.js';
import * as documents from './generic-documents.js';
import type { Performance } from './recording.js';
import { readRegularText } from './regular-file.js';

type Files = Readonly<Record<string, string>>;

/** Makes the files and the answer of any agent for any request. Documents that exist are not written again. */
export async function performGeneric(request: PlayRequest): Promise<Performance> {
  const feature = await describeFeature(request);
  const files = await wanted(filesOf(request.agent, request.task, feature), request);
  const clarified = request.agent === 'clarify' ? await clarifiedSpec(feature, request) : {};
  const paths = Object.entries({ ...files, ...clarified });
  const writes = request.agent === 'clarify' || hasFiles(filesOf(request.agent, null, feature));
  const summary = writes && paths.length === 0 ? 'nothing had to be added' : SUMMARIES[request.agent];
  return {
    source: 'built-in generic recording',
    files: paths.map(([path, text]) => ({ path, content: Buffer.from(text), executable: false })),
    remove: [],
    result: { summary, ...(await details(request, feature)) },
    error: null,
  };
}

function hasFiles(files: Files): boolean {
  return Object.keys(files).length > 0;
}

/** What an agent may write over: code and tests are its own by their names, documents may be anybody's. */
async function wanted(files: Files, { workingTree }: PlayRequest): Promise<Files> {
  const entries = await Promise.all(
    Object.entries(files).map(async (entry) => {
      const isDocument = entry[0].endsWith('.md');
      return isDocument && (await readText(join(workingTree, entry[0]))) !== null ? [] : [entry];
    }),
  );
  return Object.fromEntries(entries.flat());
}

/** The specification with the standing clarifications, unless it has some. */
async function clarifiedSpec(feature: GenericFeature, { workingTree }: PlayRequest): Promise<Files> {
  const path = `${feature.dir}/spec.md`;
  const spec = (await readText(join(workingTree, path))) ?? documents.spec(feature);
  if (/^## Clarifications\s*$/m.test(spec)) return {};
  const today = new Date().toISOString().slice(0, 10);
  return { [path]: `${spec.trimEnd()}\n${documents.clarifications(today)}` };
}

async function readText(path: string): Promise<string | null> {
  return readRegularText(path);
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
  'e2e-test-fixer': 'changed nothing: a replay cannot find a cause',
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

async function details(
  { agent, workingTree }: PlayRequest,
  feature: GenericFeature,
): Promise<Performance['result']> {
  switch (agent) {
    case 'clarify':
      return { resolved: 2, questions: [] };
    case 'analyze':
      return { findings: [], coverage: 100 };
    case 'review':
      return { verdict: 'clean', changes: [] };
    case 'e2e-test-builder': {
      const { e2eTest, index } = layoutOf(feature);
      const isThere = (await readText(join(workingTree, index))) !== null;
      return {
        test_file: e2eTest,
        test_coverage: 100,
        implementation_status: isThere ? 'COMPLETE' : 'MISSING',
        gaps: isThere ? [] : [{ feature: 'the module that reports the outline', location: index }],
      };
    }
    case 'e2e-test-fixer':
      return { root_cause: 'TEST_BUG', spec_updates: [] };
    default:
      return {};
  }
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
  const text = await readText(join(workingTree, 'package.json'));
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
