import type { Effect, EffectOutcome } from '../../domain/effects.js';
import type { StateStore } from '../../runtime/ports.js';
import type { BranchFiles } from './branch-files.js';
import type { GithubClient } from './client.js';
import type { Renderer } from './renderer.js';
import type { RepositoryName } from './repository.js';

/** What all effects have at hand. */
export interface EffectContext {
  readonly client: GithubClient;
  readonly repo: RepositoryName;
  readonly files: BranchFiles;
  readonly store: Pick<StateStore, 'load'>;
  readonly renderer: Renderer;
  readonly botLogin: OwnLogins;
  readonly defaultBranch: () => Promise<string>;
  /** File name of the Actions workflow that plays assignments. */
  readonly workflowFile: string;
}

/** One effect, ready to be done. */
export interface Deed {
  /** Looks for the result of an earlier try by the effect's key. */
  find(): Promise<EffectOutcome | null>;
  make(): Promise<EffectOutcome>;
}

/** The clocks of runner and server differ, so an earlier try is looked for from a while before the effect was decided. */
const SKEW_MS = 10 * 60 * 1000;

/** The earliest time, in GitHub's form, at which a result of this effect can have come into being. */
export function earliest(effect: { readonly emitted_at: string }): string {
  return new Date(Date.parse(effect.emitted_at) - SKEW_MS).toISOString().replace(/\.\d+Z$/, 'Z');
}

interface Author {
  readonly login: string;
  readonly type: string;
}

/** The login under which this token writes, e.g. `github-actions[bot]`; or all under which the product writes here. */
export type OwnLogins = string | readonly string[];

/** True when the product itself wrote something, which its markers alone do not prove. */
export function isOwn(author: Author | null | undefined, botLogin: OwnLogins): boolean {
  return author?.type === 'Bot' && isOwnLogin(author.login, botLogin);
}

/** Whether the product writes under this login. */
export function isOwnLogin(login: string, botLogin: OwnLogins): boolean {
  return [botLogin].flat().some((own) => own.toLowerCase() === login.toLowerCase());
}

/** The outcome of an effect that cannot be done; the message says what is missing. */
export function failed(effect: Effect, message: string): EffectOutcome {
  return { id: effect.id, kind: 'failed', message };
}
