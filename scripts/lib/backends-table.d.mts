/** Results by situation, and there by program. */
export type Table = ReadonlyMap<string, ReadonlyMap<string, string>>;

export type Row = readonly [program: string, situation: string, result: string];

export const BEGIN: string;
export const END: string;

export function tableOf(rows: readonly Row[]): Table;
export function readTable(page: string): Table | null;
export function differences(seen: Table, told: Table, names: readonly string[]): string[];
export function renderTable(table: Table, names: readonly string[]): string;
export function updatePage(
  page: string,
  seen: Table,
  names: readonly string[],
  all: readonly string[],
): string;
