import { type About, type Keyword, keywordsOf } from './keywords.js';
import { findGroups, type Group, type Reference } from './references.js';

/** A statement that `subject` needs `object` first; null is the task that the sentence stands in. */
export interface Relation {
  readonly subject: readonly Reference[] | null;
  readonly object: readonly Reference[] | null;
}

const NEGATION =
  /(?:\bnot|\bno|\bnever|\bwithout|n't|\bsoft|\bideally|\boptional(?:ly)?|\bindependent(?:ly)?(?:\s+of)?|\bsin|\bsans|\bohne)\b[^,;:()]{0,16}$|(?:不|没有|沒有|无|無)[^,;:()，；]{0,2}$/iu;
const IN_SEQUENCE =
  /^[^;:,→]{0,40}?\b(?:sequential(?:ly)?|in sequence|serial(?:ly)?|one after (?:the other|another)|in order)\b|^[^;:]{0,12}(?:順次|依次|顺序|순차)/iu;

/** Follows a word that stands after its object and denies it. */
const DENIED = /^\s*(?:は?\s*(?:し(?:ない|ません|てい(?:ない|ません))|なし)|(?:하|되)지\s*(?:않|말))/u;

/** No sentence is longer; text beyond is not read, so that the time for a line stays bounded. */
const LONGEST = 8000;
/** A wish for an order of work is no dependency. */
const WISH = /\b(?:priority|recommended|suggested|preferred|ideal)\b[^.;:]{0,30}\b(?:order|sequence|path)\b/i;
/** Words that name a neighbour, not the one who waits: "US4 can run in parallel with US2 after US1". */
const ASIDE = /\b(?:with|alongside|independent(?:ly)?\s+(?:of|from)|unlike)\s*[*_`(]*$/i;
const GLUE = /^[\s*_`)]*$/;

type References = readonly Reference[];

/** Reads what one line of prose says about order; `about` tells whether it stands inside a task. */
export function readRelations(source: string, about: About): Relation[] {
  const relations: Relation[] = [];
  const queue: { text: string; label: References | null }[] = [
    { text: plainWords(joinRanges(source.slice(0, LONGEST))), label: null },
  ];
  for (let i = 0; i < queue.length && i < 500; i++) {
    const { text, label } = queue[i] ?? { text: '', label: null };
    const flat = liftParentheses(text, queue, about);
    let topic = label;
    let previous: References | null = null;
    for (const { clause, fresh } of clausesOf(flat)) {
      const groups = splitGroups(clause, about);
      const context = { topic: about === 'task' ? null : topic, previous, fresh };
      if (!WISH.test(clause)) relations.push(...readClause(clause, groups, context, about));
      topic ??= topicOf(clause, groups);
      previous = groups.at(-1)?.references ?? null;
    }
  }
  return relations;
}

/**
 * Takes parenthetical remarks out of a text: those that speak of order are read on their own, about what stands before
 * them; those without references only stand between others. Lists of references stay: they say what a name means.
 */
