import type { components } from '@octokit/openapi-types';

export type Schemas = components['schemas'];

/** A GraphQL node id: opaque to clients, but one that says what it stands for. */
export function nodeId(prefix: string, ...parts: readonly (number | string)[]): string {
  return `${prefix}_kwDO${Buffer.from(parts.join(':')).toString('base64url')}`;
}
