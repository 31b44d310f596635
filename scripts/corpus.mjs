/**
 * Reads every tasks.md below the given folders and reports what was read and what was not: `npm run corpus -- [--json]
 * [FOLDER|FILE ...]`. Ends with 1 where a file crashes the reader, a strict line is read otherwise than by a second,
 * much simpler reader, something that looks like a task is neither read nor named, a tick changes more than its mark,
 * or an order or a drawing is not valid.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const DEFAULT = '../shared/corpus';
const built = (path) => new URL(`../build/src/${path}`, import.meta.url).href;

const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const asked = positionals.length > 0 ? positionals : [DEFAULT];
const roots = asked.map((path) => resolve(path)).filter((path) => existsSync(path));

if (roots.length === 0) {
  const message = `Skipped: expected documents in ${asked.join(', ')}, found no such folder. Name folders that hold tasks.md files.`;
  console.log(values.json ? JSON.stringify({ skipped: message }) : message);
} else {
  const library = await loadLibrary();
  const started = performance.now();
  const reports = roots.flatMap(tasksFiles).map((file) => inspect(library, file));
  const summary = summarise(reports, Math.round(performance.now() - started));
  if (values.json) console.log(JSON.stringify(summary, null, 2));
  else print(summary);
  process.exitCode = summary.problems.length > 0 || reports.length === 0 ? 1 : 0;
}

async function loadLibrary() {
  try {
    const [tasks, tick, graph, mermaid] = await Promise.all([
      import(built('documents/tasks.js')),
      import(built('documents/tick.js')),
      import(built('scheduling/graph.js')),
      import(built('scheduling/mermaid.js')),
    ]);
    return { ...tasks, ...tick, ...graph, ...mermaid };
  } catch (error) {
    throw new Error(
      'Expected the built library in build/, found none that loads. Run `npm run build` first.',
      { cause: error },
    );
  }
}

/** The tasks.md files at or below a path, in a stable order. */
function tasksFiles(root) {
  if (statSync(root).isFile()) return [root];
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => /(?:^|[/\\._-])tasks\.md$/i.test(path) && !/(?:^|[/\\])node_modules[/\\]/.test(path))
    .sort()
    .map((path) => join(root, path))
    .filter((path) => statSync(path).isFile());
}

