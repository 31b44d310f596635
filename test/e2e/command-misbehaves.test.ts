/**
 * Agents as small scripts that misbehave, each in its own way, in whole workflows: what the recovery table says is what
 * happens, and nothing of it passes for a success. All stories live in one box; the issue's request says how to misbehave.
 */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Comment, Issue } from '../../sandbox/demo/people.js';
import type { WorkflowState } from '../../src/domain/state.js';
import { commentsOf, fileAt, inBox, type World, workflowOf } from './support.js';

interface Story {
  /** What the agents of the fixture are asked for; it says how they misbehave. */
  readonly request: string;
  /** A workflow with tasks where the misbehaviour concerns one. */
  readonly workflow?: 'standard';
  readonly status: WorkflowState['status'];
  /** Every assignment, as the first of its agents. */
  readonly jobs: string;
  /** The row of the recovery table, as the timeline tells it; null where no error is left. */
  readonly row: string | null;
}

const DONE = { status: 'completed', jobs: 'specify implement test' } as const;
/** Sent back once with what is wrong; the second time it is over. */
const INVALID = {
  status: 'failed',
  jobs: 'specify implement implement',
  row: 'ValidationError, retry 1 of 1',
} as const;

const STORIES: readonly Story[] = [
  // The measure for the others: it does what it is asked for.
  { request: 'behaves', ...DONE, row: null },
  { request: 'writes nothing', ...INVALID },
  { request: 'writes nothing and names files', ...INVALID },
  { request: 'is denied its tool', ...INVALID },
  { request: 'has nothing to do and says why', ...DONE, row: null },
  { request: 'breaks the contract once', ...DONE, row: null },
  { request: 'breaks the contract for good', ...INVALID },
  { request: 'prints garbage', ...INVALID },
  { request: 'answers as another agent', ...INVALID },
  {
    request: 'meets 429 once',
    status: 'completed',
    jobs: 'specify implement implement test',
    row: 'ExternalServiceError, retry 1 of 3',
  },
  {
    request: 'meets 529 for ever',
    status: 'paused',
    jobs: 'specify implement implement implement implement',
    row: 'ExternalServiceError, retry 3 of 3',
  },
  {
    request: 'meets 401',
    status: 'failed',
    jobs: 'specify implement',
    row: 'implement failed (UnrecoverableError)',
  },
  {
    request: 'reaches its budget',
    status: 'paused',
    jobs: 'specify implement',
    row: 'implement (MaxIterationsReached)',
  },
  {
    request: 'reaches its limit of turns',
    status: 'paused',
    jobs: 'specify implement',
    row: 'implement (MaxIterationsReached)',
  },
  {
    // A task that others wait for: a person is asked when its retries are used up.
    request: 'hangs',
    workflow: 'standard',
    status: 'paused',
    jobs: 'specify implement implement',
    row: 'TimeoutError, retry 1 of 1',
  },
  {
    request: 'is killed once',
    status: 'completed',
    jobs: 'specify implement implement test',
    row: 'ExternalServiceError, retry 1 of 3',
  },
  { request: 'changes an Actions workflow', ...INVALID },
  { request: 'links to a secret', ...INVALID },
  {
    request: 'ticks tasks',
    workflow: 'standard',
    ...DONE,
    jobs: 'specify implement implement test',
    row: null,
  },
  { request: 'commits', ...DONE, row: null },
  { request: 'leaves a process', ...DONE, row: null },
  {
    request: 'specifies nothing',
    status: 'failed',
    jobs: 'specify specify',
    row: 'ValidationError, retry 1 of 1',
  },
];

/** Stories that share the box's time: more at once only wait for each other. */
const AT_ONCE = 4;

interface Ended {
  readonly state: WorkflowState;
  readonly comments: readonly string[];
  /** Null when the branch has no such file. */
  readonly code: string | null;
  readonly tasks: string | null;
  readonly subjects: readonly string[];
  readonly changed: readonly string[];
}

