import { type Github, toIso } from '../github.js';
import { nodeId, type Schemas } from '../shapes/ids.js';
import { organization, simpleUser } from '../shapes/user.js';
import { membershipOf, teamMembership } from './membership.js';
import type { MembershipRecord, OrganizationRecord, TeamRecord } from './records.js';

/** REST address of a team. */
function teamUrl(gh: Github, org: OrganizationRecord, team: TeamRecord): string {
  return `${gh.origin}/orgs/${org.login}/teams/${team.slug}`;
}

/** A team in a list. */
export function teamShape(gh: Github, org: OrganizationRecord, team: TeamRecord): Schemas['team'] {
  return { ...common(gh, org, team), parent: null };
}

/** A team by itself. */
export function fullTeam(gh: Github, org: OrganizationRecord, team: TeamRecord): Schemas['team-full'] {
  const active = team.members.filter((it) => membershipOf(org, it.login)?.state === 'active');
  return {
    ...common(gh, org, team),
    parent: null,
    members_count: active.length,
    repos_count: 0,
    created_at: team.createdAt,
    updated_at: team.updatedAt,
    organization: teamOrganization(gh, org),
  };
}

function common(gh: Github, org: OrganizationRecord, team: TeamRecord) {
  const url = teamUrl(gh, org, team);
  return {
    id: team.id,
    node_id: nodeId('T', team.id),
    url,
    html_url: `${gh.origin}/orgs/${org.login}/teams/${team.slug}`,
    name: team.name,
    slug: team.slug,
    description: team.description,
    privacy: team.privacy,
    notification_setting: 'notifications_enabled',
    permission: 'pull',
    members_url: `${url}/members{/member}`,
    repositories_url: `${url}/repos`,
    type: 'organization',
  } as const;
}

function teamOrganization(gh: Github, org: OrganizationRecord): Schemas['team-organization'] {
  const created = gh.store.user(org.login)?.createdAt ?? toIso(new Date(0));
  const simple = organization(gh, org.login);
  return {
    ...simple,
    html_url: `${gh.origin}/${simple.login}`,
    has_organization_projects: true,
    has_repository_projects: true,
    public_repos: gh.store.repositories().filter((it) => it.owner === simple.login).length,
    public_gists: 0,
    followers: 0,
    following: 0,
    type: 'Organization',
    created_at: created,
    updated_at: created,
    archived_at: null,
  };
}

/** How a person stands to a team. */
export function teamMembershipShape(
  gh: Github,
  org: OrganizationRecord,
  team: TeamRecord,
  login: string,
): Schemas['team-membership'] | undefined {
  const found = teamMembership(org, team, login);
  if (!found) return undefined;
  return { url: `${teamUrl(gh, org, team)}/memberships/${simpleUser(gh, login).login}`, ...found };
}

/** How a person stands to an organization. */
export function membershipShape(
  gh: Github,
  org: OrganizationRecord,
  membership: MembershipRecord,
): Schemas['org-membership'] {
  const url = `${gh.origin}/orgs/${org.login}`;
  return {
    url: `${url}/memberships/${membership.login}`,
    state: membership.state,
    role: membership.role,
    organization_url: url,
    organization: organization(gh, org.login),
    user: simpleUser(gh, membership.login),
  };
}
