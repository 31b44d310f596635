import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import nock from 'nock';
import { aHost } from './support/a-host.js';
import { FakeGithub, ok, type Reply, refusal } from './support/fake-github.js';

let github: FakeGithub;
beforeEach(() => {
  nock.disableNetConnect();
  github = new FakeGithub();
  branch(ok({ name: 'speckit-state', protected: false }));
});
afterEach(() => nock.cleanAll());

const rules = (reply: Reply) => github.on('GET', /\/rules\/branches\/speckit-state/, () => reply);
const branch = (reply: Reply) => github.on('GET', /\/branches\/speckit-state/, () => reply);
const ruleset = (id: number, reply: Reply) => github.on('GET', new RegExp(`/rulesets/${id}`), () => reply);
const rule = (type: string, ruleset_id = 1) => ({ type, ruleset_id, ruleset_source_type: 'Repository' });
const KEPT = [rule('deletion'), rule('non_fast_forward')];
const check = () => aHost().preflight.checkStateBranch();

describe('the state branch', () => {
  it('without rules is not protected, and the remedy names the ruleset', async () => {
    rules(ok([]));
    const found = await check();
    expect(found).toMatchObject({ check: 'state branch', level: 'WARN' });
    expect(found.message).toContain('is not protected');
    expect(found.message).toContain('deletes it or rewrites its history');
    expect(found.remedy).toMatch(/"Restrict deletions" and "Block force pushes"/);
  });

  it('with half of them is told what is left open', async () => {
    rules(ok([rule('deletion')]));
    expect(await check()).toMatchObject({
      level: 'WARN',
      message: expect.stringMatching(/a push that rewrites its history$/),
    });
  });

  it('whose history is kept passes, with what would keep others out', async () => {
    rules(ok(KEPT));
    expect(await check()).toMatchObject({
      level: 'PASS',
      message: expect.stringContaining('people who may write can still add to it'),
      remedy: expect.stringContaining('"Restrict updates"'),
    });
    expect(github.log()).toEqual(['GET /rules/branches/speckit-state', 'GET /branches/speckit-state']);
  });

  it.each(['always', 'exempt'])('to which only the bot and its like push is protected (%s)', async (told) => {
    rules(ok([...KEPT, rule('update', 2)]));
    ruleset(2, ok({ id: 2, current_user_can_bypass: told }));
    expect(await check()).toMatchObject({
      level: 'PASS',
      message: expect.stringContaining('only those who may bypass its rules push there'),
      remedy: expect.stringContaining('`github-token`'),
    });
  });

  it.each(['never', 'pull_requests_only'])('that refuses the bot itself is an error (%s)', async (told) => {
    rules(ok([...KEPT, rule('update', 2), rule('pull_request', 3)]));
    ruleset(2, ok({ id: 2, current_user_can_bypass: 'always' }));
    ruleset(3, ok({ id: 3, current_user_can_bypass: told }));
    expect(await check()).toMatchObject({
      level: 'ERROR',
      message: expect.stringContaining('(update, pull_request) refuse the bot itself'),
      remedy: expect.stringContaining('let the bot bypass them'),
    });
  });

  it.each<[string, Reply]>([
    ['is of another level', refusal(404, 'Not Found')],
    ['may not be read', refusal(403, 'Resource not accessible by integration')],
    ['does not say', ok({ id: 2 })],
  ])('whose ruleset %s is warned of', async (_name, reply) => {
    rules(ok([...KEPT, rule('update', 2)]));
    ruleset(2, reply);
    expect(await check()).toMatchObject({
      level: 'WARN',
      message: expect.stringContaining('whether the bot may cannot be seen'),
    });
  });

  it('may have a rule against its creation once it is there, and not before', async () => {
    rules(ok([...KEPT, rule('creation', 2)]));
    ruleset(2, ok({ id: 2, current_user_can_bypass: 'never' }));
    expect(await check()).toMatchObject({ level: 'PASS' });
    branch(refusal(404, 'Branch not found'));
    expect(await check()).toMatchObject({ level: 'ERROR', message: expect.stringContaining('(creation)') });
  });

  it('may want signatures: GitHub signs what the bot commits through its API', async () => {
    rules(ok([...KEPT, rule('required_signatures', 2)]));
    expect(await check()).toMatchObject({ level: 'PASS' });
  });

  it('with branch protection alone passes, with a look at what it holds back', async () => {
    rules(ok([]));
    branch(ok({ name: 'speckit-state', protected: true }));
    expect(await check()).toMatchObject({
      level: 'PASS',
      message: expect.stringContaining('a branch protection rule holds'),
      remedy: expect.stringContaining('Settings > Branches'),
    });
  });

  it.each<[string, Reply]>([
    ['a server that knows none', refusal(404, 'Not Found')],
    ['a plan without them', refusal(403, 'Upgrade to GitHub Pro or make this repository public')],
  ])('of %s is told so', async (_name, reply) => {
    rules(reply);
    expect(await check()).toMatchObject({
      level: 'PASS',
      message: expect.stringContaining('tells of no rulesets'),
      remedy: expect.stringContaining('branch protection'),
    });
  });

  it('whose rules the token may not read is warned of with the reason', async () => {
    rules(refusal(403, 'Resource not accessible by integration'));
    expect(await check()).toMatchObject({
      level: 'WARN',
      message: expect.stringMatching(/cannot be seen: .*403/),
    });
  });
});
