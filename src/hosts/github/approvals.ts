/** An approval by review that is in force. */
export interface ApprovalFact {
  readonly review_id: number;
  readonly by: string;
  readonly is_bot: boolean;
  /** The commit that the person saw; whether it still is the head is for the caller to compare. */
  readonly commit: string;
  readonly at: string;
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
 * Approvals that are their author's latest decision. A review without author, commit or time cannot be held to
 * anything, so it approves nothing.
 */
export function currentApprovals(reviews: readonly Review[]): ApprovalFact[] {
  const latest = new Map<number, Review & { user: NonNullable<Review['user']> }>();
  const inOrder = reviews.toSorted((a, b) => timeOf(a) - timeOf(b) || a.id - b.id);
  for (const review of inOrder) {
    if (review.user !== null && DECISIVE.has(review.state.toUpperCase())) {
      latest.set(review.user.id, { ...review, user: review.user });
    }
  }
  return [...latest.values()].flatMap((review): ApprovalFact[] => {
    const { user, commit_id: commit, submitted_at: at } = review;
    if (review.state.toUpperCase() !== 'APPROVED' || !commit || !at) return [];
    return [{ review_id: review.id, by: user.login, is_bot: user.type === 'Bot', commit, at }];
  });
}

/** Reviews without a time go last, where they can take an approval away but, having no time, never give one. */
function timeOf(review: Review): number {
  return review.submitted_at === undefined ? Number.MAX_SAFE_INTEGER : Date.parse(review.submitted_at);
}
