import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';

/** What a page would do, read from its Markdown as GitHub reads it. */
export interface PageFacts {
  readonly headings: readonly string[];
  readonly images: number;
  readonly html: readonly string[];
  readonly links: readonly { readonly text: string; readonly url: string }[];
  /** Logins that the page would notify. */
  readonly mentions: readonly string[];
  readonly raggedTables: number;
}

export function factsOf(markdown: string): PageFacts {
  const facts = {
    headings: [] as string[],
    images: 0,
    html: [] as string[],
    links: [] as { text: string; url: string }[],
    mentions: [] as string[],
    raggedTables: 0,
  };
  const visit = (node: Nodes): void => {
    if (node.type === 'heading') facts.headings.push(textOf(node));
    if (node.type === 'image' || node.type === 'imageReference') facts.images += 1;
    if (node.type === 'html') facts.html.push(node.value);
    if (node.type === 'link') facts.links.push({ text: textOf(node), url: node.url });
    if (node.type === 'table') {
      const widths = new Set(node.children.map((row) => row.children.length));
      if (widths.size > 1) facts.raggedTables += 1;
    }
    if (node.type === 'text') {
      for (const [, login] of node.value.matchAll(/(?<![A-Za-z0-9])@([A-Za-z0-9][\w-]*)/g)) {
        facts.mentions.push(login ?? '');
      }
    }
    if ('children' in node) node.children.forEach(visit);
  };
  visit(fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }));
  return facts;
}

function textOf(node: Nodes): string {
  if ('children' in node) return node.children.map(textOf).join('');
  return 'value' in node ? node.value : '';
}
