/**
 * How long the grammar takes for the longest comment that GitHub accepts, filled with what is hardest for each part of
 * it. Run `npm run build` first, then `node bench/parse.mjs [--json]`. Ends with 1 when anything takes more than 50 ms.
 */
import { performance } from 'node:perf_hooks';
import { mayBeAnswerWord } from '../build/src/commands/answer-word.js';
import { classify } from '../build/src/commands/classify.js';
import { parseComment } from '../build/src/commands/parse.js';

const LENGTH = 65_536;
const LIMIT_MS = 50;
const ROUNDS = 7;

const HEADS = [
  '',
  '/speckit ',
  '/speckit full: ',
  '/speckit standard ',
  '/speckit plan ',
  '/speckit clarify ',
  '/speckit fix-e2e ',
  '/answer ',
  '/answer 1: ',
  '/confirm reuse ',
  '/proceed ',
  '/show ',
  '/abort ',
  '/',
];

const UNITS = {
  letters: 'x',
  spaces: ' ',
  newlines: '\n',
  tabs: '\t',
  'comment openings': '<!--',
  'nested comments': '<!<!-- -->--',
  numbers: '1: ',
  'rising numbers': '1:a 2:b 3:c ',
  'rest recommended': 'rest: recommended ',
  separators: '\u2028',
  words: 'word ',
  backticks: '`',
  'zero width': '\u200b',
  'at signs': '@a ',
  'hash signs': '#1@a ',
  keywords: 'fixes a/b ',
  dashes: '003-',
  digits: '0',
  paths: 'specs/',
  services: 'service ',
  'no and words': 'no word ',
  vendors: 'stripe ',
  'new words': 'new a ',
  'between words': 'between a ',
  'list points': '- a\n',
  entities: '&amp;',
  surrogates: '\ud83d',
  'migrate words': 'migrate the ',
  keys: '-----BEGIN PRIVATE KEY-----',
};

const SUBJECTS = {
  'parse (speckit parse)': (text) => parseComment(text),
  'first look (bare words)': (text) => mayBeAnswerWord(text),
  'classify (speckit classify)': (text) => classify({ request: text }),
  'classify with issue': (text) => classify({ request: text.slice(0, 2_000), issueText: text }),
};

const rows = Object.entries(SUBJECTS).flatMap(([subject, run]) => {
  const heads = subject.startsWith('parse') ? HEADS : [''];
  const times = heads.flatMap((head) =>
    Object.entries(UNITS).map(([name, unit]) => {
      const text = (head + unit.repeat(Math.ceil(LENGTH / unit.length))).slice(0, LENGTH);
      return { input: `${JSON.stringify(head)} + ${name}`, ms: median(text, run) };
    }),
  );
  const sorted = times.toSorted((one, other) => other.ms - one.ms);
  return [
    {
      subject,
      inputs: times.length,
      slowest: sorted[0],
      median_ms: sorted[Math.floor(sorted.length / 2)].ms,
    },
  ];
});

if (process.argv.includes('--json')) console.log(JSON.stringify(rows));
else {
  console.log(`${LENGTH} characters, median of ${ROUNDS} runs, limit ${LIMIT_MS} ms`);
  for (const { subject, inputs, slowest, median_ms } of rows) {
    console.log(
      `${subject}: ${inputs} inputs, median ${median_ms.toFixed(2)} ms, slowest ${slowest.ms.toFixed(2)} ms (${slowest.input})`,
    );
  }
}
process.exitCode = rows.some(({ slowest }) => slowest.ms > LIMIT_MS) ? 1 : 0;

function median(text, run) {
  run(text);
  const times = Array.from({ length: ROUNDS }, () => {
    const start = performance.now();
    run(text);
    return performance.now() - start;
  });
  return times.toSorted((one, other) => one - other)[Math.floor(ROUNDS / 2)];
}
