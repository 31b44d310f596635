import { z } from 'zod';
import type { Github } from '../github.js';
import { readBody } from '../http/body.js';
import { forbidden, notFound } from '../http/errors.js';
import { type App, type C, required, somebody, text } from '../http/scope.js';
import { publicUser, organization as shape } from '../shapes/user.js';
import { isOwner, membershipOf, reachesMembers, removePerson } from './membership.js';
import type { OrganizationRecord } from './records.js';
import { membershipShape } from './shapes.js';

const acceptance = z.object({ state: z.literal('active') });

/** Organizations, and who is in them. People come in by an invitation to a team, which they accept here. */
export function mountOrganizations(app: App, gh: Github): void {
  app.get('/orgs/:org', (c) => {
    const user = gh.store.user(text(c, 'org'));
    if (user?.type !== 'Organization') throw notFound();
    return c.json({ ...publicUser(gh, user), ...shape(gh, user.login) });
  });
  app.get('/orgs/:org/memberships/:login', (c) => {
    const org = organizationOf(gh, c);
    demandMember(gh, org, c);
    return c.json(membershipShape(gh, org, required(membershipOf(org, text(c, 'login')))));
  });
  app.delete('/orgs/:org/memberships/:login', (c) => {
    const org = organizationOf(gh, c);
    demandMember(gh, org, c);
    if (!isOwner(org, c.get('caller'))) throw forbidden('You must be an admin to remove a member.');
    const { login, role } = required(membershipOf(org, text(c, 'login')));
    if (role === 'admin' && org.members.filter((it) => it.role === 'admin').length === 1)
      throw forbidden('You cannot remove the last owner of an organization.');
    removePerson(org, login);
    gh.store.touch();
    return c.body(null, 204);
  });
  app.patch('/user/memberships/orgs/:org', async (c) => {
    const caller = somebody(c);
    if (caller.kind !== 'user') throw forbidden('Resource not accessible by integration');
    const org = organizationOf(gh, c);
    const membership = required(membershipOf(org, caller.login));
    await readBody(c, acceptance);
    membership.state = 'active';
    gh.store.touch();
    return c.json(membershipShape(gh, org, membership));
  });
}

/** The organization that `:org` names. */
export function organizationOf(gh: Github, c: C): OrganizationRecord {
  return required(gh.store.organization(text(c, 'org')));
}

/** That an organization exists is no secret; who is in it is told to its members. */
function demandMember(gh: Github, org: OrganizationRecord, c: C): void {
  const caller = somebody(c);
  if (caller.kind === 'installation' && reachesMembers(gh, org, caller, 'read')) return;
  if (caller.kind !== 'user') throw forbidden('Resource not accessible by integration');
  if (membershipOf(org, caller.login)?.state === 'active') return;
  throw forbidden(`You must be a member of ${org.login} to see membership information for this user.`);
}
