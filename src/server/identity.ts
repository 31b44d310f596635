import { Probot, ProbotOctokit } from 'probot';
import type { Logger } from './logger.js';
import type { ServerSettings } from './settings.js';
import type { Reached } from './triage.js';

type AppOctokit = Awaited<ReturnType<Probot['auth']>>;

/** Under this login the Actions jobs of the same repository write. */
export const ACTIONS_LOGIN = 'github-actions[bot]';

/** The App as GitHub knows it, and the way to its tokens. */
export interface Identity {
  /** `<slug>[bot]` */
  readonly login: string;
  /** Signed with the App's own key: for what is about the App, not about a repository. */
  readonly octokit: AppOctokit;
  /**
   * A token for one repository; kept until shortly before it ends.
   *
   * @throws GoneError when the App is not installed there any more, or suspended
   */
  tokenFor(repository: Pick<Reached, 'installation' | 'id'>): Promise<string>;
  /** Everything that an installation reaches. */
  repositoriesOf(installation: number): Promise<readonly ListedRepository[]>;
  /** Tokens of an installation that was suspended or taken away are worth nothing any more. */
  forget(installation: number): void;
}

interface ListedRepository {
  readonly id: number;
  readonly full_name: string;
  readonly default_branch: string;
  readonly archived: boolean;
  readonly disabled: boolean;
  readonly pushed_at: string | null;
}

/** The App lost its access between an event and the work on it: nothing can be done, and nothing is wrong. */
export class GoneError extends Error {
  override readonly name = 'GoneError';
}

interface Token {
  readonly token: string;
  readonly endsAt: number;
}

/** A token is not begun with when it ends this soon. */
const MARGIN_MS = 5 * 60 * 1000;

/** Tokens that are kept; more repositories than this are served as well. */
const MAX_TOKENS = 2_000;

/** Joins Probot with this server's settings; its receiver stands behind our own, which answers before the work. */
export function createProbot(settings: ServerSettings, log: Logger): Probot {
  return new Probot({
    appId: settings.appId,
    privateKey: settings.privateKey,
    secret: settings.webhookSecret,
    baseUrl: settings.apiUrl,
    log,
    Octokit: ProbotOctokit.defaults({ userAgent: 'speckit-orchestrator' }),
  });
}

/** Asks GitHub who we are, which also shows that the key is right. */
export async function identify(probot: Probot): Promise<Identity> {
  const octokit = await probot.auth();
  const { data: app } = await octokit.request('GET /app');
  if (app?.slug === undefined) throw new Error('expected GitHub to tell the name of the App, received none');
  const tokens = new Map<string, Promise<Token>>();
  const mint = async (installation: number, id: number): Promise<Token> => {
    // Through the client itself: Octokit's own way to such tokens forgets the base URL of an Enterprise server.
    const { data } = await orGone(installation, () =>
      octokit.request('POST /app/installations/{installation_id}/access_tokens', {
        installation_id: installation,
        repository_ids: [id],
      }),
    );
    return { token: data.token, endsAt: Date.parse(data.expires_at) };
  };
  return {
    login: `${app.slug}[bot]`,
    octokit,
    async tokenFor({ installation, id }) {
      const key = `${installation}/${id}`;
      const known = await tokens.get(key);
      if (known !== undefined && known.endsAt - MARGIN_MS > Date.now()) return known.token;
      const made = mint(installation, id);
      tokens.delete(key);
      tokens.set(key, made);
      made.catch(() => tokens.delete(key));
      const oldest = tokens.keys().next();
      if (tokens.size > MAX_TOKENS && oldest.done !== true) tokens.delete(oldest.value);
      return (await made).token;
    },
    forget(installation) {
      for (const key of tokens.keys()) {
        if (key.startsWith(`${installation}/`)) tokens.delete(key);
      }
    },
    async repositoriesOf(installation) {
      const own = await probot.auth(installation);
      return orGone(installation, async () => {
        const found = await own.paginate('GET /installation/repositories', { per_page: 100 });
        return found.map(({ id, full_name, default_branch, archived, disabled, pushed_at }) => ({
          id,
          full_name,
          default_branch,
          archived,
          disabled,
          pushed_at,
        }));
      });
    },
  };
}

/** GitHub's answers for an installation that is gone, suspended, or lost this repository. */
const GONE = new Set([401, 403, 404, 410, 422]);

async function orGone<T>(installation: number, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const { status, message } = error as { status?: number; message?: string };
    const isLimit = /rate limit/i.test(message ?? '');
    if (status === undefined || !GONE.has(status) || isLimit) throw error;
    throw new GoneError(`installation ${installation} gives no access any more: ${status} ${message}`);
  }
}