/** Everything that is checked of one file. */
function inspect(library, file) {
  const name = relative(process.cwd(), file);
  const problems = [];
  const problem = (kind, message, line = 0) => problems.push({ file: name, line, kind, message });
  const report = { file: name, tasks: [], dependencies: [], diagnostics: [], strict: 0, problems, ms: 0 };
  try {
    const source = readFileSync(file, 'utf8');
    const started = performance.now();
    const { tasks, diagnostics } = library.parseTasks(source);
    const graph = library.buildGraph(tasks, diagnostics);
    report.ms = performance.now() - started;
    Object.assign(report, { tasks, dependencies: graph.dependencies, diagnostics: graph.diagnostics });
    report.strict = compareStrict(source, tasks, problem);
    findDropped(source, tasks, graph.diagnostics, problem);
    checkOrder(graph, problem);
    checkTicks(library, source, tasks, problem);
    checkJson(graph, problem);
    checkMermaid(library.toMermaid(graph), problem);
  } catch (error) {
    problem('crash', error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  return report;
}

/** Compares with a reader of nothing but strict lines; returns how many there are. */
function compareStrict(source, tasks, problem) {
  const byLine = new Map(tasks.map((task) => [task.line, task]));
  let count = 0;
  for (const { line, text } of plainLines(source)) {
    const match = /^- \[([ xX])\] (T\d{3,}) (\[P\] )?(?:\[(US\d+)\] )?([^[\s].*)$/.exec(text);
    if (!match) continue;
    const [, mark, id, parallel, story, words] = match;
    count += 1;
    const wanted = { id, done: mark !== ' ', parallel: parallel !== undefined, story: story ?? null };
    const task = byLine.get(line);
    const found = task && { id: task.id, done: task.done, parallel: task.parallel, story: task.story };
    if (JSON.stringify(wanted) !== JSON.stringify(found))
      problem('disagreement', `expected ${JSON.stringify(wanted)}, read ${JSON.stringify(found)}`, line);
    else if (!task.description.startsWith(words.trim()))
      problem('disagreement', `expected the text "${words.trim()}", read "${task.description}"`, line);
  }
  return count;
}

/** What looks like a task to the eye is read, or its line is named; blocks that are named as a whole count. */
function findDropped(source, tasks, diagnostics, problem) {
  const named = new Set([...tasks, ...diagnostics].map(({ line }) => line));
  // Whatever is named as one block or as a whole file covers lines that cannot be told from here.
  if (diagnostics.some(({ kind }) => /^(?:unclosed_fence|too_large|binary)$/.test(kind))) return;
  for (const { line, text } of plainLines(source)) {
    const box = /^[\s>]*(?:[-*+]|\d+[.)])?\s*\[[ xX~✅✓-]\]\s.*\bT-?\d{2,}/.test(text);
    const heading = /^#{1,6}\s+(?:[-*+]\s+)?(?:\[[ xX]\]\s+)?[*~_]*T-?\d{2,}/.test(text);
    if ((box || heading) && !named.has(line))
      problem('dropped', `neither read nor named: ${text.trim().slice(0, 100)}`, line);
  }
}

function checkOrder({ tasks, dependencies, execution_order, parallel_groups }, problem) {
  const place = new Map(execution_order.map((id, i) => [id, i]));
  if (place.size !== tasks.length || execution_order.length !== tasks.length)
    problem('order', `expected each of ${tasks.length} tasks once, found ${execution_order.length}`);
  if (parallel_groups.flat().length !== tasks.length)
    problem('order', 'the parallel groups are not all tasks');
  for (const { from, to } of dependencies) {
    if (!(place.get(from) < place.get(to)))
      problem('order', `expected ${from} before ${to}, found it behind`);
  }
}

function checkTicks({ tickTask, normaliseTicks }, source, tasks, problem) {
  const task = tasks.find(({ done }) => !done);
  if (!task) return;
  const ticked = tickTask(source, task.id);
  if (normaliseTicks(ticked) !== normaliseTicks(source))
    problem('tick', `ticking ${task.id} changed more than a mark`, task.line);
}

function checkJson(graph, problem) {
  const again = JSON.parse(JSON.stringify(graph));
  const keys = [
    'tasks',
    'dependencies',
    'parallel_groups',
    'execution_order',
    'critical_path',
    'diagnostics',
  ];
  for (const key of keys) if (!Array.isArray(again[key])) problem('json', `expected an array for ${key}`);
}

/** A flowchart of exactly the statements that are drawn, in which no label can end early. */
function checkMermaid(text, problem) {
  const label = String.raw`\["(?:[^"\\\x60<>&{}[\]|#;]|#\d+;)*"\]`;
  const statement = new RegExp(
    `^(?:flowchart TD|  subgraph p\\d+${label}|  end| {2,4}t\\d+${label}(?::::[a-z]+)?|  t\\d+ (?:-->|-\\.->) t\\d+|  classDef [a-z]+ [#a-z0-9:,-]+|)$`,
    'u',
  );
  const drawn = new Set();
  text.split('\n').forEach((line, i) => {
    if (!statement.test(line)) problem('mermaid', `line ${i + 1} is no statement of a flowchart: ${line}`);
    const node = /^ {2,4}(t\d+)\[/.exec(line)?.[1];
    if (node) drawn.add(node);
    const [, from, to] = /^ {2}(t\d+) \S+ (t\d+)$/.exec(line) ?? [];
    if (from && !(drawn.has(from) && drawn.has(to)))
      problem('mermaid', `line ${i + 1} joins what is not drawn: ${line}`);
  });
  const opened = text.match(/^ {2}subgraph /gm)?.length ?? 0;
  if (opened !== (text.match(/^ {2}end$/gm)?.length ?? 0)) problem('mermaid', 'a subgraph is not closed');
}

/** Lines outside fenced code, by number. */
function plainLines(source) {
  let fence = null;
  const found = [];
  source
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .forEach((text, i) => {
      const mark = /^\s*(?:[-*+]\s+)?(`{3,}|~{3,})(.*)$/.exec(text);
      if (fence === null && mark) fence = mark[1];
      else if (fence !== null && mark?.[1].startsWith(fence) && mark[2].trim() === '') fence = null;
      else if (fence === null) found.push({ line: i + 1, text });
    });
  return found;
}

function summarise(reports, ms) {
  const sum = (count) => reports.reduce((total, report) => total + count(report), 0);
  const kinds = {};
  for (const { diagnostics } of reports) {
    for (const { kind, severity } of diagnostics) {
      kinds[kind] ??= { count: 0, severity: {} };
      kinds[kind].count += 1;
      kinds[kind].severity[severity] = (kinds[kind].severity[severity] ?? 0) + 1;
    }
  }
  const slowest = reports.toSorted((a, b) => b.ms - a.ms)[0];
  return {
    files: reports.length,
    tasks: sum(({ tasks }) => tasks.length),
    done: sum(({ tasks }) => tasks.filter(({ done }) => done).length),
    dependencies: {
      explicit: sum(({ dependencies }) => dependencies.filter(({ kind }) => kind === 'explicit').length),
      implicit: sum(({ dependencies }) => dependencies.filter(({ kind }) => kind === 'implicit').length),
    },
    strict_lines: sum(({ strict }) => strict),
    disagreements: sum(({ problems }) => problems.filter(({ kind }) => kind === 'disagreement').length),
    files_without_tasks: reports.filter(({ tasks }) => tasks.length === 0).map(({ file }) => file),
    diagnostics: Object.fromEntries(Object.entries(kinds).sort(([, a], [, b]) => b.count - a.count)),
    problems: reports.flatMap(({ problems }) => problems),
    milliseconds: ms,
    slowest: slowest ? { file: slowest.file, milliseconds: Math.round(slowest.ms) } : null,
  };
}

function print(summary) {
  const { tasks, files, done, dependencies, strict_lines, disagreements, problems } = summary;
  const agreed = strict_lines === 0 ? 100 : ((strict_lines - disagreements) / strict_lines) * 100;
  console.log(`${files} files, ${tasks} tasks (${done} done), ${summary.milliseconds} ms`);
  console.log(`${dependencies.explicit} explicit and ${dependencies.implicit} implicit dependencies`);
  console.log(
    `${strict_lines} strict lines, ${agreed.toFixed(2)} % read as by the simple reader\n\ndiagnostics`,
  );
  for (const [kind, { count, severity }] of Object.entries(summary.diagnostics)) {
    const parts = Object.entries(severity).map(([name, n]) => `${n} ${name}`);
    console.log(`  ${kind.padEnd(26)}${String(count).padStart(6)}  ${parts.join(', ')}`);
  }
  if (summary.files_without_tasks.length > 0)
    console.log(`\nfiles without tasks\n  ${summary.files_without_tasks.join('\n  ')}`);
  console.log(`\nproblems: ${problems.length === 0 ? 'none' : problems.length}`);
  for (const { file, line, kind, message } of problems) console.log(`  ${kind} ${file}:${line} ${message}`);
}
