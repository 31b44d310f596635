import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import nock from 'nock';
import type { WorkflowState } from '../../../src/domain/state.js';
import { StateError } from '../../../src/hosts/github/state-error.js';
import { encodeState } from '../../../src/hosts/github/state-file.js';
import { createStateStore } from '../../../src/hosts/github/state-store.js';
import { aState, OTHER_WORKFLOW, WORKFLOW } from './support/a-state.js';
import { blobId, FakeFiles } from './support/fake-files.js';
import { FakeGithub, quickClient, REPO, refusal } from './support/fake-github.js';

const PATH = `.specify/workflow-state/${WORKFLOW}.json`;
const CONTENTS = new RegExp(`/contents/${PATH.replaceAll('.', '\\.')}`);

let github: FakeGithub;
let files: FakeFiles;
const store = () => createStateStore(quickClient(), REPO);

beforeEach(() => {
  nock.disableNetConnect();
  github = new FakeGithub();
  files = new FakeFiles(github);
});
afterEach(() => nock.cleanAll());

describe('S1: saving', () => {
  it('creates the orphan branch once and loads what was saved', async () => {
    const state = aState();
    const saved = await store().save(state, null, 'workflow requested');
    expect(saved).toMatchObject({ kind: 'saved' });
    const root = github.calls.find((call) => call.path === '/git/commits');
    expect(root?.body.parents).toEqual([]);
    expect(await store().load(WORKFLOW)).toEqual({
      state,
      version: saved.kind === 'saved' ? saved.version : '',
    });
    await store().save(aState({ workflow_id: OTHER_WORKFLOW }), null, 'workflow requested');
    expect(github.log('POST').filter((line) => line.endsWith('/git/refs'))).toHaveLength(1);
  });

  it('goes on when somebody else creates the branch at the same time', async () => {
    github.on('POST', /\/git\/refs/, () => {
      files.put('speckit-state', 'README.md', 'x');
      return refusal(422, 'Reference already exists');
    });
    expect(await store().save(aState(), null, 'workflow requested')).toMatchObject({ kind: 'saved' });
  });

  it('names workflow and revision in the commit', async () => {
    await store().save(aState({ revision: 4 }), null, 'workflow requested');
    expect(files.commits.at(-1)?.message).toBe(
      `speckit: workflow requested\n\nSpeckit-Workflow: ${WORKFLOW}\nSpeckit-Revision: 4`,
    );
  });

  it('is stale when another version is there, and changes nothing', async () => {
    const first = await store().save(aState(), null, 'a');
    const version = first.kind === 'saved' ? first.version : '';
    const second = aState({ revision: 2 });
    expect(await store().save(second, version, 'b')).toMatchObject({ kind: 'saved' });
    expect(await store().save(aState({ revision: 3 }), version, 'c')).toEqual({ kind: 'stale' });
    expect((await store().load(WORKFLOW))?.state).toEqual(second);
  });

  it('is stale when a state is to be created that exists', async () => {
    await store().save(aState(), null, 'a');
    expect(await store().save(aState({ revision: 2 }), null, 'b')).toEqual({ kind: 'stale' });
  });

  it('lets exactly one of two writers pass', async () => {
    const first = await store().save(aState(), null, 'a');
    const version = first.kind === 'saved' ? first.version : '';
    const outcomes = await Promise.all(
      [2, 3].map((revision) => store().save(aState({ revision }), version, 'race')),
    );
    expect(outcomes.map((one) => one.kind).toSorted()).toEqual(['saved', 'stale']);
  });

  it('finds its own write after the answer was lost', async () => {
    const first = await store().save(aState(), null, 'a');
    const version = first.kind === 'saved' ? first.version : '';
    github.loseAnswer('PUT', CONTENTS);
    const next = aState({ revision: 2 });
    expect(await store().save(next, version, 'b')).toEqual({
      kind: 'saved',
      version: blobId(encodeState(next)),
    });
    expect(github.log('PUT')).toHaveLength(3);
  });

  it('writes again when the lost request had not arrived', async () => {
    const first = await store().save(aState(), null, 'a');
    github.fail('PUT', CONTENTS, 'lost');
    const version = first.kind === 'saved' ? first.version : '';
    expect(await store().save(aState({ revision: 2 }), version, 'b')).toMatchObject({ kind: 'saved' });
    expect((await store().load(WORKFLOW))?.state.revision).toBe(2);
  });

  it('does not take a rule that forbids the push for a lost race', async () => {
    files.put('speckit-state', 'README.md', 'x');
    github.fail('PUT', CONTENTS, refusal(409, 'Repository rule violations found'));
    await expect(store().save(aState(), null, 'a')).rejects.toThrow(/bypass the branch rule/);
  });

  it('says what is missing when the token may not write', async () => {
    files.put('speckit-state', 'README.md', 'x');
    github.fail('PUT', CONTENTS, refusal(403, 'Resource not accessible by integration'));
    await expect(store().save(aState(), null, 'a')).rejects.toThrow(/Could not write .*permission it lacks/);
  });
});

