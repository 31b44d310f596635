import { useEffect, useRef, useState } from 'preact/hooks';
import { call, get, usePolled } from '../api.js';
import { repo } from '../store.js';
import { Action, Ago, duration, Failure, html, Loaded, Mark, Title } from '../ui.js';

/** One run: its jobs with their steps, and the log of one of them as it grows. */
export function Run({ id, job }) {
  const load = async () => {
    const [run, { jobs }] = await Promise.all([
      get(`/actions/runs/${id}`),
      get(`/actions/runs/${id}/jobs?per_page=100`),
    ]);
    return { run, jobs };
  };
  const data = usePolled(load, [id], 1000);
  return html`<${Loaded} from=${data}>${(it) => html`<${Shown} ...${it} chosen=${Number(job)} reload=${data.reload} />`}<//>`;
}

function Shown({ run, jobs, chosen, reload }) {
  const [failure, setFailure] = useState();
  const act = (what) => async () => {
    await call('POST', `/actions/runs/${run.id}/${what}`);
    await reload();
  };
  const job =
    jobs.find((one) => one.id === chosen) ??
    jobs.find((one) => one.status === 'in_progress') ??
    jobs.find((one) => one.conclusion === 'failure') ??
    jobs.find((one) => one.conclusion !== 'skipped') ??
    jobs[0];
  const isOver = run.status === 'completed';
  return html`
    <div class="title-row">
      <${Title} text=${run.display_title}><${Mark} of=${run} /> ${run.display_title} <span class="number">#${run.run_number}</span><//>
      ${
        isOver
          ? html`<${Action} run=${act('rerun')} onFailure=${setFailure}>Re-run all jobs<//>`
          : html`<${Action} run=${act('cancel')} onFailure=${setFailure}>Cancel run<//>`
      }
    </div>
    <p class="quiet-text">${run.event.replaceAll('_', ' ')} by ${run.actor.login} <${Ago} at=${run.created_at} />
      ${' · '}${isOver ? `${run.conclusion} in ` : 'running for '}${duration(run.run_started_at, isOver ? run.updated_at : undefined)} · <code>${run.head_branch}</code></p>
    <${Failure} error=${failure} />
    <div class="with-jobs">
      <nav aria-label="Jobs"><ul class="plain jobs">
        ${jobs.map(
          (
            one,
          ) => html`<li key=${one.id}><a href=${`/${repo.value}/actions/runs/${run.id}/job/${one.id}`} aria-current=${one === job ? 'page' : undefined}>
            <${Mark} of=${one} /> ${one.name}</a></li>`,
        )}
      </ul></nav>
      ${job ? html`<${Job} job=${job} key=${job.id} />` : html`<p class="quiet-text">No job has started yet.</p>`}
    </div>
  `;
}

function Job({ job }) {
  return html`<section aria-label=${`Job ${job.name}`}>
    <ol class="plain steps">${job.steps.map(
      (step) => html`<li><${Mark} of=${step} /> ${step.name}
        <span class="quiet-text end">${step.started_at ? duration(step.started_at, step.completed_at ?? undefined) : ''}</span></li>`,
    )}</ol>
    ${job.conclusion === 'skipped' ? html`<p class="quiet-text">This job was skipped.</p>` : html`<${Log} job=${job} />`}
  </section>`;
}

/** The log, followed as long as its end is in view. */
function Log({ job }) {
  const box = useRef();
  const isOver = job.status === 'completed';
  const load = async () =>
    job.started_at === null ? '' : call('GET', `/actions/jobs/${job.id}/logs`, undefined, 'text/plain');
  const log = usePolled(load, [job.id, isOver, job.started_at === null], isOver ? 0 : 1000);
  const follow = useRef(true);
  useEffect(() => {
    if (follow.current && box.current && !isOver) box.current.scrollTop = box.current.scrollHeight;
  }, [log.data]);
  const onScroll = ({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
    follow.current = scrollTop + clientHeight > scrollHeight - 30;
  };
  if (log.error && log.error.status !== 404) return html`<${Failure} error=${log.error} />`;
  const lines = (log.data ?? '').split('\n').filter((line) => line !== '');
  return html`<h2>Log ${isOver ? '' : html`<span class="pill">live</span>`}</h2>
    <pre class="log" ref=${box} tabindex="0" aria-label="Log" onScroll=${onScroll}>${
      lines.length === 0
        ? 'Nothing has been written yet.'
        : lines.map((line) => html`<${Line} line=${line} />`)
    }</pre>`;
}

const ESCAPES = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');
const KINDS = {
  error: 'removed',
  warning: 'warned',
  group: 'group',
  command: 'command',
  notice: 'command',
  debug: 'quiet-text',
};

function Line({ line }) {
  const [, at = '', rest = line] = /^(\d{4}-\d\d-\d\dT[\d:.]+Z) ?(.*)$/.exec(line) ?? [];
  const [, kind, text = rest] =
    /^(?:##)?\[(error|warning|group|command|notice|debug|endgroup)\](.*)$/.exec(rest) ?? [];
  if (kind === 'endgroup') return '';
  return html`<span class="line ${KINDS[kind] ?? ''}" title=${at}><span class="at" aria-hidden="true">${at.slice(11, 19)}</span>${text.replace(ESCAPES, '')}
</span>`;
}
