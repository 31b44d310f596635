/** Runs one measure: `npm run bench -- NAME [--json] [--rounds N]`. Exits 1 where a limit is not kept. */
import { existsSync, readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';

const folder = new URL('./', import.meta.url);
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.mjs') && file !== 'run.mjs')
  .map((file) => file.slice(0, -'.mjs'.length));

await main();

async function main() {
  const options = readOptions();
  if (options === null) return;
  const { measure } = await import(new URL(`${options.name}.mjs`, folder));
  const result = await measure({ rounds: options.rounds });
  const failed = result.limits.filter((limit) => !limit.kept);
  if (options.json) console.log(JSON.stringify({ name: options.name, ...result }, null, 2));
  else print(result);
  process.exitCode = failed.length > 0 ? 1 : 0;
}

function readOptions() {
  let parsed;
  try {
    parsed = parseArgs({
      allowPositionals: true,
      options: { json: { type: 'boolean' }, rounds: { type: 'string', default: '15' } },
    });
  } catch (error) {
    return refuse(error.message);
  }
  const [name, ...more] = parsed.positionals;
  const rounds = Number(parsed.values.rounds);
  if (!names.includes(name) || more.length > 0) {
    return refuse(
      `expected the name of one measure (${names.join(', ')}), received "${parsed.positionals.join(' ')}"`,
    );
  }
  if (!Number.isInteger(rounds) || rounds < 1) {
    return refuse(`expected --rounds to be a whole number from 1, received "${parsed.values.rounds}"`);
  }
  if (!existsSync(new URL('../build/src/', folder))) {
    return refuse('expected the built library in build/; run `npm run build` first');
  }
  return { name, rounds, json: parsed.values.json === true };
}

function refuse(message) {
  console.error(message);
  process.exitCode = 2;
  return null;
}

function print({ title, rows, limits }) {
  console.log(`${title}\n`);
  printTable(rows);
  console.log();
  for (const { what, value, limit, aim, kept } of limits) {
    const aimed = aim === undefined ? '' : `, aim ${aim}`;
    console.log(`${kept ? 'kept  ' : 'BROKEN'} ${what}: ${round(value)} (limit ${limit}${aimed})`);
  }
}

function printTable(rows) {
  const [first = {}] = rows;
  const columns = Object.keys(first);
  const cells = [columns, ...rows.map((row) => columns.map((column) => round(row[column])))];
  const widths = columns.map((_, i) => Math.max(...cells.map((line) => line[i].length)));
  for (const line of cells) {
    console.log(
      line
        .map((cell, i) =>
          typeof first[columns[i]] === 'string' ? cell.padEnd(widths[i]) : cell.padStart(widths[i]),
        )
        .join('  '),
    );
  }
}

function round(value) {
  if (typeof value !== 'number' || Number.isInteger(value)) return String(value ?? '');
  return Math.abs(value) >= 100 ? value.toFixed(1) : value.toFixed(4).replace(/(\.\d\d+?)0+$/, '$1');
}
