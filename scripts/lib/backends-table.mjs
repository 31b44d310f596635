// The table of what each situation came to with each real coding agent: from a run, and in docs/backends.md.

export const BEGIN = '<!-- measured by npm run test:backends -->';
export const END = '<!-- end of measured -->';

/** Cells by situation and program, from lines of `[program, situation, result]`. */
export function tableOf(rows) {
  const table = new Map();
  for (const [name, situation, result] of rows) {
    const cells = table.get(situation) ?? new Map();
    cells.set(name, result);
    table.set(situation, cells);
  }
  return table;
}

/** The same from the page; null where the page has no such table. */
export function readTable(page) {
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (from < 0 || to < from) return null;
  const lines = page
    .slice(from, to)
    .split('\n')
    .filter((line) => line.startsWith('|'));
  const [head = [], , ...body] = lines.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  const names = head.slice(1).map((cell) => cell.replaceAll('`', ''));
  return tableOf(
    body.flatMap(([situation, ...cells]) => cells.map((cell, index) => [names[index], situation, cell])),
  );
}

/** Where a run came to something else than the page says, for the programs that ran. */
export function differences(seen, told, names) {
  const situations = new Set([...seen.keys(), ...told.keys()]);
  return [...situations].flatMap((situation) =>
    names.flatMap((name) => {
      const expected = told.get(situation)?.get(name) ?? '';
      const received = seen.get(situation)?.get(name) ?? '';
      return expected === received
        ? []
        : [`${name}, ${situation}: the page says "${expected}", the run came to "${received}"`];
    }),
  );
}

/** The table as Markdown. */
export function renderTable(table, names) {
  const lines = [
    ['situation', ...names.map((name) => `\`${name}\``)],
    ['---', ...names.map(() => '---')],
    ...[...table].map(([situation, cells]) => [situation, ...names.map((name) => cells.get(name) ?? '')]),
  ];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** The page with what a run came to; columns of programs that did not run stay. */
export function updatePage(page, seen, names, all) {
  const told = readTable(page);
  if (told === null) throw new Error(`expected the lines "${BEGIN}" and "${END}" in the page, found none`);
  const merged = tableOf(
    [...new Set([...seen.keys(), ...told.keys()])].flatMap((situation) =>
      all.map((name) => [
        name,
        situation,
        (names.includes(name) ? seen : told).get(situation)?.get(name) ?? '',
      ]),
    ),
  );
  for (const [situation, cells] of merged)
    if ([...cells.values()].every((cell) => cell === '')) merged.delete(situation);
  const before = page.slice(0, page.indexOf(BEGIN) + BEGIN.length);
  return `${before}\n${renderTable(merged, all)}\n${page.slice(page.indexOf(END))}`;
}
