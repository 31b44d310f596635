/** An approval by review that is in force. */
export interface ApprovalFact {
  readonly review_id: number;
  readonly by: string;
  readonly is_bot: boolean;
  /** The commit that the person saw; whether it still is the head is for the caller to compare. */
  readonly commit: string;
  readonly at: string;
}

/** A review that asks for changes and was neither dismissed nor followed by another decision of its author. */
export interface ObjectionFact {
  readonly by: string;
  readonly is_bot: boolean;
  readonly at: string;
}

/** What people's latest reviews come to. */
export interface Decisions {
  /** Each with the commit that it was given for. */
  readonly approvals: readonly ApprovalFact[];
  readonly objections: readonly ObjectionFact[];
}

/** The part of GitHub's review that counts. */
export interface Review {
  readonly id: number;
  readonly user: { readonly id: number; readonly login: string; readonly type: string } | null;
  readonly state: string;
  readonly commit_id: string | null;
  readonly submitted_at?: string;
}

/** A later review in one of these states replaces the person's earlier one; a mere comment does not. */
const DECISIVE = new Set(['APPROVED', 'CHANGES_REQUESTED', 'DISMISSED']);

/**
 * Each author's latest decision. A review without author, commit or time cannot be held to anything, so it approves
 * nothing; asking for changes needs an author only.
 */
export function currentDecisions(reviews: readonly Review[]): Decisions {
  const latest = new Map<number, Review & { user: NonNullable<Review['user']> }>();
  const inOrder = reviews.toSorted((a, b) => timeOf(a) - timeOf(b) || a.id - b.id);
  for (const review of inOrder) {
    if (review.user !== null && DECISIVE.has(review.state.toUpperCase())) {
      latest.set(review.user.id, { ...review, user: review.user });
    }
  }
  const decisions = [...latest.values()].map((review) => ({ ...review, state: review.state.toUpperCase() }));
  return {
    approvals: decisions.flatMap(
      ({ id, user, state, commit_id: commit, submitted_at: at }): ApprovalFact[] => {
        if (state !== 'APPROVED' || !commit || !at) return [];
        return [{ review_id: id, by: user.login, is_bot: user.type === 'Bot', commit, at }];
      },
    ),
    objections: decisions.flatMap(({ user, state, submitted_at: at = '' }): ObjectionFact[] =>
      state === 'CHANGES_REQUESTED' ? [{ by: user.login, is_bot: user.type === 'Bot', at }] : [],
    ),
  };
}

/** Reviews without a time go last, where they can take an approval away but, having no time, never give one. */
function timeOf(review: Review): number {
  return review.submitted_at === undefined ? Number.MAX_SAFE_INTEGER : Date.parse(review.submitted_at);
}
