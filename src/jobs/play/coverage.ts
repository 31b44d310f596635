/** Reads coverage files of the usual tools: how much of the code the tests have run. */

export interface Coverage {
  /** Path within the repository. */
  readonly file: string;
  /** Share of the lines (or statements) that were run, 0 to 100, with one decimal. */
  readonly percent: number;
}

/** The coverage that a file reports, or null when it is none that is known. */
export function readCoverage(file: string, text: string): Coverage | null {
  const percent = percentOf(file, text);
  return percent === null ? null : { file, percent: Math.round(percent * 10) / 10 };
}

function percentOf(file: string, text: string): number | null {
  const name = file.split('/').at(-1) ?? file;
  if (name.endsWith('.info')) return lcov(text);
  if (name.endsWith('.json')) return json(text);
  if (name.endsWith('.xml')) return cobertura(text) ?? jacoco(text) ?? clover(text);
  return name.endsWith('.out') ? go(text) : null;
}

function lcov(text: string): number | null {
  const sum = (key: string) =>
    [...text.matchAll(new RegExp(`^${key}:(\\d+)`, 'gm'))].reduce(
      (total, match) => total + Number(match[1]),
      0,
    );
  return share(sum('LH'), sum('LF'));
}

/** Istanbul's summary (`total.lines.pct`) and the report of coverage.py (`totals.percent_covered`). */
function json(text: string): number | null {
  try {
    const report: unknown = JSON.parse(text);
    const { total, totals } = report as {
      total?: { lines?: { pct?: unknown } };
      totals?: { percent_covered?: unknown };
    };
    const percent = total?.lines?.pct ?? totals?.percent_covered;
    return typeof percent === 'number' && Number.isFinite(percent) ? percent : null;
  } catch {
    return null;
  }
}

function cobertura(text: string): number | null {
  const rate = /<coverage\b[^>]*\bline-rate="([\d.]+)"/.exec(text)?.[1];
  return rate === undefined ? null : 100 * Number(rate);
}

/** The counter of the whole report is the last one. */
function jacoco(text: string): number | null {
  if (!/<report\b/.test(text)) return null;
  const counters = [...text.matchAll(/<counter\b(?=[^>]*\btype="LINE")[^>]*>/g)];
  const last = counters.at(-1)?.[0] ?? '';
  const value = (name: string) => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(last)?.[1] ?? Number.NaN);
  const [covered, missed] = [value('covered'), value('missed')];
  return share(covered, covered + missed);
}

function clover(text: string): number | null {
  const metrics = /<project\b[^>]*>\s*(<metrics\b[^>]*>)/.exec(text)?.[1] ?? '';
  const value = (name: string) => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(metrics)?.[1] ?? Number.NaN);
  return share(value('coveredstatements'), value('statements'));
}

/** `file.go:3.14,5.2 2 1`: statements, then how often they were run. */
function go(text: string): number | null {
  if (!/^mode: (?:set|count|atomic)/.test(text)) return null;
  let [run, all] = [0, 0];
  for (const [, statements, count] of text.matchAll(/^\S+:\d+\.\d+,\d+\.\d+ (\d+) (\d+)$/gm)) {
    all += Number(statements);
    if (Number(count) > 0) run += Number(statements);
  }
  return share(run, all);
}

function share(part: number, whole: number): number | null {
  return Number.isFinite(part) && whole > 0 ? (100 * part) / whole : null;
}
