import { useState } from 'preact/hooks';
import { call, get, getAll, usePolled } from '../api.js';
import { login, mayWrite, repo } from '../store.js';
import { Action, Ago, Failure, html, Labels, Loaded, Mark, Person, Title } from '../ui.js';
import { Commits, Files } from './diff.js';
import { Comment, CommentBox, useNamedComment } from './thread.js';

const STATES = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'requested changes',
  COMMENTED: 'reviewed',
  DISMISSED: 'reviewed',
};

/** A pull request: conversation with reviews, commits, checks, and the diff. */
export function Pull({ number, tab }) {
  const load = async () => {
    const pull = await get(`/pulls/${number}`);
    const [comments, reviews, lineComments, checks] = await Promise.all([
      getAll(`/issues/${number}/comments`),
      getAll(`/pulls/${number}/reviews`),
      getAll(`/pulls/${number}/comments`),
      get(`/commits/${pull.head.sha}/check-runs?per_page=100`),
    ]);
    return { pull, comments, reviews, lineComments, checks: checks.check_runs };
  };
  const shown = usePolled(load, [number], 2000);
  return html`<${Loaded} from=${shown}>${(data) => html`<${Whole} ...${data} tab=${tab} reload=${shown.reload} />`}<//>`;
}

function Whole({ tab, ...data }) {
  const { pull, checks } = data;
  const at = `/${repo.value}/pull/${pull.number}`;
  const tabs = [
    ['conversation', at, 'Conversation'],
    ['files', `${at}/files`, `Files changed (${pull.changed_files})`],
    ['commits', `${at}/commits`, `Commits (${pull.commits})`],
    ['checks', `${at}/checks`, `Checks (${checks.length})`],
  ];
  const state = pull.merged ? 'merged' : pull.state === 'closed' ? 'closed' : pull.draft ? 'draft' : 'open';
  return html`
    <${Title} text=${`${pull.title} #${pull.number}`}>${pull.title} <span class="number">#${pull.number}</span><//>
    <p class="subtitle"><span class="state ${state}">${state[0].toUpperCase() + state.slice(1)}</span>
      <span><${Person} user=${pull.user} /> wants to merge <code>${pull.head.ref}</code> into <code>${pull.base.ref}</code></span>
      <${Labels} labels=${pull.labels} /></p>
    <nav class="tabs" aria-label="Pull request">
      ${tabs.map(([name, href, text]) => html`<a href=${href} aria-current=${name === tab ? 'page' : undefined}>${text}</a>`)}
    </nav>
    ${tab === 'conversation' ? html`<${Conversation} ...${data} />` : ''}
    ${tab === 'files' ? html`<${FilesTab} ...${data} />` : ''}
    ${tab === 'commits' ? html`<${CommitsTab} pull=${pull} />` : ''}
    ${tab === 'checks' ? html`<${Checks} checks=${checks} />` : ''}
  `;
}

function Conversation({ pull, comments, reviews, lineComments, checks, reload }) {
  useNamedComment();
  const items = [
    ...comments.map((comment) => ({
      at: comment.created_at,
      key: `c${comment.id}`,
      view: html`<${Comment} comment=${comment} />`,
    })),
    ...reviews
      .filter((review) => review.submitted_at)
      .map((review) => ({
        at: review.submitted_at,
        key: `r${review.id}`,
        view: html`<${Review} review=${review} lines=${lineComments.filter((one) => one.pull_request_review_id === review.id)} />`,
      })),
  ].sort((a, b) => a.at.localeCompare(b.at));
  return html`<div class="with-aside">
    <div class="thread">
      <${Comment} comment=${{ ...pull, id: undefined, updated_at: undefined }} verb="opened this pull request" />
      ${items.map(({ key, view }) => html`<div key=${key}>${view}</div>`)}
      <${ReviewBox} pull=${pull} reload=${reload} />
    </div>
    <aside class="last" aria-label="About this pull request">
      <h2>Checks</h2>
      ${checks.length === 0 ? html`<p class="quiet-text">None on the latest commit.</p>` : html`<${CheckList} checks=${checks} />`}
      <h2>Merging</h2>
      <${Merging} pull=${pull} reload=${reload} />
    </aside>
  </div>`;
}

function Review({ review, lines }) {
  const verb = STATES[review.state] ?? 'reviewed';
  const counts = mayWrite(review.user.login);
  const kind =
    review.state === 'APPROVED' && counts ? 'good' : review.state === 'CHANGES_REQUESTED' ? 'bad' : 'quiet';
  return html`<section class="review" data-state=${review.state}>
    <p><span class="mark ${kind}" aria-hidden="true">${review.state === 'APPROVED' ? '✓' : review.state === 'CHANGES_REQUESTED' ? '✕' : '●'}</span>
      <span><${Person} user=${review.user} /> ${verb} <${Ago} at=${review.submitted_at} />
        ${review.state === 'DISMISSED' ? html`; the review was dismissed` : ''}
        <span class="quiet-text"> at <code>${review.commit_id?.slice(0, 7)}</code></span></span></p>
    ${
      review.state === 'APPROVED' && !counts
        ? html`<p class="flash bad">Refused: ${review.user.login} has no write access to ${repo.value}, so this approval does not count.</p>`
        : ''
    }
    ${review.body ? html`<${Comment} comment=${{ ...review, created_at: review.submitted_at }} verb="left a comment" />` : ''}
    ${lines.map(
      (line) =>
        html`<div class="line-comment"><code>${line.path}${line.line ? `:${line.line}` : ''}</code><${Comment} comment=${line} /></div>`,
    )}
  </section>`;
}

/** The comment box with the review buttons, as GitHub has them under "Review changes". */
function ReviewBox({ pull, reload }) {
  const [said, setSaid] = useState('');
  if (pull.state === 'closed') return html`<${CommentBox} number=${pull.number} onDone=${reload} />`;
  const review = async (event, text) => {
    await call('POST', `/pulls/${pull.number}/reviews`, { event, body: text, commit_id: pull.head.sha });
    const counts = mayWrite(login.value);
    setSaid(
      event === 'APPROVE' && !counts
        ? `The approval of ${login.value} was sent, but it does not count: it takes write access.`
        : `The review of ${login.value} was sent.`,
    );
  };
  const button =
    (event, words, kind) =>
    ({ text, done, setFailure }) =>
      html`<${Action} class=${kind} onFailure=${setFailure} run=${async () => {
        await review(event, text);
        await done();
      }}>${words}<//>`;
  const actions = (tools) => [
    button('REQUEST_CHANGES', 'Request changes', '')(tools),
    button('APPROVE', 'Approve', 'good')(tools),
  ];
  return html`<${CommentBox} number=${pull.number} onDone=${reload} actions=${actions} label="Review or comment"
      hint="An approval is for the latest commit that you see. The text is optional when you approve." />
    <p class="unseen" role="status">${said}</p>`;
}