describe('loading', () => {
  it('knows nothing of other workflows, and asks for no other files', async () => {
    expect(await store().load(OTHER_WORKFLOW)).toBeNull();
    expect(await store().load('../../README')).toBeNull();
    expect(github.calls).toHaveLength(1);
  });

  it('takes large states from the blob', async () => {
    const state = aState({ user_request: 'x'.repeat(1_100_000) });
    await store().save(state, null, 'a');
    expect((await store().load(WORKFLOW))?.state.user_request).toHaveLength(1_100_000);
  });

  it('lists the workflows and nothing else', async () => {
    expect(await store().list()).toEqual([]);
    await store().save(aState(), null, 'a');
    files.put('speckit-state', '.specify/workflow-state/issues/7.json', '{}');
    files.put('speckit-state', `elsewhere/${OTHER_WORKFLOW}.json`, '{}');
    files.put('speckit-state', `.specify/workflow-state/${'ABCDEF01'}${WORKFLOW.slice(8)}.json`, '{}');
    expect(await store().list()).toEqual([WORKFLOW]);
  });
});

describe('workflows in which something may still happen', () => {
  const save = (id: string, patch: Parameters<typeof aState>[0]) => {
    const text = encodeState(aState({ workflow_id: id, ...patch }));
    files.put('speckit-state', `.specify/workflow-state/${id}.json`, text);
  };
  const ended: Partial<WorkflowState> = { status: 'completed', outbox: [] };

  /** Notes a workflow as finished, as it is now. */
  const note = async (id: string) => {
    const loaded = await store().load(id);
    await store().noteFinished(new Map([[id, loaded?.version ?? '']]));
  };

  it('are found with few requests once the finished ones are noted', async () => {
    save(WORKFLOW, ended);
    save(OTHER_WORKFLOW, { status: 'running' });
    expect(await store().listOpen()).toEqual([WORKFLOW, OTHER_WORKFLOW]);
    await note(WORKFLOW);
    github.calls.length = 0;
    expect(await store().listOpen()).toEqual([OTHER_WORKFLOW]);
    expect(github.log()).toEqual([
      'GET /git/ref/heads/speckit-state',
      expect.stringContaining('GET /git/trees/'),
      'GET /contents/.specify/workflow-state/finished.json',
      // Who wrote that.
      'GET /commits',
    ]);
  });

  it('keep what was noted of others, for as long as it holds', async () => {
    save(WORKFLOW, ended);
    save(OTHER_WORKFLOW, ended);
    await note(WORKFLOW);
    await note(OTHER_WORKFLOW);
    expect(await store().listOpen()).toEqual([]);
    save(WORKFLOW, { ...ended, revision: 9 });
    await note(OTHER_WORKFLOW);
    expect(await store().listOpen()).toEqual([WORKFLOW]);
    const text = files.branches.get('speckit-state')?.get('.specify/workflow-state/finished.json') ?? '{}';
    expect(Object.keys(JSON.parse(text))).toEqual([OTHER_WORKFLOW]);
  });

  it('include those that changed after they were looked at', async () => {
    save(WORKFLOW, ended);
    const seen = await store().load(WORKFLOW);
    save(WORKFLOW, { ...ended, revision: 9 });
    await store().noteFinished(new Map([[WORKFLOW, seen?.version ?? '']]));
    expect(await store().listOpen()).toEqual([WORKFLOW]);
  });

  it('include those that changed after they were noted', async () => {
    save(WORKFLOW, ended);
    await note(WORKFLOW);
    expect(await store().listOpen()).toEqual([]);
    const outbox = [
      { id: 'x', kind: 'create_dashboard', emitted_at: '2026-01-02T03:04:05Z', leased_by: 'run/1/1' },
    ] as const;
    save(WORKFLOW, { ...ended, outbox: [...outbox] });
    expect(await store().listOpen()).toEqual([WORKFLOW]);
  });

  it('include broken ones, for somebody has to be told', async () => {
    files.put('speckit-state', PATH, 'broken');
    files.put('speckit-state', '.specify/workflow-state/finished.json', 'broken too');
    expect(await store().listOpen()).toEqual([WORKFLOW]);
    expect(github.log('PUT')).toEqual([]);
  });
});