function liftParentheses(
  text: string,
  queue: { text: string; label: References | null }[],
  about: About,
): string {
  return text.replace(/[(（]([^()（）]*)[)）]/g, (whole, inside: string, at: number) => {
    const blank = ' '.repeat(whole.length);
    const groups = findGroups(inside);
    if (groups.length === 0) return blank;
    // A remark that begins with a reference names what stands before it; elsewhere a reference is mentioned in passing.
    const names = groups.length === 1 && /^[\s*_`]*$/.test(inside.slice(0, groups[0]?.start));
    if (keywordsOf(inside, about).length === 0) return names ? `(${inside})` : blank;
    const before = findGroups(text.slice(0, at));
    const near = before.at(-1);
    const aside = near && ASIDE.test(text.slice(0, near.start));
    queue.push({
      text: inside,
      label: about === 'task' ? null : ((aside ? before[0] : near)?.references ?? null),
    });
    // "T005 → T006" in brackets also says what the name before it stands for.
    const list = /[→⟶]/.test(inside) && !/[a-z]{4}/.test(inside);
    return list ? `(${groups.map((group) => inside.slice(group.start, group.end)).join(', ')})` : blank;
  });
}

function joinRanges(text: string): string {
  return text.replace(/(T-?\d+[a-z]?)\s+([-–])\s+(?=T-?\d)/g, '$1$2');
}

/** Turns phrases that state a dependency in a roundabout way into the plain words for it. */
function plainWords(text: string): string {
  const direct = text
    .replace(
      /\b(?:prerequisites?|dependencies)\s+(?:for|of)\s+([*_`]*T-?\d[^:：;]{0,40})[:：]/gi,
      '$1 depends on ',
    )
    .replace(
      /\b(?:can|may|must|should|shall|will|do|does)\s?(?:not|n['’]t|never)\s+(?:be\s+)?(?:start|begin|beg[au]n|run|proceed|land|merge)(?:ed)?\s+before\b/gi,
      'depends on',
    );
  // "T003 depends on T001; T004 on T002"
  return /depend/i.test(direct)
    ? direct.replace(/([;,]\s*(?:and\s+)?[*_`]*T-?\d[\w.-]*[*_`]*)\s+on\s+(?=[*_`]*T-?\d)/g, '$1 depends on ')
    : direct;
}

/** Parts of a line that make statements of their own; `fresh` after a full stop, where a new sentence begins. */
function clausesOf(text: string): { clause: string; fresh: boolean }[] {
  return text
    .split(/(?<=[\p{L}\p{N})*`\]\s])[.!](?:\s|$)|。/u)
    .flatMap((sentence, s) =>
      sentence
        .split(/;|；|\s[—–-]\s(?!>)|,?\s+(?:but|however|while|whereas)\s/)
        .map((clause, c) => ({ clause, fresh: s > 0 && c === 0 })),
    );
}

/** The groups of a clause; in "T006 depends on T002, T007 depends on T003" T007 begins the second statement. */
function splitGroups(clause: string, about: About): Group[] {
  const words = keywordsOf(clause, about).filter((word) => !word.arrow && !word.postfix);
  const groups = findGroups(clause, (gap) => keywordsOf(gap, about).length > 0);
  return groups.flatMap((group, i) => {
    const before = groups[i - 1];
    const { last } = group;
    const isObject = before && words.some((word) => word.start >= before.end && word.end <= group.start);
    const glued = words.some(
      (word) => word.start >= group.end && GLUE.test(clause.slice(group.end, word.start)),
    );
    if (!last || !isObject || !glued) return [group];
    const references = group.references.slice(0, -last.references.length);
    return [
      { start: group.start, end: last.start, references, last: null },
      { ...last, last: null },
    ];
  });
}

function readClause(
  clause: string,
  groups: readonly Group[],
  { topic, previous, fresh }: { topic: References | null; previous: References | null; fresh: boolean },
  about: About,
): Relation[] {
  const keywords = keywordsOf(clause, about);
  const relations: Relation[] = [];
  /** Who needs the group at each position, where it was read as something needed. */
  const neededBy: (References | null | undefined)[] = [];
  let orphan: References | null = null;
  groups.forEach((group, i) => {
    const before = groups[i - 1];
    const gap = keywords.filter(
      (word) => !word.postfix && word.start >= (before?.end ?? 0) && word.end <= group.start,
    );
    // A word outweighs an arrow: "US4 → depends on US1".
    const word = gap.find((each) => !each.arrow) ?? gap[0];
    const text = word ? clause.slice(word.start, word.end) : '';
    if (
      word &&
      group.start - word.end <= word.reach &&
      !isNegated(clause, word) &&
      fits(group, text, about)
    ) {
      if (word.direction === 'needs') {
        const leads = !before && fresh && /^(?:after|once)$/i.test(text);
        const subject = before ? needing(clause, groups, i - 1, word, neededBy, topic) : leads ? null : topic;
        neededBy[i] = subject;
        if (subject || about === 'task') relations.push({ subject, object: group.references });
        else orphan = group.references;
      } else {
        const then = word.arrow || /^then$/i.test(text);
        const object = before?.references ?? (then ? (word.arrow ? null : previous) : topic);
        if (object || about === 'task') relations.push({ subject: group.references, object });
      }
    } else if (
      !word &&
      before &&
      neededBy[i - 1] !== undefined &&
      isFurtherObject(clause, before, group, groups[i + 1])
    ) {
      // "builds on US1 save behaviour and US2 overview"
      const subject = neededBy[i - 1] ?? null;
      neededBy[i] = subject;
      if (subject || about === 'task') relations.push({ subject, object: group.references });
      else orphan = [...(orphan ?? []), ...group.references];
    } else if (orphan && !word) {
      // "After T001: T002 and T003 can start."
      relations.push({ subject: group.references, object: orphan });
      orphan = null;
    }
    const behind = keywords.find(
      (each) =>
        each.postfix &&
        each.start >= group.end &&
        each.end <= (groups[i + 1]?.start ?? clause.length) &&
        each.start - group.end <= 8 &&
        !DENIED.test(clause.slice(each.end)),
    );
    if (behind) {
      const left = before?.references ?? topic;
      const other = left || about === 'task' ? left : (groups[i + 1]?.references ?? []);
      const needs = behind.direction === 'needs';
      relations.push(
        needs ? { subject: other, object: group.references } : { subject: group.references, object: other },
      );
    }
    if (about === 'section' && group.references.every((each) => each.kind === 'task')) {
      const tail = clause.slice(group.end, groups[i + 1]?.start ?? clause.length);
      if (IN_SEQUENCE.test(tail) && !/\bnot\b/i.test(tail)) relations.push(...chainOf(group.references));
    }
  });
  return relations;
}

/** Who needs what follows `word`: the group before it, unless that is itself something needed or a neighbour. */
function needing(
  clause: string,
  groups: readonly Group[],
  at: number,
  word: Keyword,
  neededBy: readonly (References | null | undefined)[],
  topic: References | null,
): References | null {
  const before = groups[at];
  if (!before) return topic;
  if (ASIDE.test(clause.slice(0, before.start))) return groups[at - 1]?.references ?? topic;
  const between = clause.slice(before.end, word.start);
  const earlier = neededBy[at];
  const own = earlier === undefined || GLUE.test(between) || /\b(?:which|that)\b/i.test(between);
  return own ? before.references : earlier;
}

function isFurtherObject(clause: string, before: Group, group: Group, next: Group | undefined): boolean {
  const after = clause.slice(group.end, next?.start ?? clause.length);
  return (
    /^[^,;:.()→]{0,40}(?:\+|\band\b)\s*[*_`]*$/i.test(clause.slice(before.end, group.start)) &&
    !/^[\s*_`)]*(?:is|are|can|must|should|may|will|run|runs|in parallel|first|last|needs?|depends?)\b/i.test(
      after,
    )
  );
}

