/** The record on a state branch: what a person does to it is found, whatever they leave behind. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuditEntry } from '../../src/domain/audit.js';
import type { WorkflowState } from '../../src/domain/state.js';
import { encodeState } from '../../src/hosts/github/state-file.js';
import { withAudit } from '../../src/runtime/audit.js';
import { run, runJson } from '../entries/cli/run.js';
import { aState, WORKFLOW_ID } from '../support/state-builder.js';
import { simpleGitIn } from './git.js';

/** Versions of a state, each with one entry more. */
function story(): WorkflowState[] {
  const states = [aState()];
  for (const [index, command] of (['pause', 'resume', 'pause', 'abort'] as const).entries()) {
    const before = states.at(-1) ?? aState();
    const about = { key: `comment:${index}`, at: `2026-01-12T12:0${index}:00Z`, runner: 'run/1/1' };
    const after = { ...before, revision: before.revision + 1 };
    states.push(withAudit(before, after, { type: 'command_given', ...about, command, by: 'ada' }));
  }
  return states;
}

describe('speckit audit', () => {
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'speckit-audit-'));
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  /** A clone whose remote holds these versions of a state file; each by `speckit`, or by whoever is named. */
  async function clone(name: string, versions: readonly { text: string; by?: string }[]): Promise<string> {
    const remote = join(root, name, 'remote');
    const here = join(root, name, 'clone');
    const file = join(remote, `.specify/workflow-state/${WORKFLOW_ID}.json`);
    await mkdir(dirname(file), { recursive: true });
    await mkdir(here, { recursive: true });
    const git = simpleGitIn(remote);
    await git('init', '--quiet', '--initial-branch=speckit-state');
    for (const { text, by = 'speckit' } of versions) {
      await writeFile(file, text);
      await git('add', '--all');
      await git('-c', `user.name=${by}`, '-c', 'user.email=x@y.test', 'commit', '--quiet', '-m', 'a version');
    }
    await simpleGitIn(here)('init', '--quiet');
    await simpleGitIn(here)('remote', 'add', 'origin', remote);
    return here;
  }
  const texts = (states: readonly WorkflowState[]) => states.map((state) => ({ text: encodeState(state) }));
  const audit = (cwd: string) => runJson(['audit', WORKFLOW_ID], { cwd });

  it('exports and verifies the record, with every version of it compared', async () => {
    const here = await clone('whole', texts(story()));
    const { code, document } = await audit(here);
    expect(code).toBe(0);
    expect(document).toMatchObject({
      workflow_id: WORKFLOW_ID,
      versions: 5,
      verified: true,
      problems: [],
      entries: [
        { action: 'paused' },
        { action: 'resumed' },
        { action: 'paused' },
        { n: 4, action: 'aborted' },
      ],
    });
    const text = await run(['audit', WORKFLOW_ID], { cwd: here });
    expect(text).toMatchObject({
      code: 0,
      out: expect.stringContaining('4  2026-01-12T12:03:00Z  ada aborted: abort'),
    });
    expect(text.out).toContain('Verified');
  });

  it.each<[string, (entries: AuditEntry[]) => AuditEntry[], number, string]>([
    ['an entry is taken out', (all) => all.toSpliced(1, 1), 2, 'entry 2'],
    ['the last entry is taken out', (all) => all.slice(0, -1), 4, 'entry 4 (aborted by ada) was removed'],
    ['all entries are taken out', () => [], 1, 'entry 1 (paused by ada) was removed'],
    ['two are exchanged', ([a, b, c, d]) => [a, c, b, d].flatMap((one) => one ?? []), 2, 'entry 2'],
    [
      'one is changed',
      (all) => all.map((one, index) => (index === 2 ? { ...one, actor: 'bob' } : one)),
      3,
      'entry 3 (paused by ada) was replaced by entry 3 (paused by bob)',
    ],
  ])(
    'names place, commit and author where %s, although the file is whole',
    async (name, change, position, message) => {
      const states = story();
      const last = states.at(-1) ?? aState();
      const forged = encodeState({ ...last, revision: 9, audit: change([...(last.audit ?? [])]) });
      const here = await clone(name.replaceAll(' ', '-'), [
        ...texts(states),
        { text: forged, by: 'mallory' },
      ]);
      const { code, document } = await audit(here);
      expect(code).toBe(1);
      expect(document).toMatchObject({ verified: false });
      const { problems } = document as { problems: { position: number; message: string; commit: string }[] };
      expect(problems[0]).toMatchObject({ position, message: expect.stringContaining(message) });
      expect(problems[0]?.commit).toMatch(/^[0-9a-f]{10} by mallory$/);
    },
  );

  it('tells of what was put right since, and verifies what there is now', async () => {
    const states = story();
    const last = states.at(-1) ?? aState();
    const forged = { text: encodeState({ ...last, audit: [] }), by: 'mallory' };
    const here = await clone('restored', [...texts(states), forged, ...texts([{ ...last, revision: 9 }])]);
    const { code, document } = await audit(here);
    expect(code).toBe(0);
    expect(document).toMatchObject({ verified: true, problems: [{ position: 1, restored: true }] });
  });

  it('reads a workflow of the local host from its file', async () => {
    const here = await clone('local', []);
    const folder = join(here, '.specify/workflow-state');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, `${WORKFLOW_ID}.json`), encodeState(story().at(-1) ?? aState()));
    expect(await audit(here)).toMatchObject({ code: 0, document: { versions: 1, entries: { length: 4 } } });
  });

  it.each<[string, string[], string]>([
    ['what is no id', ['audit', '../x'], 'expected the id of a workflow'],
    ['an unknown workflow', ['audit', '1b8f5a34-6c1e-4f7e-9d15-2f6f8a1c3e77'], 'found none'],
    ['an unknown remote', ['audit', WORKFLOW_ID, '--remote', '--upload-pack=x'], 'on the remote'],
  ])('says what it expected for %s', async (name, argv, message) => {
    const here = await clone(`wrong-${name.replaceAll(' ', '-')}`, texts(story()));
    const { code, err } = await run(argv, { cwd: here });
    expect({ code, lines: err.trim().split('\n').length }).toEqual({ code: 2, lines: 1 });
    expect(err).toContain(message);
  });
});
