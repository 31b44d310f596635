// The state files of workflows, read from their branch as anybody could.
import { get, getText } from './api.js';

const BRANCH = 'speckit-state';
const FOLDER = '.specify/workflow-state';

/** The commit at the tip of the state branch; undefined before there is one. */
async function stateTip() {
  const refs = await get(`/git/matching-refs/heads/${BRANCH}`);
  return refs.find((one) => one.ref === `refs/heads/${BRANCH}`)?.object.sha;
}

let latest = {};

/** The latest state of every workflow, the youngest first. */
export async function allWorkflows() {
  const tip = await stateTip();
  if (tip === undefined) return [];
  if (latest.tip !== tip) {
    const { tree } = await get(`/git/trees/${tip}?recursive=1`);
    const names = tree
      .map((one) => one.path)
      .filter((path) => /^\.specify\/workflow-state\/[\w-]+\.json$/.test(path));
    const states = await Promise.all(names.map(async (path) => parse(await getText(path, tip))));
    latest = { tip, states: states.filter((one) => one?.workflow_id !== undefined) };
  }
  return latest.states.toSorted((a, b) => b.started_at.localeCompare(a.started_at));
}

export async function workflowsOf(issue) {
  return (await allWorkflows()).filter((state) => state.origin.issue === Number(issue));
}

/** The commits that changed a workflow's state, the oldest first. */
export async function revisionsOf(id) {
  const tip = await stateTip();
  if (tip === undefined) return [];
  const found = [];
  for (let page = 1; ; page += 1) {
    const path = encodeURIComponent(`${FOLDER}/${id}.json`);
    const more = await get(`/commits?sha=${tip}&path=${path}&per_page=100&page=${page}`);
    found.push(
      ...more.map((one) => ({ sha: one.sha, at: one.commit.committer.date, message: one.commit.message })),
    );
    if (more.length < 100) return found.reverse();
  }
}

/** The state as one of its commits has it; undefined where the file is broken. */
export async function stateAt(id, sha) {
  return parse(await getText(`${FOLDER}/${id}.json`, sha));
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `awaiting_implementation_approval` as people say it. */
export function words(name) {
  return String(name).replaceAll('_', ' ');
}
