/** Organizations, who is in them, and their teams. */

export interface MembershipRecord {
  login: string;
  role: 'admin' | 'member';
  /** Invited people are pending until they accept, in each team that they were put into as well. */
  state: 'active' | 'pending';
}

interface TeamMemberRecord {
  login: string;
  role: 'maintainer' | 'member';
}

export interface TeamRecord {
  id: number;
  slug: string;
  name: string;
  description: string | null;
  /** Secret teams are seen by their members and by owners of the organization alone. */
  privacy: 'secret' | 'closed';
  members: TeamMemberRecord[];
  createdAt: string;
  updatedAt: string;
}

export interface OrganizationRecord {
  login: string;
  members: MembershipRecord[];
  teams: TeamRecord[];
}
