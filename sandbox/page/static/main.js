// The page: a header, and the view that the address names.
import { render } from 'preact';
import { useState } from 'preact/hooks';
import { get, usePolled } from './api.js';
import { actAs, address, login, navigate, openSession, repo, session } from './store.js';
import { html, Title } from './ui.js';
import { CodeView } from './views/code.js';
import { DiffView } from './views/diff.js';
import { Issue } from './views/issue.js';
import { Issues } from './views/issues.js';
import { NewIssue } from './views/new-issue.js';
import { Pull } from './views/pull.js';
import { Run } from './views/run.js';
import { Runs } from './views/runs.js';
import { Workflow } from './views/workflow.js';
import { Workflows } from './views/workflows.js';

/** Addresses below the repository, the first that matches; what they capture are the view's parameters. */
const ROUTES = [
  [/^\/issues$/, () => html`<${Issues} kind="issues" key="issues" />`],
  [/^\/pulls$/, () => html`<${Issues} kind="pulls" key="pulls" />`],
  [/^\/issues\/new$/, () => html`<${NewIssue} />`],
  [/^\/issues\/(\d+)$/, (number) => html`<${Issue} number=${number} key=${number} />`],
  [/^\/pulls?\/(\d+)$/, (number) => html`<${Pull} number=${number} tab="conversation" key=${number} />`],
  [
    /^\/pull\/(\d+)\/(files|commits|checks)$/,
    (number, tab) => html`<${Pull} number=${number} tab=${tab} key=${number} />`,
  ],
  [/^\/actions$/, () => html`<${Runs} />`],
  [
    /^\/actions\/runs\/(\d+)(?:\/(?:job|attempts)\/(\d+))?$/,
    (id, job) => html`<${Run} id=${id} job=${job} key=${id} />`,
  ],
  [/^\/workflows$/, () => html`<${Workflows} />`],
  [/^\/workflows\/([\w-]+)$/, (id) => html`<${Workflow} id=${id} key=${id} />`],
  [/^\/(?:blob|tree)\/(.+)$/, (path) => html`<${CodeView} path=${path} key=${path} />`],
  [
    /^\/commit\/([0-9a-f]+)$/,
    (sha) => html`<${DiffView} from=${`/commits/${sha}`} title=${`Commit ${sha.slice(0, 7)}`} key=${sha} />`,
  ],
  [
    /^\/compare\/(.+)$/,
    (range) => html`<${DiffView} from=${`/compare/${range}`} title=${`Changes ${range}`} key=${range} />`,
  ],
];

const SECTIONS = [
  ['issues', 'Issues', /^\/issues/],
  ['pulls', 'Pull requests', /^\/pull/],
  ['actions', 'Actions', /^\/actions/],
  ['workflows', 'Workflows', /^\/workflows/],
];

function Page() {
  const { pathname } = new URL(address.value, location.origin);
  const prefix = `/${repo.value}`;
  const below = pathname.slice(prefix.length).replace(/\/$/, '');
  if (below === '') navigate(`${prefix}/issues`, { replace: true });
  return html`
    <a class="skip" href="#main">Skip to content</a>
    <header>
      <div class="bar">
        <a class="home" href=${`${prefix}/issues`}>${repo.value}</a>
        <span class="pill">sandbox</span>
        <${Activity} />
        <${Switcher} />
      </div>
      <nav aria-label="Repository">
        ${SECTIONS.map(
          ([path, name, here]) =>
            html`<a href=${`${prefix}/${path}`} aria-current=${here.test(below) ? 'page' : undefined}>${name}</a>`,
        )}
      </nav>
    </header>
    <main id="main" tabindex="-1">${viewOf(below === '' ? '/issues' : below)}</main>
  `;
}

function viewOf(path) {
  for (const [pattern, view] of ROUTES) {
    const found = pattern.exec(path);
    if (found) return view(...found.slice(1));
  }
  return html`<${Title}>Not found<//><p>The sandbox has no page for this address.</p>`;
}

/** Who acts. Everything that is sent goes with this person's token. */
function Switcher() {
  return html`<label class="switcher"><span>Acting as</span>
    <select value=${login.value} onChange=${(event) => actAs(event.target.value)}>
      ${Object.entries(session.value.users).map(
        ([name, { permission }]) =>
          html`<option value=${name} selected=${name === login.value}>${name} (${permission === 'none' ? 'no access' : permission})</option>`,
      )}
    </select>
  </label>`;
}

/** Whether something is going on, on every view: the bot works in runs that nobody sees otherwise. */
function Activity() {
  const load = async () => {
    const [queued, running] = await Promise.all(
      ['queued', 'in_progress'].map((status) => get(`/actions/runs?status=${status}&per_page=1`)),
    );
    return queued.total_count + running.total_count;
  };
  const { data = 0 } = usePolled(load, [], 2500);
  return html`<a class="activity" href=${`/${repo.value}/actions`} data-runs=${data}>
    ${data === 0 ? 'nothing is running' : html`<span class="mark busy" aria-hidden="true">●</span> ${data} ${data === 1 ? 'run' : 'runs'} in progress`}
  </a>`;
}

function Start() {
  const [error, setError] = useState();
  if (session.value === null && error === undefined) openSession().catch(setError);
  if (error)
    return html`<main><div class="flash bad" role="alert">The sandbox gave no data for its page: ${error.message}</div></main>`;
  return session.value === null ? html`<main><p role="status">Loading…</p></main>` : html`<${Page} />`;
}

render(html`<${Start} />`, document.body);
