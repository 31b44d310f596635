import { CORE_WORKFLOW_TYPES } from '../domain/workflows.js';
import { readFeatureReference } from './feature-reference.js';
import { parseNamed, TEXT_LIMIT, tooLong } from './named.js';
import { nearest } from './nearest.js';
import { COMMANDS } from './reference.js';
import { quote, refuse } from './refusal.js';
import { sanitise } from './sanitise.js';
import { COMMAND_NAMES, type CommandName, type Parsed, type Refusal, type WorkflowChoice } from './types.js';

/** Words that name a workflow when a colon follows. `orchestrator:` is the seed's own word for "recommend one". */
const WORKFLOW_WORDS: ReadonlyMap<string, WorkflowChoice> = new Map<string, WorkflowChoice>([
  ['auto', 'auto'],
  ['orchestrator', 'auto'],
  ...CORE_WORKFLOW_TYPES.map((type) => [type, type] as const),
  ['spec', 'spec'],
  ['plan', 'plan'],
  ['e2e', 'e2e'],
]);

/** Words that are a whole command after `/speckit`. */
const COMMAND_WORDS: ReadonlyMap<string, CommandName> = new Map<string, CommandName>([
  ...COMMAND_NAMES.filter((name) => name !== 'start').map((name) => [name, name] as const),
  ['github', 'issues'],
]);

const EXAMPLE = '`/speckit full: Payment processing with Stripe`';

/**
 * Understands what follows `/speckit`, which is also what the local host takes on its command line: a request, a
 * workflow with its request (`full: …`), or the name of a command.
 */
export function parseTrigger(text: string): Parsed {
  const said = text.trim();
  if (said === '')
    return refuse(
      'The request is empty.',
      `\`/speckit <request>\`, for example ${EXAMPLE}, or \`/speckit help\``,
    );

  const labelled = label(said);
  if (labelled !== null) {
    const { word, end } = labelled;
    const workflow = WORKFLOW_WORDS.get(word);
    if (workflow !== undefined) return start(workflow, said.slice(end), word);
    const name = COMMAND_WORDS.get(word);
    if (name !== undefined) return parseNamed(name, said.slice(end), `/speckit ${word}`);
    if (isMistake(word, said.slice(end, end + 1))) return unknown(`${word}:`, word);
    return start('auto', said, null);
  }

  const word = /^[a-z][a-z0-9+_-]{0,31}(?=[.!?]?(?:\s|$))/i.exec(said.slice(0, 34))?.[0].toLowerCase();
  if (word === undefined) return start('auto', said, null);
  const name = COMMAND_WORDS.get(word);
  if (name !== undefined)
    return parseNamed(name, said.slice(word.length).replace(/^[.!?]/, ''), `/speckit ${word}`);
  return aloneWord(word, said) ?? onFeature(word, said) ?? start('auto', said, null);
}

/** `/speckit plan 003-payments`: a workflow on a feature that exists needs no colon. */
function onFeature(word: string, said: string): Parsed | null {
  if (word !== 'spec' && word !== 'plan' && word !== 'e2e') return null;
  const rest = said.slice(word.length);
  return readFeatureReference(rest) === null ? null : start(word, rest, word);
}

/** `full:`, and the two-word forms `standard + e2e:` and `full research:`. */
function label(said: string): { word: string; end: number } | null {
  const head = said.slice(0, 80);
  const pair = /^(standard|full)[ \t]*(?:\+|-|_|[ \t])[ \t]*(e2e|research)[ \t]*:/i.exec(head);
  if (pair !== null) return { word: `${pair[1]}-${pair[2]}`.toLowerCase(), end: pair[0].length };
  const single = /^([a-z][a-z0-9+_-]{0,31})[ \t]*:/i.exec(head);
  return single?.[1] === undefined ? null : { word: single[1].toLowerCase(), end: single[0].length };
}

/** `https://…` and `std::vector` are requests; `standrd: …` and `banana: …` are not. */
function isMistake(word: string, next: string): boolean {
  if (next === '' || /\s/.test(next)) return true;
  return next !== '/' && next !== ':' && nearest(word, [...WORKFLOW_WORDS.keys()]) !== null;
}

/** A single word is no request when it names a workflow, or is nearly the name of a command. */
function aloneWord(word: string, said: string): Refusal | null {
  if (said.replace(/[.!?]$/, '').length !== word.length) return null;
  if (WORKFLOW_WORDS.has(word)) return missingRequest(word);
  return nearest(word, [...COMMAND_WORDS.keys(), ...WORKFLOW_WORDS.keys()]) === null
    ? null
    : unknown(word, word);
}

function start(workflow: WorkflowChoice, text: string, word: string | null): Parsed {
  const request = sanitise(text).trim();
  if (request === '') return missingRequest(word);
  if (request.length > TEXT_LIMIT) return tooLong('request', request);
  const feature = workflow === 'auto' ? null : readFeatureReference(request);
  return {
    kind: 'command',
    command: { name: 'start', workflow, request, args: feature === null ? {} : { feature } },
  };
}

function missingRequest(word: string | null): Refusal {
  const form = word === null ? '/speckit <request>' : `/speckit ${word}: <request>`;
  return refuse('The request is empty.', `\`${form}\`, for example ${EXAMPLE}`);
}

function unknown(received: string, word: string): Refusal {
  const workflows = [...WORKFLOW_WORDS.keys()];
  const meant = nearest(word, [...workflows, ...COMMAND_WORDS.keys()]);
  const list = COMMANDS.flatMap(({ name, workflow }) =>
    name !== 'start' || workflow === undefined ? [] : [`\`${workflow}:\``],
  );
  const expected =
    meant === null
      ? `one of ${list.join(', ')}, or \`/speckit auto: <request>\` if the words are a request`
      : `\`/speckit ${workflows.includes(meant) ? `${meant}: <request>` : meant}\` perhaps; \`/speckit help\` lists everything`;
  return refuse(`${quote(received)} is not a command that I know.`, expected);
}