describe('S4: corrupt state', () => {
  const good = encodeState(aState({ revision: 5 }));
  it.each([
    ['bad JSON', good.slice(0, 500), 'not a JSON object'],
    ['a changed field', good.replace('"revision": 5', '"revision": 6'), 'digest does not match'],
    ['no digest', JSON.stringify(aState()), 'digest does not match'],
    ['another workflow', encodeState(aState({ workflow_id: OTHER_WORKFLOW })), OTHER_WORKFLOW],
    ['a failed schema', encodeState({ ...aState(), status: 'odd' as 'running' }), 'status does not fit'],
    ['an empty file', '', 'not a JSON object'],
  ])('of %s is replaced by the last valid version', async (_name, text, reason) => {
    files.put('speckit-state', PATH, encodeState(aState({ revision: 4 })));
    const valid = files.put('speckit-state', PATH, good);
    files.put('speckit-state', PATH, 'also broken');
    files.put('speckit-state', PATH, text);
    const loaded = await store().load(WORKFLOW);
    expect(loaded?.state.revision).toBe(5);
    expect(loaded?.version).toBe(blobId(text));
    expect(loaded?.recovered?.from).toBe(valid);
    expect(loaded?.recovered?.reason).toContain(reason);
    expect(await store().save(aState({ revision: 6 }), loaded?.version ?? null, 'x')).toMatchObject({
      kind: 'saved',
    });
    expect(await store().load(WORKFLOW)).not.toHaveProperty('recovered');
  });

  it('without any valid version is an error that says what to do', async () => {
    files.put('speckit-state', PATH, 'broken');
    await expect(store().load(WORKFLOW)).rejects.toThrow(StateError);
    await expect(store().load(WORKFLOW)).rejects.toThrow(/Restore the file from a clone/);
  });
});

describe('S4: versions of the schema', () => {
  it('refuses newer ones even where an older version is in the history', async () => {
    files.put('speckit-state', PATH, encodeState(aState()));
    files.put('speckit-state', PATH, encodeState({ ...aState(), schema_version: 3 as 2 }));
    await expect(store().load(WORKFLOW)).rejects.toMatchObject({ name: 'StateError', reason: 'newer' });
  });

  it('migrates older ones', async () => {
    const { user_request: request, ...rest } = aState();
    files.put('speckit-state', PATH, encodeState({ ...rest, wish: request, schema_version: 0 } as never));
    const migrating = createStateStore(quickClient(), REPO, {
      migrations: { 0: ({ wish, ...older }) => ({ ...older, user_request: wish }), 1: (older) => older },
    });
    expect((await migrating.load(WORKFLOW))?.state.user_request).toBe('Payment processing');
    await expect(store().load(WORKFLOW)).rejects.toThrow(/no migration from schema version 0/);
  });
});