function Merging({ pull, reload }) {
  const [failure, setFailure] = useState();
  if (pull.merged)
    return html`<p class="quiet-text">Merged by ${pull.merged_by?.login} <${Ago} at=${pull.merged_at} />.</p>`;
  const merge = async () => {
    await call('PUT', `/pulls/${pull.number}/merge`, { sha: pull.head.sha });
    await reload();
  };
  const turn = async () => {
    await call('PATCH', `/pulls/${pull.number}`, { state: pull.state === 'open' ? 'closed' : 'open' });
    await reload();
  };
  return html`
    ${pull.mergeable === false ? html`<p>There are conflicts with <code>${pull.base.ref}</code>.</p>` : ''}
    <${Failure} error=${failure} />
    <div class="buttons">
      ${pull.state === 'open' ? html`<${Action} run=${merge} onFailure=${setFailure}>Merge<//>` : ''}
      <${Action} run=${turn} onFailure=${setFailure}>${pull.state === 'open' ? 'Close' : 'Reopen'}<//>
    </div>`;
}

function FilesTab({ pull, reload }) {
  // The files change with the commit only, and are many: they are not asked for again while it is the same.
  const files = usePolled(() => getAll(`/pulls/${pull.number}/files`), [pull.head.sha, pull.base.sha], 0);
  return html`<${Loaded} from=${files}>${(all) => html`<${Files} files=${all} />`}<//>
    <${ReviewBox} pull=${pull} reload=${reload} />`;
}

function CommitsTab({ pull }) {
  const commits = usePolled(() => getAll(`/pulls/${pull.number}/commits`), [pull.head.sha], 0);
  return html`<${Loaded} from=${commits}>${(all) => html`<${Commits} commits=${all} />`}<//>`;
}

function CheckList({ checks }) {
  return html`<ul class="plain checks">${checks.map(
    (check) =>
      html`<li><${Mark} of=${check} /> ${check.name}${check.output?.title ? html`<div class="quiet-text">${check.output.title}</div>` : ''}</li>`,
  )}</ul>`;
}

function Checks({ checks }) {
  if (checks.length === 0) return html`<p class="empty">No check has run on the latest commit.</p>`;
  return checks.map((check) => html`<${Check} check=${check} key=${check.id} />`);
}

function Check({ check }) {
  const notes = usePolled(
    () => (check.output?.annotations_count > 0 ? getAll(`/check-runs/${check.id}/annotations`) : []),
    [check.id, check.output?.annotations_count],
    0,
  );
  const comment = {
    user: check.app?.slug ? { login: check.app.slug, type: 'Bot' } : { login: 'check', type: 'Bot' },
    created_at: check.started_at,
  };
  const text = [check.output?.summary, check.output?.text].filter(Boolean).join('\n\n');
  return html`<section class="check"><h2><${Mark} of=${check} /> ${check.name}</h2>
    ${check.output?.title ? html`<p>${check.output.title}</p>` : ''}
    ${text ? html`<${Comment} comment=${{ ...comment, body: text }} verb="reported" />` : ''}
    ${(notes.data ?? []).map(
      (note) =>
        html`<div class="flash ${note.annotation_level === 'failure' ? 'bad' : ''}"><code>${note.path}:${note.start_line}</code> ${note.title ? html`<strong>${note.title}</strong> ` : ''}${note.message}</div>`,
    )}
  </section>`;
}
