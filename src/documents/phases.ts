import type { Section, TaskEntry } from './entries.js';
import { storiesIn } from './task-head.js';

type PhaseKind = 'setup' | 'foundational' | 'story' | 'polish' | 'other';

/** A part of tasks.md whose tasks belong together; indices are positions in the list of entries. */
export interface Phase {
  readonly section: Section | null;
  readonly title: string | null;
  readonly kind: PhaseKind;
  /** Stories that the heading names, or that all tasks of the phase carry. */
  readonly stories: readonly string[];
  /** `3`, `3.1`, `2b`: what `Phase 3` in prose refers to. */
  readonly label: string | null;
  readonly tasks: number[];
}

const PHASE_WORD = `(?:Sub-?)?Phase|フェーズ|阶段|階段|단계|Fase|Étape|Etapa|Schritt|Milestone|Stage|Этап|Фаза`;
const PHASE = new RegExp(
  String.raw`(?:^|[^\p{L}])(?:${PHASE_WORD})\s*([0-9]+(?:\.[0-9]+)*[a-z]?|[A-Z])?(?![\p{L}])|第\s*([0-9]+)\s*(?:阶段|階段|フェーズ)`,
  'iu',
);

const KINDS: readonly (readonly [PhaseKind, RegExp])[] = [
  [
    'story',
    /\bUser Stor(?:y|ies)\s*\d|\bUS-?\d|\bStory \d|ユーザーストーリー|用户故事|使用者故事|사용자 스토리|(?:Récit|Histoire) utilisateur|Histori?a de usu[aá]rio/i,
  ],
  [
    'foundational',
    /Foundation|Blocking Prerequisite|基盤|基礎|基础|기반|기초|Fondation|Fondament|Fundacional|Fundament|Grundlag|Базов/i,
  ],
  [
    'setup',
    /\bSet-?\s?up\b|Initiali[sz]|Scaffold|Bootstrap|セットアップ|準備|初期化|设置|設定|初始化|准备|설정|준비|초기|Mise en place|Préparation|Configuraci[oó]n|Preparaci[oó]n|Configuração|Einrichtung|Vorbereitung|Настройк|Подготовк/i,
  ],
  [
    'polish',
    /\bPolish|Cross-?Cutting|ポリッシュ|仕上げ|横断|完善|打磨|收尾|润色|마무리|다듬|Finition|Finali[sz]|Transversal|Pulido|Acabado|Polimento|Feinschliff|Abschluss|Доработк|Полировк/i,
  ],
];

/** Groups tasks by the heading that makes their phase, in document order. */
export function readPhases(entries: readonly TaskEntry[]): Phase[] {
  const phases: Phase[] = [];
  const bySection = new Map<Section | null, Phase>();
  entries.forEach((entry, index) => {
    const section = phaseSection(entry.heading);
    let phase = bySection.get(section);
    if (!phase) {
      phase = newPhase(section);
      bySection.set(section, phase);
      phases.push(phase);
    }
    phase.tasks.push(index);
  });
  return phases.map((phase) => withTaskStories(phase, entries));
}

/**
 * Puts phases into the order in which they run: setup and foundation first where they open the document, polish after
 * every story; otherwise as written.
 */
export function phasesInOrder(phases: readonly Phase[]): Phase[] {
  const firstStory = phases.findIndex((phase) => phase.kind === 'story');
  const head = firstStory < 0 ? phases.length : firstStory;
  const opening = phases.slice(0, head);
  const rank = (phase: Phase) => (phase.kind === 'setup' ? 0 : phase.kind === 'foundational' ? 1 : 2);
  const basics = opening.filter((phase) => rank(phase) < 2).sort((a, b) => rank(a) - rank(b));
  let next = 0;
  const ordered = opening.map((phase) => (rank(phase) < 2 ? (basics[next++] ?? phase) : phase));
  const rest = phases.slice(head);
  const lastStory = rest.findLastIndex((phase) => phase.kind === 'story');
  const early = rest.filter((phase, i) => phase.kind === 'polish' && i < lastStory);
  const late = rest.filter((phase) => !early.includes(phase));
  const at = late.findLastIndex((phase) => phase.kind === 'story') + 1;
  return [...ordered, ...late.slice(0, at), ...early, ...late.slice(at)];
}

/** The section of the chain that is the phase: the innermost called a phase, else the outermost below the title. */
function phaseSection(heading: Section | null): Section | null {
  let outermost: Section | null = null;
  for (let section = heading; section; section = section.parent) {
    if (PHASE.test(section.text)) return section;
    if (section.depth > 1 || section === heading) outermost = section;
  }
  // A document's title alone is no phase, unless it says so.
  return outermost?.isTitle && kindOf(outermost.text) === 'other' ? null : outermost;
}

function newPhase(section: Section | null): Phase {
  const title = section?.text ?? null;
  const match = title === null ? null : PHASE.exec(title);
  const label = match?.[1] ?? match?.[2] ?? null;
  const kind = title === null ? 'other' : kindOf(title);
  return {
    section,
    title,
    kind,
    stories: kind === 'story' && title !== null ? storiesIn(title) : [],
    label,
    tasks: [],
  };
}

/** The kind whose word comes first: "User Story 1 - Setup wizard" is a story, "Foundation for US1" is not. */
function kindOf(title: string): PhaseKind {
  let best: PhaseKind = 'other';
  let at = Number.POSITIVE_INFINITY;
  for (const [kind, pattern] of KINDS) {
    const found = title.search(pattern);
    if (found >= 0 && found < at) {
      at = found;
      best = kind;
    }
  }
  return best;
}

function withTaskStories(phase: Phase, entries: readonly TaskEntry[]): Phase {
  if (phase.stories.length > 0 || (phase.kind !== 'story' && phase.kind !== 'other')) return phase;
  const labelled = phase.tasks.map((index) => entries[index]?.head.stories ?? []);
  const [first = []] = labelled;
  const same = first.length > 0 && labelled.every((stories) => stories.join() === first.join());
  return same ? { ...phase, kind: 'story', stories: first } : phase;
}
