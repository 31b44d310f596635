/** Reads a `concurrency:` block into the claim that a run or a job makes. */

import { isObject, textOf } from '../json.js';
import type { Scope } from '../language/expressions.js';
import { evaluateTemplate, type Template } from '../language/template.js';
import type { Claim } from './concurrency.js';

export type ClaimSpec = Omit<Claim, 'cancel'>;

/** The claim of an evaluated block; `undefined` without a block or with an empty group. */
export function readClaim(
  repository: string,
  block: Template | undefined,
  scope: Scope,
): ClaimSpec | undefined {
  const value = block === undefined ? undefined : evaluateTemplate(block, scope);
  const settings = isObject(value) ? value : { group: value };
  const group = settings.group;
  if (group === undefined || group === null || group === '') {
    return undefined;
  }
  return {
    group: `${repository}:${textOf(group)}`,
    cancelInProgress: settings['cancel-in-progress'] === true || settings['cancel-in-progress'] === 'true',
    keepPending: settings.queue === 'max',
  };
}
