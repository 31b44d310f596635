import { useState } from 'preact/hooks';
import { call } from '../api.js';
import { login, navigate, repo } from '../store.js';
import { Action, Failure, html, Title } from '../ui.js';

/** The form of a new issue. */
export function NewIssue() {
  const [title, setTitle] = useState('');
  const [body, setBody] = useState('');
  const [failure, setFailure] = useState();
  const create = async () => {
    if (title.trim() === '') throw new Error('A title is needed: say in a few words what is wanted.');
    const issue = await call('POST', '/issues', { title, body });
    navigate(`/${repo.value}/issues/${issue.number}`);
  };
  const onKeyDown = (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) create().catch(setFailure);
  };
  return html`
    <${Title}>New issue<//>
    <div class="form" onKeyDown=${onKeyDown}>
      <label for="issue-title">Title</label>
      <input id="issue-title" type="text" maxlength="256" value=${title} onInput=${(event) => setTitle(event.target.value)}
        placeholder="Greeting in another language" autocomplete="off" />
      <label for="issue-body">Description <span class="quiet-text">(Markdown)</span></label>
      <textarea id="issue-body" rows="10" value=${body} onInput=${(event) => setBody(event.target.value)}></textarea>
      <${Failure} error=${failure} />
      <div class="buttons">
        <${Action} class="primary" run=${create} onFailure=${setFailure}>Create issue as ${login.value}<//>
      </div>
    </div>
  `;
}
