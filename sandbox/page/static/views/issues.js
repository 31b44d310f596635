import { get, usePolled } from '../api.js';
import { address, repo } from '../store.js';
import { Ago, html, Labels, Loaded, Title } from '../ui.js';

/** The list of issues, or of pull requests. */
export function Issues({ kind }) {
  const isPulls = kind === 'pulls';
  const query = new URLSearchParams(new URL(address.value, location.origin).search);
  const state = query.get('state') === 'closed' ? 'closed' : 'open';
  const page = Math.max(1, Number(query.get('page')) || 1);
  const here = (change) => `/${repo.value}/${kind}?${new URLSearchParams({ state, ...change })}`;
  const load = () => get(`/${kind}?state=${state}&per_page=100&page=${page}`);
  const list = usePolled(load, [kind, state, page]);
  const name = isPulls ? 'Pull requests' : 'Issues';
  return html`
    <div class="title-row">
      <${Title}>${name}<//>
      ${isPulls ? '' : html`<a class="button primary" href=${`/${repo.value}/issues/new`}>New issue</a>`}
    </div>
    <nav class="tabs" aria-label=${`${name} by state`}>
      ${['open', 'closed'].map(
        (one) =>
          html`<a href=${here({ state: one })} aria-current=${one === state ? 'true' : undefined}>${one === 'open' ? 'Open' : 'Closed'}</a>`,
      )}
    </nav>
    <${Loaded} from=${list}>${(
      all,
    ) => html`<${List} issues=${isPulls ? all : all.filter((one) => !one.pull_request)} kind=${kind} state=${state} />
      ${
        all.length === 100 || page > 1
          ? html`<nav class="pages" aria-label="Pages">
            ${page > 1 ? html`<a href=${here({ page: page - 1 })}>Newer</a>` : ''}
            ${all.length === 100 ? html`<a href=${here({ page: page + 1 })}>Older</a>` : ''}
          </nav>`
          : ''
      }`}<//>
  `;
}

function List({ issues, kind, state }) {
  if (issues.length === 0) return html`<${Empty} kind=${kind} state=${state} />`;
  return html`<ul class="rows">
    ${issues.map(
      (issue) => html`<li key=${issue.number}>
        <${StateMark} issue=${issue} />
        <div>
          <a class="row-title" href=${`/${repo.value}/${kind === 'pulls' ? 'pull' : 'issues'}/${issue.number}`}>${issue.title}</a>
          ${' '}<${Labels} labels=${issue.labels} />
          <div class="quiet-text">#${issue.number} by ${issue.user.login.replace(/\[bot\]$/, '')} <${Ago} at=${issue.created_at} />
            ${issue.comments ? ` · ${issue.comments} ${issue.comments === 1 ? 'comment' : 'comments'}` : ''}
            ${issue.draft ? ' · draft' : ''}</div>
        </div>
      </li>`,
    )}
  </ul>`;
}

function StateMark({ issue }) {
  const isMerged = Boolean(issue.merged_at ?? issue.pull_request?.merged_at);
  const [kind, sign, words] = isMerged
    ? ['done', '⬤', 'merged']
    : issue.state === 'open'
      ? ['good', '◯', 'open']
      : ['done', '⬤', 'closed'];
  return html`<span class="mark ${kind}"><span aria-hidden="true">${sign}</span><span class="unseen">${words}</span></span>`;
}

function Empty({ kind, state }) {
  if (state === 'closed') return html`<p class="empty">Nothing is closed yet.</p>`;
  if (kind === 'pulls')
    return html`<p class="empty">No pull request is open. The bot opens one when it has a plan to show.</p>`;
  return html`<div class="empty">
    <p>No issue is open. This repository has Speckit installed: describe a feature in an issue, then comment a command on it.</p>
    <p><a class="button" href=${`/${repo.value}/issues/new`}>Write the first issue</a></p>
  </div>`;
}
