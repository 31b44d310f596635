/** Columns of a table that say what a row's task waits for, or what waits for it. */
const NEEDS =
  /d[ée]pend|\bdeps?\b|prerequisite|blocked by|requires?\b|waits? for|依存|依赖|依賴|의존|abhäng|завис|zależ/i;
const UNLOCKS = /dependents|depended on|(?<!ed )\bblocks\b|unblocks|enables|(?:required|needed) by/i;

/** Cells that name others only to say that they do not matter: "None (beside US1)", "Overlaps with US1". */
const NOTHING =
  /^[\s*_`(]*(?:none|no\b|not\b|n\/a|independent|overlap|(?:in )?parallel|can\b|may\b|soft|optional|无|無|なし|없음|aucune?|ninguna?|nenhuma?|keine?)/i;

/** What a row of a table states about order, in sentences; none where its table has no column for that. */
export function sentencesOfRow(header: string, row: string): string[] {
  const names = cellsOf(header);
  const cells = cellsOf(row);
  const about = names.findIndex(
    (name, i) => !isOrder(name) && /T-?\d|Phase|US-?\d|Story/i.test(cells[i] ?? ''),
  );
  if (about < 0) return [];
  // A cell that only mentions its task among other words still names it first.
  const subject = cells[about] ?? '';
  return names.flatMap((name, i) => {
    const cell = cells[i] ?? '';
    if (i === about || !isOrder(name) || !/\d/.test(cell) || NOTHING.test(cell)) return [];
    return [`${subject} ${UNLOCKS.test(name) ? 'blocks' : 'depends on'} ${cell}`];
  });
}

function isOrder(name: string): boolean {
  return NEEDS.test(name) || UNLOCKS.test(name);
}

function cellsOf(row: string): string[] {
  return row
    .replace(/^\s*\|/, '')
    .replace(/\|\s*$/, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
}