/** On a task's own line only plain words of dependence reach for stories and phases. */
function fits(group: Group, word: string, about: About): boolean {
  return (
    about === 'section' ||
    /depend|block/i.test(word) ||
    group.references.every((each) => each.kind === 'task')
  );
}

/** What a line is about: the references that begin it, or stand before a colon. */
function topicOf(clause: string, groups: readonly Group[]): References | null {
  const first = groups[0];
  if (!first) return null;
  const begins = /^[\s\d.)*_`#>:|-]*$/.test(clause.slice(0, first.start));
  return begins || /^[\s*_`)]*[:：]/.test(clause.slice(first.end)) ? first.references : null;
}

function isNegated(clause: string, word: Keyword): boolean {
  if (/^until$/i.test(clause.slice(word.start, word.end))) return false;
  return NEGATION.test(clause.slice(Math.max(0, word.start - 30), word.start));
}

/** A sequence of its members; a range is a relation of the list to itself. */
function chainOf(references: References): Relation[] {
  const only = references.length === 1 ? references[0] : undefined;
  if (only?.kind === 'task' && only.last !== undefined) return [{ subject: references, object: references }];
  return references.slice(1).flatMap((each, i) => {
    const before = references[i];
    return before ? [{ subject: [each], object: [before] }] : [];
  });
}
