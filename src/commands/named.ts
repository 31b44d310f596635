import { CORE_WORKFLOW_TYPES } from '../domain/workflows.js';
import { readAnswers } from './answers.js';
import { readFeatureReference } from './feature-reference.js';
import { quote, refuse } from './refusal.js';
import { sanitise } from './sanitise.js';
import { type Command, type CommandName, type Parsed, type Refusal, SHOWN_ARTIFACTS } from './types.js';

/** Longest text that a request or an answer may have, in characters. */
export const TEXT_LIMIT = 20_000;

/** Choices of the workflow confirmation, and of what to do where a feature of the same name exists. */
const CONFIRM_CHOICES: readonly string[] = ['yes', 'no', ...CORE_WORKFLOW_TYPES, 'new', 'reuse'];

/**
 * Understands a command that is known by its name. `rest` is what follows the name; only its first line counts, except
 * for `answer`. `typed` is the command as it is to be typed (`/status`, `/speckit clarify`), for the refusal.
 */
export function parseNamed(name: CommandName, rest: string, typed: string): Parsed {
  const line = firstLine(rest);
  switch (name) {
    case 'proceed':
      return optional(name, 'sha', line, /^[0-9a-f]{7,64}$/i, typed, 'the commit that you approve');
    case 'resume':
    case 'status':
      return optional(name, 'workflow_id', line, /^[a-z0-9][a-z0-9_-]{0,63}$/i, typed, 'a workflow id');
    case 'abort':
    case 'pause':
      // `/speckit pause button for the player` is somebody's feature, `/pause until Monday` is a reason.
      return line === '' ? command(name) : typed === `/${name}` ? reasoned(name, line) : tooMuch(line, typed);
    case 'help':
      return line === '' || typed === '/help' ? command(name) : tooMuch(line, typed);
    case 'review':
      return onFeature(name, line) ?? show(line, typed);
    case 'show':
      return show(line, typed);
    case 'fix-e2e':
      return fixE2e(line, typed);
    case 'answer':
      return answer(rest, typed);
    case 'confirm':
      return confirm(line, typed);
    default:
      return onFeature(name, line) ?? tooMuch(line, typed);
  }
}

function command(name: CommandName, args: Command['args'] = {}): Parsed {
  return { kind: 'command', command: { name, args } };
}

/** A command on the feature at hand, or on the one that it names. */
function onFeature(name: CommandName, line: string): Parsed | null {
  const subject = line.replace(/[.!]$/, '');
  if (subject === '') return command(name);
  const feature = TAKES_FEATURE.has(name) ? readFeatureReference(subject) : null;
  return feature === null ? null : command(name, { feature });
}

const TAKES_FEATURE: ReadonlySet<CommandName> = new Set([
  'clarify',
  'analyze',
  'implement',
  'issues',
  'review',
]);

function tooMuch(line: string, typed: string): Refusal {
  const name = typed.replace('/speckit ', '');
  const feature = TAKES_FEATURE.has(name as CommandName) || name === 'github';
  return refuse(
    `${quote(line)} is not something that \`${typed}\` takes.`,
    [
      `\`${typed}\` alone on its line`,
      ...(feature ? [`\`${typed} 003-payments\` for the feature of that name`] : []),
      ...(typed.startsWith('/speckit ') ? ['`/speckit auto: <request>` if these words are a request'] : []),
    ].join(', or '),
  );
}

function optional(
  name: CommandName,
  key: string,
  line: string,
  form: RegExp,
  typed: string,
  meaning: string,
): Parsed {
  const value = unquote(line);
  if (value === '') return command(name);
  if (form.test(value)) return command(name, { [key]: value.toLowerCase() });
  return refuse(
    `${quote(line)} is not ${meaning}.`,
    `\`${typed}\`, or \`${typed} <${key.replace('_', '-')}>\` with ${meaning}`,
  );
}

function reasoned(name: CommandName, line: string): Parsed {
  return command(name, { reason: sanitise(line).slice(0, 500) });
}

