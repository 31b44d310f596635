import { useState } from 'preact/hooks';
import { get, usePolled } from '../api.js';
import { address, repo, token } from '../store.js';
import { Action, Ago, duration, Failure, html, Loaded, Mark, Title } from '../ui.js';

/** The runs of Actions workflows, the latest first. */
export function Runs() {
  const [failure, setFailure] = useState();
  const page = Math.max(1, Number(new URL(address.value, location.origin).searchParams.get('page')) || 1);
  const list = usePolled(() => get(`/actions/runs?per_page=50&page=${page}`), [page], 1500);
  const schedule = async () => {
    const answer = await fetch('/_sandbox/schedule', {
      method: 'POST',
      headers: { Authorization: `Bearer ${token.value}` },
    });
    if (!answer.ok) throw new Error(`Schedules were not started: the sandbox answered ${answer.status}.`);
    await list.reload();
  };
  return html`
    <div class="title-row">
      <${Title}>Actions<//>
      <${Action} run=${schedule} onFailure=${setFailure} title="GitHub would do so every 15 minutes">Run schedules now<//>
    </div>
    <${Failure} error=${failure} />
    <${Loaded} from=${list}>${(data) => html`<${List} runs=${data.workflow_runs} />
      ${
        data.total_count > 50
          ? html`<nav class="pages" aria-label="Pages">
            ${page > 1 ? html`<a href=${`/${repo.value}/actions?page=${page - 1}`}>Newer</a>` : ''}
            <span class="quiet-text">${data.total_count} runs</span>
            ${page * 50 < data.total_count ? html`<a href=${`/${repo.value}/actions?page=${page + 1}`}>Older</a>` : ''}
          </nav>`
          : ''
      }`}<//>
  `;
}

function List({ runs }) {
  if (runs.length === 0)
    return html`<p class="empty">No run yet. A comment that begins with a command starts one.</p>`;
  return html`<ul class="rows">${runs.map(
    (run) => html`<li key=${run.id}><${Mark} of=${run} /><div>
      <a class="row-title" href=${`/${repo.value}/actions/runs/${run.id}`}>${run.display_title}</a>
      <div class="quiet-text">#${run.run_number} · ${run.event.replaceAll('_', ' ')} by ${run.actor.login.replace(/\[bot\]$/, '')} · <${Ago} at=${run.created_at} />
        ${' · '}${duration(run.run_started_at, run.status === 'completed' ? run.updated_at : undefined)}
        ${run.run_attempt > 1 ? ` · attempt ${run.run_attempt}` : ''}</div>
    </div></li>`,
  )}</ul>`;
}
