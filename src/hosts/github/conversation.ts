import type { GithubClient } from './client.js';
import { isOwn } from './effect-context.js';
import { GithubError } from './github-error.js';
import { endsWithMarker, withMarker } from './markers.js';
import type { RepositoryName } from './repository.js';

/** Reactions that the product gives to commands. */
type Reaction = 'eyes' | 'rocket' | 'confused' | '+1' | '-1';

/** Direct answers to people, outside of any workflow's effects. */
export interface Conversation {
  /** Reacts to a comment; GitHub keeps one of each kind, so repeating is harmless. A refusal is of no consequence. */
  react(commentId: number, reaction: Reaction): Promise<void>;
  /** Answers once per `key` (e.g. the id of the comment answered), however often it is called. */
  answer(issue: number, key: string, body: string): Promise<number>;
  /** Whether `key` has been answered. */
  hasAnswered(issue: number, key: string): Promise<boolean>;
}

const ANSWER_MARKER = 'answer';

/** Creates the way to answer people. `since` bounds the look for an earlier answer. */
export function createConversation(
  client: GithubClient,
  repo: RepositoryName,
  botLogin: string,
): Conversation {
  const findAnswer = async (issue: number, key: string): Promise<number | null> => {
    const comments = await client.list(`read the comments of #${issue}`, (octokit) =>
      octokit.paginate(octokit.rest.issues.listComments, { ...repo, issue_number: issue, per_page: 100 }),
    );
    const own = comments.find(
      (one) => isOwn(one.user, botLogin) && endsWithMarker(one.body, ANSWER_MARKER, key),
    );
    return own?.id ?? null;
  };
  return {
    hasAnswered: async (issue, key) => (await findAnswer(issue, key)) !== null,
    async react(commentId, reaction) {
      try {
        await client.ask(`react to comment ${commentId}`, (api) =>
          api.reactions.createForIssueComment({ ...repo, comment_id: commentId, content: reaction }),
        );
      } catch (error) {
        if (!(error instanceof GithubError)) throw error;
      }
    },
    async answer(issue, key, body) {
      const earlier = await findAnswer(issue, key);
      if (earlier !== null) return earlier;
      const made = await client.ask(`answer on #${issue}`, (api) =>
        api.issues.createComment({
          ...repo,
          issue_number: issue,
          body: withMarker(body, ANSWER_MARKER, key),
        }),
      );
      return made.id;
    },
  };
}
