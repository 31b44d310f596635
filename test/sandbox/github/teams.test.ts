import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { appToken, registration } from '../../server/support/app.js';
import { startWorld, type World } from './sandbox.js';

const TEAMS = '/orgs/octo/teams';
const ARCHITECTS = `${TEAMS}/architects`;
let world: World;
beforeEach(async () => {
  world = await startWorld({ organizations: { other: { owners: ['nora'] } } });
});
afterEach(() => world.stop());

const aTeam = (who = 'ada', privacy = 'closed') =>
  world.call(who, 'POST', TEAMS, { name: 'Architects', privacy });
const membership = (who: string, login: string) =>
  world.call(who, 'GET', `${ARCHITECTS}/memberships/${login}`);

describe('a team', () => {
  it('is made by a member of the organization, who maintains it', async () => {
    const made = await aTeam('wendy');
    expect([made.status, made.body]).toEqual([
      201,
      expect.objectContaining({
        slug: 'architects',
        name: 'Architects',
        members_count: 1,
        privacy: 'closed',
      }),
    ]);
    expect((await membership('ada', 'wendy')).body).toMatchObject({ role: 'maintainer', state: 'active' });
    expect((await aTeam('wendy')).body.errors[0].message).toBe('Name must be unique for this org');
    expect((await aTeam('nora')).status).toBe(404);
    expect((await world.call('reed', 'GET', TEAMS)).body).toMatchObject([{ slug: 'architects' }]);
    expect((await world.call('wendy', 'DELETE', ARCHITECTS)).status).toBe(204);
    expect((await world.call('reed', 'GET', TEAMS)).body).toEqual([]);
  });

  it('is seen by the organization, a secret one by its members and the owners alone', async () => {
    await aTeam('wendy', 'secret');
    const seen = await Promise.all(
      ['ada', 'wendy', 'reed', 'nora'].map((who) => world.call(who, 'GET', ARCHITECTS)),
    );
    expect(seen.map((it) => it.status)).toEqual([200, 200, 404, 404]);
    expect((await world.call('reed', 'GET', TEAMS)).body).toEqual([]);
    expect((await world.call('', 'GET', ARCHITECTS)).status).toBe(401);
  });

  it('is one of its own organization: the same name elsewhere is another team', async () => {
    await aTeam();
    await world.call('nora', 'POST', '/orgs/other/teams', { name: 'architects', privacy: 'closed' });
    const elsewhere = '/orgs/other/teams/architects/memberships';
    expect((await world.call('nora', 'GET', `${elsewhere}/nora`)).body.state).toBe('active');
    expect((await membership('ada', 'nora')).status).toBe(404);
    expect((await world.call('ada', 'GET', `${elsewhere}/nora`)).status).toBe(404);
  });

  it('outlives a restart, and so do invitations', async () => {
    await aTeam();
    await world.call('ada', 'PUT', `${ARCHITECTS}/memberships/nora`);
    world = await world.restart();
    expect((await membership('ada', 'nora')).body.state).toBe('pending');
  });
});

describe('membership', () => {
  it('is given and taken by owners and maintainers', async () => {
    await aTeam();
    const put = (who: string, login: string, body?: object) =>
      world.call(who, 'PUT', `${ARCHITECTS}/memberships/${login}`, body);
    const refused = await put('wendy', 'wendy');
    expect([refused.status, refused.body.message]).toEqual([
      403,
      'You must be an organization owner or team maintainer to add a team membership.',
    ]);
    expect((await membership('ada', 'wendy')).status).toBe(404);
    expect((await put('ada', 'wendy', { role: 'maintainer' })).body.role).toBe('maintainer');
    expect((await put('wendy', 'reed')).body).toMatchObject({ role: 'member', state: 'active' });
    expect((await put('reed', 'nora')).status).toBe(403);
    expect((await put('ada', 'octo')).status).toBe(422);
    const members = await world.call('reed', 'GET', `${ARCHITECTS}/members?role=member`);
    expect(members.body.map((it: { login: string }) => it.login)).toEqual(['reed']);
    expect((await world.call('reed', 'DELETE', `${ARCHITECTS}/memberships/ada`)).status).toBe(403);
    expect((await world.call('wendy', 'DELETE', `${ARCHITECTS}/memberships/reed`)).status).toBe(204);
    expect((await membership('ada', 'reed')).status).toBe(404);
  });

  it('of somebody from outside is pending until they accept', async () => {
    await aTeam();
    await world.call('ada', 'PUT', `${ARCHITECTS}/memberships/reed`, { role: 'maintainer' });
    const byMaintainer = await world.call('reed', 'PUT', `${ARCHITECTS}/memberships/nora`);
    expect(byMaintainer.status).toBe(403);
    const invited = await world.call('ada', 'PUT', `${ARCHITECTS}/memberships/nora`);
    expect([invited.status, invited.body.state]).toEqual([200, 'pending']);
    expect((await world.call('nora', 'GET', ARCHITECTS)).status).toBe(404);
    expect((await world.call('ada', 'GET', `${ARCHITECTS}/members`)).body).toHaveLength(2);
    const accept = (who: string) =>
      world.call(who, 'PATCH', '/user/memberships/orgs/octo', { state: 'active' });
    expect((await accept('nora')).body).toMatchObject({ state: 'active', role: 'member' });
    expect((await membership('nora', 'nora')).body.state).toBe('active');
  });

  it('ends with that of the organization, which owners end', async () => {
    await aTeam();
    await world.call('ada', 'PUT', `${ARCHITECTS}/memberships/wendy`);
    const inOrg = (login: string) => `/orgs/octo/memberships/${login}`;
    expect((await world.call('reed', 'DELETE', inOrg('wendy'))).status).toBe(403);
    expect((await world.call('nora', 'GET', inOrg('wendy'))).status).toBe(403);
    expect((await world.call('ada', 'DELETE', inOrg('wendy'))).status).toBe(204);
    expect((await membership('ada', 'wendy')).status).toBe(404);
    expect((await world.call('ada', 'DELETE', inOrg('ada'))).status).toBe(403);
  });
});

describe('programs', () => {
  it("see teams with an App's permission Members, and never with a run's token", async () => {
    await aTeam();
    const run = world.port.mintRunToken('octo/greeter', 1, { contents: 'write' });
    const asked = [TEAMS, ARCHITECTS, `${ARCHITECTS}/members`, `${ARCHITECTS}/memberships/ada`];
    const told = await Promise.all(asked.map((path) => world.call(run, 'GET', path)));
    expect(told.map((it) => it.status)).toEqual([403, 404, 404, 404]);
    expect((await world.call(run, 'PUT', `${ARCHITECTS}/memberships/wendy`)).status).toBe(404);
  });

  it.each([
    ['members: read', { members: 'read' as const }, [200, 200, 403]],
    ['nothing of the organization', { contents: 'write' as const }, [403, 404, 404]],
  ])('with %s', async (_name, permissions, expected) => {
    const own = await startWorld({ apps: [registration({ permissions })] });
    try {
      await own.call('ada', 'POST', TEAMS, { name: 'architects' });
      const [id] = own.sandbox.installations;
      const answer = await own.call(appToken(), 'POST', `/app/installations/${id}/access_tokens`);
      const { token } = answer.body;
      const told = [
        await own.call(token, 'GET', TEAMS),
        await own.call(token, 'GET', `${ARCHITECTS}/memberships/ada`),
        await own.call(token, 'PUT', `${ARCHITECTS}/memberships/wendy`),
      ];
      expect(told.map((it) => it.status)).toEqual(expected);
    } finally {
      await own.stop();
    }
  });
});
