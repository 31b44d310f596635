import { useEffect, useState } from 'preact/hooks';
import { usePolled } from '../api.js';
import { address, navigate, repo } from '../store.js';
import { duration, Failure, html, Loaded, Title } from '../ui.js';
import { revisionsOf, stateAt, words } from '../workflow-files.js';
import { changesBetween } from './workflow-changes.js';

/** A workflow's state over time: one of its revisions, what that one changed, and the way to the others. */
export function Workflow({ id }) {
  const revisions = usePolled(() => revisionsOf(id), [id], 2000);
  return html`<${Loaded} from=${revisions}>${(all) =>
    all.length === 0
      ? html`<${Title}>Not found<//><p>The state branch holds no workflow ${id}.</p>`
      : html`<${Steps} id=${id} all=${all} />`}<//>`;
}

function Steps({ id, all }) {
  const wanted = new URL(address.value, location.origin).searchParams.get('at');
  const found = all.findIndex((one) => one.sha === wanted);
  const at = found === -1 ? all.length - 1 : found;
  // Without a revision in the address the latest one is followed.
  const go = (to) => {
    const query = to >= all.length - 1 ? '' : `?at=${all[Math.max(0, to)].sha}`;
    navigate(`/${repo.value}/workflows/${id}${query}`, { replace: true });
  };
  const [shown, setShown] = useState();
  const [failure, setFailure] = useState();
  const { sha } = all[at];
  const before = all[at - 1]?.sha;
  useEffect(() => {
    let stopped = false;
    Promise.all([stateAt(id, sha), before === undefined ? undefined : stateAt(id, before)])
      .then(([state, previous]) => !stopped && setShown({ sha, state, previous }))
      .catch((error) => !stopped && setFailure(error));
    return () => {
      stopped = true;
    };
  }, [id, sha, before]);
  const button = (to, sign, name) =>
    html`<button type="button" disabled=${to < 0 || to >= all.length || to === at} onClick=${() => go(to)} aria-label=${name}>${sign}</button>`;
  return html`
    <${Failure} error=${failure} />
    ${shown ? html`<${Heading} state=${shown.state} />` : html`<${Title}>Workflow<//>`}
    <div class="stepper" role="group" aria-label="Revisions">
      ${button(0, '«', 'First revision')}${button(at - 1, '‹', 'Previous revision')}
      <input type="range" min="1" max=${all.length} value=${at + 1} aria-label="Revision" aria-valuetext=${`${at + 1} of ${all.length}`}
        onInput=${(event) => go(Number(event.target.value) - 1)} />
      ${button(at + 1, '›', 'Next revision')}${button(all.length - 1, '»', 'Latest revision')}
    </div>
    <p class="stepper-text" role="status"><strong>Revision ${at + 1} of ${all.length}</strong>
      <span class="quiet-text"> ${new Date(all[at].at).toLocaleString()} · </span><a href=${`/${repo.value}/commit/${sha}`}><code>${sha.slice(0, 7)}</code></a>
      <span class="quiet-text"> ${all[at].message.split('\n')[0]}</span></p>
    ${shown ? html`<${Revision} ...${shown} />` : html`<p role="status">Loading…</p>`}
  `;
}

function Heading({ state }) {
  if (state === undefined) return html`<${Title}>A revision that cannot be read<//>`;
  return html`<${Title} text=${state.user_request}>${state.workflow_type}: ${state.user_request}<//>
    <p class="subtitle"><span class="state ${state.status === 'completed' ? 'merged' : state.status === 'failed' ? 'closed' : 'open'}" data-status=${state.status}>${words(state.status)}</span>
      <span>issue <a href=${`/${repo.value}/issues/${state.origin.issue}`}>#${state.origin.issue}</a></span>
      ${state.pull_request ? html`<span>pull request <a href=${`/${repo.value}/pull/${state.pull_request.number}`}>#${state.pull_request.number}</a></span>` : ''}
      ${state.status_reason ? html`<span class="quiet-text">${state.status_reason}</span>` : ''}</p>`;
}

function Revision({ state, previous }) {
  if (state === undefined)
    return html`<p class="flash bad">This revision is no JSON. The bot goes on from the last valid one.</p>`;
  return html`
    <h2>What this revision changed</h2>
    <ul class="changes">${changesBetween(previous, state).map((one) => html`<li>${one}</li>`)}</ul>
    <h2>Agents</h2>
    <${Agents} state=${state} />
    ${state.tasks.length === 0 ? '' : html`<h2>Tasks</h2><${Tasks} tasks=${state.tasks} />`}
    <h2>Timeline up to here</h2>
    <ol class="timeline">${state.timeline.map(
      (one) =>
        html`<li><span class="quiet-text">${new Date(one.at).toLocaleTimeString()}</span> <strong>${one.actor}</strong> ${one.what}</li>`,
    )}</ol>
    <details class="file"><summary>The whole state as JSON</summary><pre class="source" tabindex="0">${JSON.stringify(state, null, 2)}</pre></details>
  `;
}

function Agents({ state }) {
  const dispatched = state.assignments.filter((one) => one.status === 'dispatched');
  // A run plays its agents in turn, and tells how it went at its end.
  const running = new Set(dispatched.map((one) => one.agents[0]));
  const following = new Set(dispatched.flatMap((one) => one.agents.slice(1)));
  const rows = state.steps.map((step) => {
    if (step === 'checkpoint') {
      const given = state.approvals.map((one) => one.by).join(', ');
      return [
        'checkpoint',
        state.implementation_approved
          ? 'approved'
          : state.checkpoint_reached_at
            ? 'waits for a person'
            : 'ahead',
        given,
        '',
      ];
    }
    const result = state.agent_results[step];
    const status = running.has(step)
      ? 'running'
      : following.has(step)
        ? 'next in this run'
        : state.completed_agents.includes(step)
          ? 'done'
          : result?.status === 'error'
            ? 'failed'
            : 'ahead';
    return [
      step,
      status,
      result?.summary ?? '',
      result ? duration(new Date(0).toISOString(), new Date(result.duration_ms).toISOString()) : '',
    ];
  });
  return html`<div class="table-box" tabindex="0" role="region" aria-label="Agents"><table class="grid">
    <thead><tr><th scope="col">Agent</th><th scope="col">State</th><th scope="col">Said</th><th scope="col">Took</th></tr></thead>
    <tbody>${rows.map(
      ([name, status, said, took]) =>
        html`<tr class=${`is-${status.split(' ')[0]}`}><th scope="row">${name}</th><td>${status}</td><td>${said}</td><td>${took}</td></tr>`,
    )}</tbody></table></div>`;
}

function Tasks({ tasks }) {
  return html`<div class="table-box" tabindex="0" role="region" aria-label="Tasks"><table class="grid">
    <thead><tr><th scope="col">Task</th><th scope="col">State</th><th scope="col">Description</th><th scope="col">Needs</th></tr></thead>
    <tbody>${tasks.map(
      (task) =>
        html`<tr class=${`is-${task.status}`}><th scope="row">${task.id}</th><td>${task.status}</td><td>${task.description}</td><td>${task.depends_on.join(', ')}</td></tr>`,
    )}</tbody></table></div>`;
}
