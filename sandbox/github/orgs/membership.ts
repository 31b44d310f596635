import type { Caller } from '../../contract.js';
import type { Github } from '../github.js';
import type { MembershipRecord, OrganizationRecord, TeamRecord } from './records.js';

/** Who owns an organization, and who else is in it. */
export interface OrganizationSetting {
  readonly owners?: readonly string[];
  readonly members?: readonly string[];
}

/** Records the people of an organization; one that is known stays as it is. */
export function createOrganization(gh: Github, login: string, setting: OrganizationSetting): void {
  if (gh.store.organization(login)) return;
  const { owners = [], members = [] } = setting;
  const active = (role: MembershipRecord['role']) => (person: string) =>
    ({ login: person, role, state: 'active' }) as const;
  gh.store.data.organizations.push({
    login,
    members: [...owners.map(active('admin')), ...members.map(active('member'))],
    teams: [],
  });
}

/** How a person stands to an organization, invitations included. */
export function membershipOf(org: OrganizationRecord, login: string): MembershipRecord | undefined {
  return org.members.find((it) => isSame(it.login, login));
}

/** How a person stands to a team; owners of the organization are its maintainers once they are in it. */
export function teamMembership(
  org: OrganizationRecord,
  team: TeamRecord,
  login: string,
): { role: 'maintainer' | 'member'; state: MembershipRecord['state'] } | undefined {
  const member = team.members.find((it) => isSame(it.login, login));
  const inOrg = membershipOf(org, login);
  if (!member || !inOrg) return undefined;
  return { role: inOrg.role === 'admin' ? 'maintainer' : member.role, state: inOrg.state };
}

/** Whether a caller may know that a team exists. A run's token reaches its repository, never the organization around it. */
export function canSeeTeam(gh: Github, org: OrganizationRecord, team: TeamRecord, caller: Caller): boolean {
  if (caller.kind === 'installation') return reachesMembers(gh, org, caller, 'read');
  if (caller.kind !== 'user') return false;
  const inOrg = membershipOf(org, caller.login);
  if (inOrg?.state !== 'active') return false;
  return (
    inOrg.role === 'admin' ||
    team.privacy === 'closed' ||
    teamMembership(org, team, caller.login) !== undefined
  );
}

/** Whether a caller may change who is in a team: owners of the organization and maintainers of the team. */
export function canManageTeam(
  gh: Github,
  org: OrganizationRecord,
  team: TeamRecord,
  caller: Caller,
): boolean {
  if (caller.kind === 'installation') return reachesMembers(gh, org, caller, 'write');
  if (caller.kind !== 'user') return false;
  const inTeam = teamMembership(org, team, caller.login);
  return isOwner(org, caller) || (inTeam?.state === 'active' && inTeam.role === 'maintainer');
}

/** Whether a caller owns the organization. */
export function isOwner(org: OrganizationRecord, caller: Caller): boolean {
  if (caller.kind !== 'user') return false;
  const inOrg = membershipOf(org, caller.login);
  return inOrg?.role === 'admin' && inOrg.state === 'active';
}

/** Whether an App holds the organization permission Members where it is installed on this organization. */
export function reachesMembers(
  gh: Github,
  org: OrganizationRecord,
  caller: Caller & { kind: 'installation' },
  access: 'read' | 'write',
): boolean {
  const installation = gh.apps.installations.find((it) => it.id === caller.installationId);
  const held = caller.permissions.members;
  return (
    installation !== undefined &&
    isSame(installation.owner, org.login) &&
    (held === 'write' || (access === 'read' && held === 'read'))
  );
}

/** Takes a person out of an organization, and so out of its teams. */
export function removePerson(org: OrganizationRecord, login: string): void {
  org.members = org.members.filter((it) => !isSame(it.login, login));
  for (const team of org.teams) leaveTeam(team, login);
}

/** Takes a person out of a team. */
export function leaveTeam(team: TeamRecord, login: string): void {
  team.members = team.members.filter((it) => !isSame(it.login, login));
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