describe('agents of the backend `command` that misbehave', () => {
  const sleeper = `sleep 86398.${process.pid}`;
  const ended = new Map<string, Ended>();

  beforeAll(async () => {
    const seedRepo = await seed(sleeper);
    try {
      await inBox((world) => tellAll(world, ended), { seedRepo });
    } finally {
      await rm(seedRepo, { recursive: true, force: true });
    }
  }, 900_000);
  afterAll(() => {
    for (const pid of processesNamed(sleeper)) process.kill(pid, 'SIGKILL');
  });

  const told = (request: string): Ended => {
    const found = ended.get(request);
    if (found === undefined)
      throw new Error(`expected a story "${request}", found ${[...ended.keys()].join(', ')}`);
    return found;
  };

  it.each(STORIES)('one that $request: $status', ({ request, status, jobs, row }) => {
    const { state, code, comments } = told(request);
    const events = state.timeline.map(({ actor, what }) => `${actor}: ${what}`).join('\n');
    expect({ status: state.status, jobs: state.assignments.map((one) => one.agents[0]).join(' ') }).toEqual({
      status,
      jobs,
    });
    if (row === null) expect(events).not.toMatch(/\w+Error\b/);
    else expect(`${events}\n${state.status_reason}`).toContain(row);

    if (status !== 'completed') {
      expect(code).toBeNull();
      expect(state.agent_results.test).toBeUndefined();
      expect(comments.at(-1)).toContain(status === 'failed' ? '❌ Failed' : '🚨 A person is needed');
      return;
    }
    // A success is one: the repository's own test of what was asked for has passed.
    expect(state.agent_results.test?.status).toBe('success');
    if (request !== 'has nothing to do and says why') expect(code).toContain('export const sum');
  });

  it('a commit of the agent changes nothing: the orchestrator makes its own', () => {
    const { subjects, changed } = told('commits');
    expect(subjects.filter((subject) => subject.startsWith('mine'))).toEqual([]);
    expect(changed).toContain('sum.js');
  });

  it('only the orchestrator ticks: each task when it has landed', () => {
    const { tasks, state } = told('ticks tasks');
    expect(tasks).toMatch(/- \[[xX]\] T001[\s\S]*- \[[xX]\] T002/);
    expect(tasks).not.toContain('by the agent');
    expect(state.tasks.map((task) => task.status)).toEqual(['done', 'done']);
  });

  it('what an agent has started ends with it', () => {
    expect(told('leaves a process').state.agent_results.implement?.result.pid).toEqual(expect.any(Number));
    expect(processesNamed(sleeper)).toEqual([]);
  });

  it('a refused key and a reached budget are named where people read', () => {
    expect(told('meets 401').comments.at(-1)).toContain('401');
    expect(told('reaches its budget').comments.at(-1)).toContain('2 USD');
  });
});

async function tellAll(world: World, ended: Map<string, Ended>): Promise<void> {
  for (let from = 0; from < STORIES.length; from += AT_ONCE) {
    const numbers = new Map<Story, number>();
    for (const story of STORIES.slice(from, from + AT_ONCE)) {
      const title = story.request;
      const issue = await world.wendy.post<Issue>(`${world.repo}/issues`, { title, body: 'As it says.' });
      numbers.set(story, issue.number);
      const body = `/speckit ${story.workflow ?? 'simple'}: ${title}`;
      await world.wendy.post<Comment>(`${world.repo}/issues/${issue.number}/comments`, { body });
    }
    await settled(world, [...numbers.values()]);
    for (const number of numbers.values()) {
      const { status, pull_request } = await workflowOf(world, number);
      if (status !== 'awaiting_implementation_approval') continue;
      await world.ada.post(`${world.repo}/pulls/${pull_request?.number}/reviews`, { event: 'APPROVE' });
    }
    await settled(world, [...numbers.values()]);
    for (const [{ request }, number] of numbers) ended.set(request, await look(world, number));
  }
}

/** Retries are due at once here, and released by the schedule. */
async function settled(world: World, issues: readonly number[]): Promise<void> {
  await world.box.idle();
  for (let round = 0; round < 10; round++) {
    const states = await Promise.all(issues.map((issue) => workflowOf(world, issue)));
    if (states.every((state) => state.timers.length === 0)) return;
    world.box.runSchedules();
    await world.box.idle();
  }
}

interface Comparison {
  readonly commits: readonly { readonly commit: { readonly message: string } }[];
  readonly files: readonly { readonly filename: string }[];
}

async function look(world: World, issue: number): Promise<Ended> {
  const state = await workflowOf(world, issue);
  const branch = state.branch?.name ?? '';
  const { ada, repo } = world;
  const { commits, files } = await ada.get<Comparison>(`${repo}/compare/main...${branch}`);
  return {
    state,
    comments: (await commentsOf(world, issue)).map((one) => one.body),
    code: await fileAt(world, 'sum.js', branch).catch(() => null),
    tasks: await fileAt(world, `${state.feature_dir}tasks.md`, branch).catch(() => null),
    subjects: commits.map((one) => one.commit.message),
    changed: files.map((one) => one.filename),
  };
}

async function seed(sleeper: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'speckit-seed-'));
  const agent = await readFile(join(import.meta.dirname, 'fixtures', 'misbehaving-agent.mjs'), 'utf8');
  const files: Readonly<Record<string, string>> = {
    'package.json': JSON.stringify({ name: 'adder', type: 'module', scripts: { test: 'node --test' } }),
    'tools/agent.mjs': agent.replace('SLEEPER', sleeper),
    // Short limits; a retry is due at once, so that no test has to wait for it.
    '.github/speckit.yml': [
      'backends: { default: command, command: { run: [node, tools/agent.mjs] } }',
      'execution:',
      '  task_timeout_seconds: 10',
      '  retry_policy: { max_retries: 1, initial_delay_ms: 0 }',
      '  circuit_breaker: { cooldown: 1ms, max_cooldown: 1ms }',
      '',
    ].join('\n'),
  };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

function processesNamed(args: string): number[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' }).split('\n');
  return lines.filter((line) => line.trim().endsWith(args)).map((line) => Number.parseInt(line, 10));
}
