import { call, get, getAll, usePolled } from '../api.js';
import { navigate, repo } from '../store.js';
import { Action, Ago, html, Labels, Loaded, Person, Title } from '../ui.js';
import { words, workflowsOf } from '../workflow-files.js';
import { Comment, CommentBox, useNamedComment } from './thread.js';

/** An issue with its comments, the box to write one, and what belongs to it. */
export function Issue({ number }) {
  const load = async () => {
    const [issue, comments] = await Promise.all([
      get(`/issues/${number}`),
      getAll(`/issues/${number}/comments`),
    ]);
    const children = issue.sub_issues_summary?.total > 0 ? await getAll(`/issues/${number}/sub_issues`) : [];
    return { issue, comments, children };
  };
  const thread = usePolled(load, [number], 1500);
  return html`<${Loaded} from=${thread}>${(data) => html`<${Thread} ...${data} reload=${thread.reload} />`}<//>`;
}

function Thread({ issue, comments, children, reload }) {
  const { number } = issue;
  useNamedComment();
  if (issue.pull_request) {
    navigate(`/${repo.value}/pull/${number}`, { replace: true });
    return '';
  }
  const isOpen = issue.state === 'open';
  const found = usePolled(() => workflowsOf(number), [number], 2500);
  const turn = async () => {
    await call('PATCH', `/issues/${number}`, { state: isOpen ? 'closed' : 'open' });
    await reload();
  };
  return html`
    <${Title} text=${`${issue.title} #${number}`}>${issue.title} <span class="number">#${number}</span><//>
    <p class="subtitle"><span class="state ${isOpen ? 'open' : 'closed'}">${isOpen ? 'Open' : 'Closed'}</span>
      <span><${Person} user=${issue.user} /> opened this issue <${Ago} at=${issue.created_at} /></span> <${Labels} labels=${issue.labels} /></p>
    <div class="with-aside">
      <div class="thread">
        <${Comment} comment=${{ ...issue, id: undefined, updated_at: undefined }} verb="opened this issue" />
        ${comments.map((comment) => html`<${Comment} comment=${comment} key=${comment.id} />`)}
        <${CommentBox} number=${number} onDone=${reload} commands=${commandsFor(issue, found.data?.[0]?.status)}
          actions=${({ setFailure }) => html`<${Action} run=${turn} onFailure=${setFailure}>${isOpen ? 'Close issue' : 'Reopen issue'}<//>`}
          hint="Ctrl+Enter sends." />
      </div>
      <aside aria-label="What belongs to this issue">
        <${Belonging} workflows=${found.data ?? []} />
        ${
          children.length === 0
            ? ''
            : html`<h2>Sub-issues</h2><ul class="plain">${children.map(
                (child) =>
                  html`<li><a href=${`/${repo.value}/issues/${child.number}`}>${child.title}</a> <span class="quiet-text">#${child.number}</span></li>`,
              )}</ul>`
        }
      </aside>
    </div>
  `;
}

/** What is likely to be typed next. */
function commandsFor(issue, status) {
  switch (status) {
    case 'awaiting_clarification':
      return ['/answer recommended', '/status'];
    case 'awaiting_implementation_approval':
      return ['/proceed', '/status', '/abort'];
    case 'paused':
      return ['/resume', '/status', '/abort'];
    case undefined:
      return [`/speckit standard: ${issue.title}`, `/speckit full: ${issue.title}`, '/speckit help'];
    default:
      return ['/status', '/speckit help'];
  }
}

/** The workflows that this issue asked for, with their pull requests. */
function Belonging({ workflows }) {
  if (workflows.length === 0)
    return html`<h2>Workflow</h2><p class="quiet-text">None yet. A command in a comment starts one.</p>`;
  return html`<h2>${workflows.length === 1 ? 'Workflow' : 'Workflows'}</h2>
    ${workflows.map(
      (state) => html`<div class="belonging" data-status=${state.status}>
        <p><a href=${`/${repo.value}/workflows/${state.workflow_id}`}>${state.workflow_type}: ${state.user_request}</a></p>
        <p><strong>${words(state.status)}</strong><br /><span class="quiet-text">revision ${state.revision}</span></p>
        ${state.pull_request ? html`<p>Pull request <a href=${`/${repo.value}/pull/${state.pull_request.number}`}>#${state.pull_request.number}</a></p>` : ''}
      </div>`,
    )}`;
}
