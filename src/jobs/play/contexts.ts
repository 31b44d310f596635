import type { AgentResponse, WorkflowContext } from '../../domain/contract.js';
import type { WorkflowState } from '../../domain/state.js';
import { boundedResult } from './response.js';
import type { PlayedPart } from './schema.js';

type Json = AgentResponse['result'][string];

/** Characters of JSON that one earlier result, and all together, may take in a prompt. */
const ONE_RESULT = 4_000;
const ALL_RESULTS = 24_000;

/** `specs/<id>` without a final slash; null when the workflow has no feature. */
export function featureDirOf(state: WorkflowState): string | null {
  return state.feature_dir === null ? null : state.feature_dir.replace(/\/+$/, '');
}

/** The seed's WORKFLOW_CONTEXT: earlier results from the state and from earlier parts of this run, bounded in size. */
export function workflowContextOf(state: WorkflowState, parts: readonly PlayedPart[]): WorkflowContext {
  const results = new Map<string, Json>();
  for (const [agent, { status, timestamp, summary, result }] of Object.entries(state.agent_results)) {
    results.set(agent, { status, timestamp, result: boundedResult({ ...result, summary }, ONE_RESULT) });
  }
  for (const { agent, response } of parts) {
    results.set(agent, {
      status: response.status,
      timestamp: response.timestamp,
      result: boundedResult(response.result, ONE_RESULT),
    });
  }
  const dir = featureDirOf(state);
  return {
    workflow_id: state.workflow_id,
    feature_id: state.feature_id ?? '',
    feature_dir: dir === null ? '' : `${dir}/`,
    previous_results: Object.fromEntries(latestWithin([...results])),
  };
}

/** Keeps the latest results when all together are too long. */
function latestWithin(entries: readonly (readonly [string, Json])[]): readonly (readonly [string, Json])[] {
  let room = ALL_RESULTS;
  return entries
    .toReversed()
    .filter((entry) => {
      room -= JSON.stringify(entry).length;
      return room >= 0;
    })
    .toReversed();
}
