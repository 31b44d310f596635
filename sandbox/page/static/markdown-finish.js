// What GitHub does to rendered text on top of Markdown itself: references, mentions, diagrams, tables that scroll.

/** Changes a sanitised fragment in place. `place` is `{ repo, base }`: `owner/name`, and the address that links are relative to. */
export function finish(fragment, { repo, base }) {
  for (const link of fragment.querySelectorAll('a[href]')) finishLink(link, base);
  for (const image of fragment.querySelectorAll('img')) finishImage(image, base);
  for (const box of fragment.querySelectorAll('input')) {
    box.setAttribute('aria-label', box.checked ? 'Completed task' : 'Incomplete task');
    box.closest('li')?.classList.add('task');
  }
  for (const code of fragment.querySelectorAll('pre > code.language-mermaid')) finishDiagram(code);
  for (const block of fragment.querySelectorAll('pre')) block.tabIndex = 0;
  for (const table of fragment.querySelectorAll('table')) finishTable(table);
  linkReferences(fragment, repo);
}

function finishLink(link, base) {
  const href = link.getAttribute('href');
  if (!href.startsWith('#')) link.href = new URL(href, base).href;
  link.rel = 'nofollow noopener noreferrer';
}

/** Nothing is fetched because a text says so: an image becomes a link to it. */
function finishImage(image, base) {
  const address = parse(image.getAttribute('src') ?? '', base);
  const link = document.createElement('a');
  link.textContent = `image: ${image.alt || address?.pathname || 'without an address'}`;
  if (address?.protocol === 'https:' || address?.protocol === 'http:') link.href = address.href;
  link.rel = 'nofollow noopener noreferrer';
  // A link within a link would end the outer one.
  image.replaceWith(image.closest('a') ? link.textContent : link);
}

function parse(address, base) {
  try {
    return new URL(address, base);
  } catch {
    return undefined;
  }
}

function finishDiagram(code) {
  const figure = document.createElement('figure');
  figure.className = 'diagram';
  figure.dataset.source = code.textContent;
  const block = code.parentElement;
  block.replaceWith(figure);
  figure.append(block);
}

function finishTable(table) {
  const box = document.createElement('div');
  box.className = 'table-box';
  box.tabIndex = 0;
  box.setAttribute('role', 'region');
  box.setAttribute('aria-label', 'Table');
  table.replaceWith(box);
  box.append(table);
}

const REFERENCE = /(^|[\s(,;:])(?:#(\d{1,9})|@([a-z\d](?:[a-z\d-]{0,38})))\b/gi;

/** `#12` and `@login`, where they are not part of a link or of code. */
function linkReferences(fragment, repo) {
  const walker = document.createTreeWalker(fragment, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) {
    const { currentNode } = walker;
    if (!currentNode.parentElement?.closest('a, code, pre')) texts.push(currentNode);
  }
  for (const text of texts) {
    const parts = [];
    let end = 0;
    for (const found of text.data.matchAll(REFERENCE)) {
      const [whole, before, number, login] = found;
      parts.push(text.data.slice(end, found.index) + before);
      parts.push(number === undefined ? mention(login) : reference(repo, number));
      end = found.index + whole.length;
    }
    if (parts.length > 0) text.replaceWith(...parts, text.data.slice(end));
  }
}

function reference(repo, number) {
  const link = document.createElement('a');
  link.href = `/${repo}/issues/${number}`;
  link.textContent = `#${number}`;
  return link;
}

function mention(login) {
  const name = document.createElement('strong');
  name.textContent = `@${login}`;
  return name;
}
