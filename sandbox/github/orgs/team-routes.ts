import { z } from 'zod';
import { type Github, now } from '../github.js';
import { readBody } from '../http/body.js';
import { forbidden, notFound, unprocessable, validationFailed } from '../http/errors.js';
import { paginate } from '../http/pages.js';
import { type App, type C, required, somebody, text } from '../http/scope.js';
import { simpleUser } from '../shapes/user.js';
import {
  canManageTeam,
  canSeeTeam,
  isOwner,
  leaveTeam,
  membershipOf,
  reachesMembers,
  teamMembership,
} from './membership.js';
import type { OrganizationRecord, TeamRecord } from './records.js';
import { organizationOf } from './routes.js';
import { fullTeam, teamMembershipShape, teamShape } from './shapes.js';

const newTeam = z.object({
  name: z.string().min(1),
  description: z.string().nullable().optional(),
  maintainers: z.array(z.string()).optional(),
  privacy: z.enum(['secret', 'closed']).optional(),
});
const inTeam = z.object({ role: z.enum(['member', 'maintainer']).optional() });
const base = '/orgs/:org/teams';
const inaccessible = 'Resource not accessible by integration';

interface Found {
  readonly org: OrganizationRecord;
  readonly team: TeamRecord;
}

/** Teams, and who is in them. A team that the caller may not see does not exist for them. */
export function mountTeams(app: App, gh: Github): void {
  app.get(base, (c) => {
    const org = organizationOf(gh, c);
    const caller = somebody(c);
    const isStranger = caller.kind === 'installation' && !reachesMembers(gh, org, caller, 'read');
    if (caller.kind === 'run' || isStranger) throw forbidden(inaccessible);
    const shown = org.teams.filter((team) => canSeeTeam(gh, org, team, caller));
    return c.json(paginate(c, gh.origin, shown).map((team) => teamShape(gh, org, team)));
  });
  app.post(base, (c) => createTeam(gh, c));
  app.get(`${base}/:team`, (c) => {
    const { org, team } = teamOf(gh, c);
    return c.json(fullTeam(gh, org, team));
  });
  app.delete(`${base}/:team`, (c) => {
    const { org, team } = managed(gh, c, 'You must be an organization owner or team maintainer.');
    org.teams = org.teams.filter((it) => it !== team);
    gh.store.touch();
    return c.body(null, 204);
  });
  app.get(`${base}/:team/members`, (c) => {
    const { org, team } = teamOf(gh, c);
    const role = c.req.query('role') ?? 'all';
    const logins = team.members
      .map((it) => it.login)
      .filter((login) => {
        const held = teamMembership(org, team, login);
        return held?.state === 'active' && (role === 'all' || role === held.role);
      });
    return c.json(paginate(c, gh.origin, logins).map((login) => simpleUser(gh, login)));
  });
  app.get(`${base}/:team/memberships/:login`, (c) => {
    const { org, team } = teamOf(gh, c);
    return c.json(required(teamMembershipShape(gh, org, team, text(c, 'login'))));
  });
  app.put(`${base}/:team/memberships/:login`, (c) => putMember(gh, c));
  app.delete(`${base}/:team/memberships/:login`, (c) => {
    const { org, team } = managed(gh, c, 'You must be an organization owner or team maintainer.');
    if (!teamMembership(org, team, text(c, 'login'))) throw notFound();
    leaveTeam(team, text(c, 'login'));
    changed(gh, team);
    return c.body(null, 204);
  });
}

/** Members of the organization may make teams, and maintain those that they have made. */
async function createTeam(gh: Github, c: C): Promise<Response> {
  const org = organizationOf(gh, c);
  const caller = somebody(c);
  if (caller.kind !== 'user') throw forbidden(inaccessible);
  if (membershipOf(org, caller.login)?.state !== 'active') throw notFound();
  const body = await readBody(c, newTeam);
  const slug = slugOf(body.name);
  if (org.teams.some((it) => it.slug === slug)) {
    const message = 'Name must be unique for this org';
    throw validationFailed({ resource: 'Team', code: 'unprocessable', field: 'data', message });
  }
  const named = (body.maintainers ?? []).map((login) => required(membershipOf(org, login)).login);
  const at = now();
  const team: TeamRecord = {
    id: gh.store.nextId(),
    slug,
    name: body.name,
    description: body.description ?? null,
    privacy: body.privacy ?? 'secret',
    members: [...new Set([caller.login, ...named])].map((login) => ({ login, role: 'maintainer' })),
    createdAt: at,
    updatedAt: at,
  };
  org.teams.push(team);
  gh.store.touch();
  return c.json(fullTeam(gh, org, team), 201);
}

/** Puts somebody into a team; who is no member of the organization yet is invited, and pending until they accept. */
async function putMember(gh: Github, c: C): Promise<Response> {
  const { org, team } = managed(
    gh,
    c,
    'You must be an organization owner or team maintainer to add a team membership.',
  );
  const user = required(gh.store.user(text(c, 'login')));
  if (user.type !== 'User') throw unprocessable('Cannot add an organization as a member.');
  const { role = 'member' } = (await c.req.text()) === '' ? {} : await readBody(c, inTeam);
  if (!membershipOf(org, user.login)) {
    if (!isOwner(org, c.get('caller')))
      throw forbidden('You must be an organization owner to invite people.');
    org.members.push({ login: user.login, role: 'member', state: 'pending' });
  }
  leaveTeam(team, user.login);
  team.members.push({ login: user.login, role });
  changed(gh, team);
  return c.json(teamMembershipShape(gh, org, team, user.login));
}

function teamOf(gh: Github, c: C): Found {
  const org = organizationOf(gh, c);
  const caller = somebody(c);
  const team = org.teams.find((it) => it.slug === text(c, 'team').toLowerCase());
  if (!team || !canSeeTeam(gh, org, team, caller)) throw notFound();
  return { org, team };
}

function managed(gh: Github, c: C, refusal: string): Found {
  const found = teamOf(gh, c);
  if (!canManageTeam(gh, found.org, found.team, c.get('caller'))) throw forbidden(refusal);
  return found;
}

function changed(gh: Github, team: TeamRecord): void {
  team.updatedAt = now();
  gh.store.touch();
}

function slugOf(name: string): string {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.replace(/[^a-z0-9_]+/g, '-').replace(/^-+|-+$/g, '');
}
