import { get, usePolled } from '../api.js';
import { repo } from '../store.js';
import { Ago, html, Loaded, Title } from '../ui.js';

/** A diff longer than this is folded at first. */
const LONG = 400;

/** What a commit or a comparison changes. */
export function DiffView({ from, title }) {
  const data = usePolled(() => get(from), [from], 0);
  return html`<${Title}>${title}<//>
    <${Loaded} from=${data}>${(it) => html`
      ${it.commit ? html`<pre class="message" tabindex="0">${it.commit.message}</pre>` : ''}
      ${it.commits ? html`<${Commits} commits=${it.commits} />` : ''}
      <${Files} files=${it.files ?? []} />`}<//>`;
}

export function Commits({ commits }) {
  return html`<ul class="rows">${commits.map(
    (one) => html`<li key=${one.sha}><div>
      <a class="row-title" href=${`/${repo.value}/commit/${one.sha}`}>${one.commit.message.split('\n')[0]}</a>
      <div class="quiet-text">${one.author?.login ?? one.commit.author.name} <${Ago} at=${one.commit.author.date} /> · <code>${one.sha.slice(0, 7)}</code></div>
    </div></li>`,
  )}</ul>`;
}

/** Changed files, each with its diff. */
export function Files({ files }) {
  const added = files.reduce((sum, file) => sum + file.additions, 0);
  const removed = files.reduce((sum, file) => sum + file.deletions, 0);
  return html`<p class="quiet-text">${files.length} ${files.length === 1 ? 'file' : 'files'} changed,${' '}<span class="added">+${added}</span> <span class="removed">−${removed}</span></p>
    ${files.map((file) => html`<${File} file=${file} key=${file.filename} />`)}`;
}

function File({ file }) {
  const lines = (file.patch ?? '').split('\n');
  return html`<details class="file" open=${lines.length <= LONG}>
    <summary><code>${file.previous_filename ? `${file.previous_filename} → ` : ''}${file.filename}</code>
      <span class="quiet-text"> ${file.status} </span><span class="added">+${file.additions}</span> <span class="removed">−${file.deletions}</span></summary>
    <div class="file-tools"><a href=${new URL(file.blob_url).pathname}>View file<span class="unseen"> ${file.filename}</span></a></div>
    ${
      file.patch === undefined
        ? html`<p class="quiet-text">No text to show: it is binary, empty or too large.</p>`
        : html`<div class="table-box diff" tabindex="0" role="region" aria-label=${`Diff of ${file.filename}`}>
          <table><tbody>${rows(lines)}</tbody></table></div>`
    }
  </details>`;
}

function rows(lines) {
  let before = 0;
  let after = 0;
  return lines.map((line) => {
    const hunk = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(line);
    if (hunk) {
      before = Number(hunk[1]);
      after = Number(hunk[2]);
      return html`<tr class="hunk"><td></td><td></td><td></td><td>${line}</td></tr>`;
    }
    const sign = line[0] ?? ' ';
    if (sign === '\\')
      return html`<tr class="hunk"><td></td><td></td><td></td><td>${line.slice(2)}</td></tr>`;
    const kind = sign === '+' ? 'plus' : sign === '-' ? 'minus' : '';
    return html`<tr class=${kind}><td class="at">${sign === '+' ? '' : before++}</td><td class="at">${sign === '-' ? '' : after++}</td
      ><td class="sign">${sign.trim()}</td><td class="code">${line.slice(1)}</td></tr>`;
  });
}
