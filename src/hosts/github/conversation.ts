import type { GithubClient } from './client.js';
import { isOwn, type OwnLogins } from './effect-context.js';
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
  botLogin: OwnLogins,
): Conversation {
  const findAnswers = async (issue: number, key: string): Promise<number[]> => {
    const comments = await client.list(`read the comments of #${issue}`, (octokit) =>
      octokit.paginate(octokit.rest.issues.listComments, { ...repo, issue_number: issue, per_page: 100 }),
    );
    return comments
      .filter((one) => isOwn(one.user, botLogin) && endsWithMarker(one.body, ANSWER_MARKER, key))
      .map((one) => one.id)
      .sort((a, b) => a - b);
  };
  /** Two that answer at the same moment do not see each other before; afterwards both keep the first answer. */
  const keepFirst = async (issue: number, key: string, made: number): Promise<number> => {
    const [first = made, ...later] = await findAnswers(issue, key);
    for (const id of later) {
      await client.askMaybe(`delete the second answer ${id}`, (api) =>
        api.issues.deleteComment({ ...repo, comment_id: id }),
      );
    }
    return first;
  };
  return {
    hasAnswered: async (issue, key) => (await findAnswers(issue, key)).length > 0,
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
      const [earlier] = await findAnswers(issue, key);
      if (earlier !== undefined) return earlier;
      const made = await client.ask(`answer on #${issue}`, (api) =>
        api.issues.createComment({
          ...repo,
          issue_number: issue,
          body: withMarker(body, ANSWER_MARKER, key),
        }),
      );
      return keepFirst(issue, key, made.id);
    },
  };
}
