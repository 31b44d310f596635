/** Whether a text stands on a task's own line or in a section about order. */
export type About = 'task' | 'section';

/** A word or sign that states an order, and where it stands. */
export interface Keyword {
  readonly start: number;
  readonly end: number;
  readonly direction: 'needs' | 'unlocks';
  /** Stands after what it is about: "T003 に依存". */
  readonly postfix: boolean;
  readonly arrow: boolean;
  /** How far away the object may begin. */
  readonly reach: number;
}

const NEEDS =
  /\bdepends?_on\b|\bdeps?\s*:|d[ée]pend(?:ance|encia|ência)s?\s*:|\bdepend(?:s|ing|ent|encies|ency)?\b(?:\s+(?:only\s+|also\s+|solely\s+)?(?:up)?on\b)?|\bprerequisites?\s*:|\bblocked[\s_-]+(?:by|on|until)\b|\bgated\s+(?:by|on)\b|\brequires?\b|\bneeds?\b|\bwaits?\s+(?:for|on|until)\b|\bfollows\b|\bbuilds?\s+on\b|\brel(?:y|ies)\s+on\b|\bafter\b|\bonce\b|\buntil\b|d[ée]pend(?:ent)?\s+(?:de|du|des)\b|\bapr[èe]s\b|\bnécessitent?\b|\brequiert\b|\bbloqué(?:e|s|es)?\s+par\b|\bdepende[mn]?\s+(?:de|do|da|del)\b|\bdespués\s+de\b|\btras\b|\brequieren?\b|\bdepois\s+d[eao]s?\b|\bapós\b|\bhängt\s+(?:ab\s+)?von\b|\babhängig\s+von\b|\bnach\b|\bbenötigt\b|\bdipende\s+da\b|\bdopo\b|\bhangt\s+af\s+van\b|\bafhankelijk\s+van\b|завис(?:ит|ят)\s+от|после|zależy\s+od|依赖(?:于|关系|项)?|依賴(?:於|關係)?|取决于|依存(?:関係)?\s*[:：]|의존(?:성|관계)?\s*[:：]/giu;
const UNLOCKS =
  /\b(?:un)?block(?:s|ing)?\b|\bprecedes?\b|\bbefore\b|\bthen\b|\bfollowed\s+by\b|\bprerequisites?\s+(?:for|of|to)\b|\b(?:required|needed)\s+(?:by|for)\b|\benables\b|\bbloque(?:nt|an?)?\b|\bavant\b|\bpuis\b|\bantes\s+d[eao]l?s?\b|\bblockiert\b|\bvor\b|\bprima\s+di\b|блокирует|阻塞|先于/giu;
const ARROW = /[─—–=-]*(?:[→⟶➜➔►▶⇒⟹]|(?<=[-=─])>)/g;
/** Points back at what comes first: "T003 ← T001". */
const BACKWARD = /[←⟵⇐]|<[-=]+(?![-=]*>)/g;
const AFTER_ITS_OBJECT =
  /(?<=[\s\p{L}\p{N})])(?:に依存|へ依存|の(?:完了)?後|(?:が)?(?:完了|終了)(?:した)?後|之后|以后|之後|完成后|完成後|에\s*의존|이후|완료\s*후|(?:을|를)?\s*완료한\s*후)/gu;
const BEFORE_ITS_OBJECT = /の前(?:に)?|之前|以前|이전|\s전에/gu;
/** Finds the words of order in a text; on a task's own line fewer of them count. */
export function keywordsOf(text: string, about: About): Keyword[] {
  const words: Keyword[] = [];
  const add = (pattern: RegExp, kind: Pick<Keyword, 'direction'> & Partial<Keyword>) => {
    for (const match of text.matchAll(pattern)) {
      const reach = about === 'task' ? taskReach(match[0]) : 60;
      const [start, end] = [match.index, match.index + match[0].length];
      words.push({ start, end, postfix: false, arrow: false, reach, ...kind });
    }
  };
  add(NEEDS, { direction: 'needs' });
  add(AFTER_ITS_OBJECT, { direction: 'needs', postfix: true });
  add(BEFORE_ITS_OBJECT, { direction: 'unlocks', postfix: true });
  // Inside a task "then" and arrows tell what the code does, and "until" how long a test may fail.
  const unlocks = words.length;
  add(UNLOCKS, { direction: 'unlocks' });
  if (about === 'task') {
    return words.filter((word, i) =>
      i < unlocks
        ? !/^(?:until|follows)$/i.test(text.slice(word.start, word.end))
        : !/^(?:then|puis|blocking|vor|enables)$/i.test(text.slice(word.start, word.end)),
    );
  }
  add(ARROW, { direction: 'unlocks', arrow: true });
  // "← can run beside T023" is a remark.
  add(BACKWARD, { direction: 'needs', arrow: true, reach: 6 });
  return words.sort((a, b) => a.start - b.start);
}

/** A task's own text speaks of many things; only words that can mean nothing else may stand far from the id. */
function taskReach(word: string): number {
  if (/d[ée]pend|deps?\s*:|abh|hängt|завис|zależ|依|의존|blocked|gated|prereq/i.test(word)) return 40;
  if (/once|before|after|avant|apr|antes|despu|nach/i.test(word)) return 16;
  return 8;
}
