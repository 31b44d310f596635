import { type Block, readBlocks } from './blocks.js';

/** A requirement or success criterion and the line that states it. */
interface Requirement {
  readonly id: string;
  readonly text: string;
  readonly line: number;
}

interface UserStory {
  readonly number: number;
  readonly title: string;
  /** `P1`, or null where the heading gives none. */
  readonly priority: string | null;
  readonly line: number;
}

/** An open question that the spec marks for clarification. */
interface Clarification {
  readonly question: string;
  readonly line: number;
}

/** What a spec.md holds, as far as code can tell. */
export interface Spec {
  readonly title: string | null;
  /** Functional requirements (`FR-001`) in order, each once. */
  readonly requirements: readonly Requirement[];
  /** Success criteria (`SC-001`) in order, each once. */
  readonly success_criteria: readonly Requirement[];
  readonly user_stories: readonly UserStory[];
  readonly clarifications: readonly Clarification[];
  /** The spec speaks of end-to-end tests. */
  readonly mentions_e2e: boolean;
  /** The spec speaks of work across several services. */
  readonly mentions_cross_service: boolean;
  /** Ids that are defined more than once. */
  readonly duplicate_ids: readonly Requirement[];
}

const DEFINITION =
  /^(?:\[[ xX]\]\s*)?[*_`~]*((?:N?FR|SC)-[A-Z]*-?\d+[a-z]?)(?![\w-])[*_`~]*\s*(?:\([^)]*\)\s*)?[:：.–—-]?[*_`~]*\s*(.*)$/;
const STORY =
  /^[*_]*(?:User Story|ユーザーストーリー|用户故事|使用者故事|사용자 스토리|Histoire utilisateur|Récit utilisateur|Historia de usuario|História de usuário|User-Story|US)[\s#-]*(\d{1,4})[*_]*\s*(?:[-–—:：.)|]\s*)?(.*)$/i;
const PRIORITY =
  /[([（]?\s*(?:Priority|優先度|优先级|優先級|우선순위|Priorité|Prioridad|Prioridade|Priorität)\s*[:：]?\s*(P\d)\s*[)\]）]?|[([（]\s*(P\d)\s*[)\]）]/i;
const MARKER = /\[NEEDS CLARIFICATION\s*[:：]?\s*([^\]]*)\]/gi;
const E2E =
  /\b(?:e2e|end[-\s]to[-\s]end|playwright|cypress|selenium|puppeteer|user[-\s]journey tests?|browser tests?)\b|エンドツーエンド|端到端|종단 간/i;
const CROSS_SERVICE =
  /\b(?:cross|multi(?:ple)?|inter|across(?: the)?(?: several| multiple| all)?)[-\s]?(?:micro)?services?\b|\bmicro-?services\b|\bservice[-\s]to[-\s]service\b|\bbetween (?:micro)?services\b|\bdistributed (?:system|transaction)/i;

/** Reads a Spec Kit spec.md; examples in code and comments of the template do not count. */
export function readSpec(markdown: string): Spec {
  const blocks = readBlocks(markdown).filter((block) => block.type !== 'code' && !isComment(block));
  const seen = new Set<string>();
  const requirements: Requirement[] = [];
  const success: Requirement[] = [];
  const duplicates: Requirement[] = [];
  const clarifications: Clarification[] = [];
  const stories: UserStory[] = [];
  let title: string | null = null;
  let mentionsE2e = false;
  let mentionsCrossService = false;

  for (const block of blocks) {
    const lines = linesOf(block);
    const text = lines.join(' ');
    mentionsE2e ||= E2E.test(text);
    mentionsCrossService ||= CROSS_SERVICE.test(text);
    lines.forEach((line, i) => {
      for (const match of line.matchAll(MARKER)) {
        clarifications.push({ question: (match[1] ?? '').trim(), line: block.line + i });
      }
      const definition =
        block.type === 'heading' || i === 0 || block.type === 'paragraph' ? DEFINITION.exec(line) : null;
      if (!definition) return;
      const [, id = '', rest = ''] = definition;
      const wrapped = block.type === 'item' ? [rest, ...lines.slice(1)].join(' ') : rest;
      const requirement = { id, text: wrapped.trim(), line: block.line + i };
      if (seen.has(id)) duplicates.push(requirement);
      else (id.startsWith('SC') ? success : requirements).push(requirement);
      seen.add(id);
    });
    if (block.type !== 'heading') continue;
    if (title === null && block.depth === 1) title = titleOf(block.text);
    const story = STORY.exec(block.text);
    if (story) stories.push(storyOf(story, block.line));
  }
  return {
    title,
    requirements,
    success_criteria: success,
    user_stories: stories,
    clarifications: [...clarifications, ...wrappedMarkers(blocks, clarifications)].sort(
      (a, b) => a.line - b.line,
    ),
    mentions_e2e: mentionsE2e,
    mentions_cross_service: mentionsCrossService,
    duplicate_ids: duplicates,
  };
}

function linesOf(block: Block): readonly string[] {
  switch (block.type) {
    case 'heading':
      return [block.text];
    case 'row':
      // A table's first cell may define a requirement.
      return [
        block.text
          .replace(/^\|\s*/, '')
          .replace(/\s*\|\s*$/, '')
          .replace(/\s*\|\s*/, ': '),
      ];
    default:
      return block.lines;
  }
}

/** HTML that is not a comment may hold real text; a comment is the template speaking. */
function isComment(block: Block): boolean {
  return (
    block.type === 'opaque' &&
    block.what === 'comment' &&
    (block.lines[0] ?? '').trimStart().startsWith('<!--')
  );
}

function titleOf(heading: string): string {
  return heading
    .replace(/^(?:Feature )?(?:Spec(?:ification)?|仕様書?|规格说明|规范|사양)\s*[:：–—-]\s*/i, '')
    .replace(/[*`]/g, '')
    .trim();
}

function storyOf(match: RegExpExecArray, line: number): UserStory {
  const [, number = '0', rest = ''] = match;
  const priority = PRIORITY.exec(rest);
  const title = (
    priority ? rest.slice(0, priority.index) + rest.slice(priority.index + priority[0].length) : rest
  )
    .replace(/(?:🎯|⚠️?|\bMVP\b\s*$)/gu, '')
    .replace(/[*_`]+$/g, '')
    .replace(/\s{2,}/g, ' ')
    .trim();
  return {
    number: Number(number),
    title,
    priority: (priority?.[1] ?? priority?.[2] ?? null)?.toUpperCase() ?? null,
    line,
  };
}

/** Markers that begin on one line and end on a later one. */
function wrappedMarkers(blocks: readonly Block[], found: readonly Clarification[]): Clarification[] {
  return blocks.flatMap((block) => {
    const lines = linesOf(block);
    if (lines.length < 2) return [];
    const known = new Set(found.map((each) => each.question));
    return Array.from(lines.join(' ').matchAll(MARKER), (match) => (match[1] ?? '').trim())
      .filter((question) => !known.has(question))
      .map((question) => ({
        question,
        line:
          block.line +
          Math.max(
            0,
            lines.findIndex(
              (line) => /\[NEEDS CLARIFICATION/i.test(line) && !/\[NEEDS CLARIFICATION[^\]]*\]/i.test(line),
            ),
          ),
      }));
  });
}
