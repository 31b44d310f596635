import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import nock from 'nock';
import { encodeState } from '../../../src/hosts/github/state-file.js';
import { createStateStore } from '../../../src/hosts/github/state-store.js';
import { aState, WORKFLOW } from './support/a-state.js';
import { blobId, FakeFiles } from './support/fake-files.js';
import { FakeGithub, quickClient, REPO } from './support/fake-github.js';

const PATH = `.specify/workflow-state/${WORKFLOW}.json`;
const WENDY = { login: 'wendy', type: 'User' };
const BOT = { login: 'github-actions[bot]', type: 'Bot' };
const SIGNED = { verified: true, reason: 'valid' };
const UNSIGNED = { verified: false, reason: 'unsigned' };

let files: FakeFiles;
const store = (isOurs?: (login: string) => boolean) =>
  createStateStore(quickClient(), REPO, isOurs === undefined ? {} : { isOurs });

beforeEach(() => {
  nock.disableNetConnect();
  files = new FakeFiles(new FakeGithub());
});
afterEach(() => nock.cleanAll());

const textOf = (revision: number) => encodeState(aState({ revision }));

/** Writes a version as somebody does it: the product where nobody else is named. */
function write(
  revision: number,
  by: Partial<Pick<FakeFiles['commits'][number], 'author' | 'verification' | 'message'>> = {},
  text = textOf(revision),
): string {
  const sha = files.put('speckit-state', PATH, text);
  const message = `speckit: time_passed (running)\n\nSpeckit-Workflow: ${WORKFLOW}\nSpeckit-Revision: ${revision}`;
  Object.assign(files.commits.at(-1) ?? {}, { message, ...by });
  return sha;
}
const restores = (revision: number) =>
  `speckit: restore the state that the product wrote last\n\nSpeckit-Revision: ${revision}`;

describe('S1: the newest version of a state', () => {
  it('is the product’s where nobody else wrote', async () => {
    write(1);
    write(2);
    expect(await store().lineageOf(WORKFLOW)).toMatchObject({
      version: blobId(textOf(2)),
      state: { revision: 2 },
      forgery: null,
    });
  });

  it.each([
    ['a person', WENDY, 'wendy wrote it'],
    ['somebody whom GitHub does not know', null, 'somebody unknown to GitHub'],
  ])('is a forgery by %s, and the one before counts', async (_name, author, reason) => {
    const good = write(1);
    write(2, { author });
    expect(await store().findForgery(WORKFLOW)).toMatchObject({
      where: 'last',
      reason: expect.stringContaining(reason),
      good: { commit: good, state: { revision: 1 } },
    });
  });

  it('is the product’s where it writes as a person', async () => {
    write(1, { author: WENDY });
    expect(await store((login) => login === 'wendy').findForgery(WORKFLOW)).toBeNull();
  });

  it('is built on a forgery, however much was written since', async () => {
    write(1);
    write(2, { author: WENDY });
    for (let revision = 3; revision < 250; revision++) write(revision);
    expect(await store().findForgery(WORKFLOW)).toMatchObject({ where: 'below' });
  });

  it('is restored from before the first forgery, and is in order then', async () => {
    const good = write(1);
    write(2, { author: WENDY });
    write(3);
    write(4, { author: WENDY });
    const forgery = await store().findForgery(WORKFLOW);
    expect(forgery).toMatchObject({ where: 'last', good: { commit: good } });
    write(1, { message: restores(1) });
    expect(await store().findForgery(WORKFLOW)).toBeNull();
    write(2);
    expect(await store().findForgery(WORKFLOW)).toBeNull();
  });

  it('is not in order by the words of a restoration alone', async () => {
    write(1);
    write(2, { author: WENDY, message: restores(2) });
    expect(await store().findForgery(WORKFLOW)).toMatchObject({ where: 'last' });
    write(3);
    expect(await store().findForgery(WORKFLOW)).toMatchObject({ where: 'below' });
  });

  it('is a forgery in the bot’s name where GitHub has signed what the bot wrote', async () => {
    const good = write(1, { verification: SIGNED });
    write(2, { verification: UNSIGNED });
    expect(await store().findForgery(WORKFLOW)).toMatchObject({
      where: 'last',
      reason: expect.stringContaining('in the name of github-actions[bot]'),
      good: { commit: good },
    });
  });

  it('needs no signature on a server that signs nothing, or did not yet', async () => {
    write(1, { verification: UNSIGNED });
    write(2, { verification: UNSIGNED });
    expect(await store().findForgery(WORKFLOW)).toBeNull();
    write(3, { verification: SIGNED });
    write(4, { verification: { verified: false, reason: 'gpgverify_unavailable' } });
    expect(await store().findForgery(WORKFLOW)).toBeNull();
  });

  it('is not asked for where an id could name another file', async () => {
    expect(await store().lineageOf('../../README')).toBeNull();
    expect(await store().lineageOf(WORKFLOW)).toBeNull();
  });
});

describe('S4: a broken file on top of a forgery', () => {
  it('is recovered from what the product wrote, never from the forgery', async () => {
    const good = write(1);
    write(2, { author: WENDY });
    write(3, {}, textOf(3));
    write(4, { author: WENDY }, 'broken');
    const loaded = await store().load(WORKFLOW);
    expect(loaded?.state.revision).toBe(1);
    expect(loaded?.recovered?.from).toBe(good);
  });
});

describe('the list of finished workflows', () => {
  const NOTE = '.specify/workflow-state/finished.json';

  it('hides nothing where somebody else wrote it, and is begun anew', async () => {
    write(1);
    await store().noteFinished(new Map([[WORKFLOW, blobId(textOf(1))]]));
    expect(await store().listOpen()).toEqual([]);
    write(2);
    files.put('speckit-state', NOTE, JSON.stringify({ [WORKFLOW]: blobId(textOf(2)) }));
    Object.assign(files.commits.at(-1) ?? {}, { author: WENDY });
    expect(await store().listOpen()).toEqual([WORKFLOW]);
    await store().noteFinished(new Map());
    expect(files.branches.get('speckit-state')?.get(NOTE)).toBe('{}\n');
    expect(files.commits.at(-1)?.author).toEqual(BOT);
  });

  it('says nothing where it is a folder', async () => {
    write(1);
    files.put('speckit-state', `${NOTE}/x`, 'x');
    expect(await store().listOpen()).toEqual([WORKFLOW]);
  });
});
