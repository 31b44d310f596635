import { call, get, getAll, usePolled } from '../api.js';
import { repo } from '../store.js';
import { html, Loaded, Markdown, Title } from '../ui.js';

/** A file or a folder at a branch or commit, at GitHub's own addresses. */
export function CodeView({ path }) {
  const load = async () => {
    const { ref, file } = await split(decodeURIComponent(path));
    const address = file.split('/').map(encodeURIComponent).join('/');
    const found = await get(`/contents/${address}?ref=${encodeURIComponent(ref)}`);
    if (Array.isArray(found)) return { ref, file, entries: found };
    const text = await call(
      'GET',
      `/contents/${address}?ref=${encodeURIComponent(ref)}`,
      undefined,
      'application/vnd.github.raw+json',
    );
    return { ref, file, text };
  };
  const data = usePolled(load, [path], 5000);
  return html`<${Loaded} from=${data}>${(it) => html`<${Shown} ...${it} />`}<//>`;
}

/** Names of branches may hold slashes: the longest branch that the path begins with is meant. */
async function split(path) {
  const branches = await getAll('/branches');
  const fitting = branches
    .map((one) => one.name)
    .filter((name) => path === name || path.startsWith(`${name}/`));
  const [first = ''] = path.split('/');
  const ref = fitting.sort((a, b) => b.length - a.length)[0] ?? first;
  return { ref, file: path.slice(ref.length + 1).replace(/\/$/, '') };
}

function Shown({ ref: branch, file, entries, text }) {
  const parts = file.split('/').filter(Boolean);
  const link = (to, kind = 'tree') => `/${repo.value}/${kind}/${branch}/${to}`;
  return html`
    <${Title} class="path" text=${file || branch}>
      <a href=${link('')}>${/^[0-9a-f]{40}$/.test(branch) ? branch.slice(0, 7) : branch}</a>${parts.map(
        (part, at) =>
          html` / ${at === parts.length - 1 ? part : html`<a href=${link(parts.slice(0, at + 1).join('/'))}>${part}</a>`}`,
      )}
    <//>
    ${entries ? html`<${Folder} entries=${entries} link=${link} />` : html`<${Content} file=${file} text=${text} base=${link(file, 'blob')} />`}
  `;
}

function Folder({ entries, link }) {
  const sorted = entries.toSorted(
    (a, b) => Number(b.type === 'dir') - Number(a.type === 'dir') || a.name.localeCompare(b.name),
  );
  return html`<ul class="rows files">${sorted.map(
    (one) =>
      html`<li><a href=${link(one.path, one.type === 'dir' ? 'tree' : 'blob')}>${one.name}${one.type === 'dir' ? '/' : ''}</a></li>`,
  )}</ul>`;
}

function Content({ file, text, base }) {
  if (/\.(md|markdown)$/i.test(file))
    return html`<div class="comment"><${Markdown} text=${text} base=${base} /></div>`;
  return html`<pre class="source" tabindex="0">${text}</pre>`;
}
