import { data, Evaluator, Lexer, Parser } from '@actions/expressions';
import { truthy } from '@actions/expressions/result';
import { parse } from 'yaml';

interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly if?: string }>>;
}

/** The condition of a job, as it is written. */
export function conditionOf(text: string, job: string): string {
  return (parse(text) as Workflow).jobs[job]?.if ?? '';
}

/** Whether a job's condition lets an event through, by GitHub's own evaluator. */
export function letsThrough(condition: string, github: unknown, inputs: unknown = {}): boolean {
  const tree = new Parser(new Lexer(condition).lex().tokens, ['github', 'inputs'], []).parse();
  const contexts = JSON.parse(JSON.stringify({ github, inputs }), data.reviver) as data.Dictionary;
  return truthy(new Evaluator(tree, contexts).evaluate());
}

/** The list of words in a condition. */
export function wordsIn(condition: string): readonly string[] {
  const list = /fromJSON\('(\[[^']*\])'\)/.exec(condition)?.[1];
  return list === undefined ? [] : (JSON.parse(list) as string[]);
}