function show(line: string, typed: string): Parsed {
  const wanted = unquote(line)
    .toLowerCase()
    .replace(/\.md$/, '')
    .replace(/^checklists$/, 'checklist')
    .replace(/^data[ _]model$/, 'data-model');
  const artifact = SHOWN_ARTIFACTS.find((known) => known === wanted);
  if (artifact !== undefined) return command('show', { artifact });
  const choices = SHOWN_ARTIFACTS.map((known) => `\`${typed} ${known}\``).join(', ');
  const reason =
    line === '' ? 'The artifact to show is missing.' : `${quote(line)} is not an artifact that can be shown.`;
  const review = typed.endsWith('review') ? `, or \`${typed}\` alone to clean up the implementation` : '';
  return refuse(reason, `one of ${choices}${review}`);
}

function fixE2e(line: string, typed: string): Parsed {
  const { feature, rest } = leadingFeature(line);
  if (rest === '') return command('fix-e2e', feature);
  const quoted = /^(["'`])(.+)\1$/.exec(rest)?.[2];
  const file = quoted ?? rest;
  const isPath = quoted !== undefined || !/\s/.test(file);
  const staysInside = !/^(?:[\\/~]|[a-z]:)/i.test(file) && !file.split(/[\\/]/).includes('..');
  if (isPath && staysInside && file.length <= 1_000 && sanitise(file) === file)
    return command('fix-e2e', { ...feature, file });
  return refuse(
    `${quote(line)} is not the path of one test file in this repository.`,
    `\`${typed}\`, or \`${typed} tests/e2e/test_login.py\``,
  );
}

/** `003-payments tests/e2e/test_pay.py`: the feature first, where one is named. */
function leadingFeature(line: string): { feature: { feature?: string }; rest: string } {
  const word = line.split(/\s/, 1)[0] ?? '';
  const feature = readFeatureReference(word);
  return feature === null
    ? { feature: {}, rest: line }
    : { feature: { feature }, rest: line.slice(word.length).trim() };
}

function answer(rest: string, typed: string): Parsed {
  const text = sanitise(rest).trim();
  const expected = `\`${typed} 1:B 2: free text\`, one numbered answer on each line, or \`${typed} recommended\``;
  if (text === '') return refuse('The answer is empty.', expected);
  if (text.length > TEXT_LIMIT) return tooLong('answer', text);
  const { answers, rest_recommended } = readAnswers(text);
  const empty = answers.find((one) => one.text === '');
  if (empty !== undefined) return refuse(`The answer to question ${empty.question} is empty.`, expected);
  if (new Set(answers.map((one) => one.question)).size < answers.length) {
    return refuse('One question is answered twice.', expected);
  }
  if (answers.length > 1 - Number(rest_recommended) && answers.some((one) => one.question === null)) {
    return refuse('A part of the answer stands before the first number.', expected);
  }
  return command('answer', { answers: text });
}

function confirm(line: string, typed: string): Parsed {
  const said = unquote(line).toLowerCase();
  if (said === '') return command('confirm');
  const reuse = /^reuse[ \t]+(\S+)$/.exec(said)?.[1];
  const feature = reuse === undefined ? null : readFeatureReference(reuse);
  if (feature !== null) return command('confirm', { choice: 'reuse', feature });
  const wanted = said
    .replace(/^y$/, 'yes')
    .replace(/^n$/, 'no')
    .replace(/\s*[+ ]\s*/, '-');
  if (CONFIRM_CHOICES.includes(wanted)) return command('confirm', { choice: wanted });
  return refuse(
    `${quote(line)} is not a choice.`,
    `\`${typed}\` for the recommended workflow, \`${typed} no|${CORE_WORKFLOW_TYPES.join('|')}\` for another one, or \`${typed} new\` / \`${typed} reuse 003-payments\` where a feature of the name exists already`,
  );
}

/** The refusal of a text that is longer than the limit. */
export function tooLong(what: 'request' | 'answer', text: string): Refusal {
  return refuse(
    `The ${what} has ${text.length} characters; the limit is ${TEXT_LIMIT}.`,
    `a ${what} of at most ${TEXT_LIMIT} characters; put details into the issue's description, which is read as well`,
  );
}

function firstLine(text: string): string {
  const end = text.indexOf('\n');
  return (end === -1 ? text : text.slice(0, end)).trim();
}

function unquote(text: string): string {
  return text.replace(/^[`"']|[`"']$/g, '');
}
