// What issues and pull requests have in common: a comment, and the box to write one.
import { useEffect, useState } from 'preact/hooks';
import { call } from '../api.js';
import { login } from '../store.js';
import { Action, Ago, Avatar, Failure, html, Markdown, Person } from '../ui.js';

const EMOJI = {
  '+1': '👍',
  '-1': '👎',
  laugh: '😄',
  hooray: '🎉',
  confused: '😕',
  heart: '❤️',
  rocket: '🚀',
  eyes: '👀',
};

/** One comment, or the text of an issue itself. */
export function Comment({ comment, verb = 'commented', children }) {
  const { user, body, created_at: at, author_association: association, reactions = {} } = comment;
  const given = Object.entries(EMOJI).filter(([name]) => reactions[name] > 0);
  return html`<article class="comment" id=${comment.id ? `issuecomment-${comment.id}` : undefined}>
    <header>
      <${Avatar} login=${user.login} />
      <span><${Person} user=${user} /> ${verb} <${Ago} at=${at ?? comment.submitted_at} />
        ${comment.updated_at && comment.updated_at !== at ? html` · edited <${Ago} at=${comment.updated_at} />` : ''}</span>
      ${association && association !== 'NONE' ? html`<span class="pill end">${association.toLowerCase()}</span>` : ''}
    </header>
    ${children ?? (body ? html`<${Markdown} text=${body} />` : html`<p class="markdown quiet-text"><em>No description.</em></p>`)}
    ${
      given.length === 0
        ? ''
        : html`<ul class="reactions" aria-label="Reactions">
          ${given.map(([name, sign]) => html`<li title=${name}>${sign} ${reactions[name]}</li>`)}
        </ul>`
    }
  </article>`;
}

/** Brings the comment into view that the address names. Text above it is rendered a moment later, so once more then. */
export function useNamedComment() {
  useEffect(() => {
    const show = () => document.getElementById(location.hash.slice(1))?.scrollIntoView();
    if (!location.hash.startsWith('#issuecomment-')) return undefined;
    show();
    const timer = setTimeout(show, 700);
    return () => clearTimeout(timer);
  }, []);
}

/** The box for a comment. `actions` are more buttons; each gets the text, and the box is emptied when it succeeds. */
export function CommentBox({ number, commands = [], label = 'Comment', hint, actions, onDone }) {
  const [text, setText] = useState('');
  const [preview, setPreview] = useState(false);
  const [failure, setFailure] = useState();
  const done = async () => {
    setText('');
    setPreview(false);
    await onDone();
  };
  const send = async () => {
    if (text.trim() === '') throw new Error('The comment is empty: write something first.');
    await call('POST', `/issues/${number}/comments`, { body: text });
    await done();
  };
  const onKeyDown = (event) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    setFailure(undefined);
    send().catch(setFailure);
  };
  return html`<section class="form comment-box" aria-label="Write a comment">
    <label for="comment-text">${label} as <strong>${login.value}</strong></label>
    ${
      preview
        ? html`<div class="preview"><${Markdown} text=${text} /></div>`
        : html`<textarea id="comment-text" rows="5" value=${text} onInput=${(event) => setText(event.target.value)}
          onKeyDown=${onKeyDown} placeholder="Markdown, or a command such as /speckit help"></textarea>`
    }
    ${
      commands.length === 0
        ? ''
        : html`<div class="buttons commands"><span class="quiet-text">Insert:</span>
          ${commands.map((one) => html`<button type="button" class="small" onClick=${() => setText(one)}><code>${one}</code></button>`)}
        </div>`
    }
    <${Failure} error=${failure} />
    <div class="buttons">
      <button type="button" aria-pressed=${preview} onClick=${() => setPreview(!preview)}>Preview</button>
      <span class="grow"></span>
      ${actions?.({ text, done, setFailure })}
      <${Action} class="primary" run=${send} onFailure=${setFailure}>Comment<//>
    </div>
    ${hint ? html`<p class="quiet-text">${hint}</p>` : ''}
  </section>`;
}
