/** Evaluates GitHub expressions with `@actions/expressions`, over plain JSON contexts. */
import { data, Evaluator, Lexer, Parser } from '@actions/expressions';
import type { FunctionDefinition } from '@actions/expressions/funcs/info';
import { type Token, TokenType } from '@actions/expressions/lexer';
import { truthy } from '@actions/expressions/result';

/** What an expression can see and call. */
export interface Scope {
  /** Contexts by name; a function is called when the context is first used. */
  readonly contexts: Readonly<Record<string, unknown>>;
  readonly status: StatusFunctions;
  readonly hashFiles?: ((patterns: readonly string[]) => string) | undefined;
}

/** GitHub's status functions; job conditions may name jobs in `success()` and `failure()`. */
export interface StatusFunctions {
  readonly success: (names: readonly string[]) => boolean;
  readonly failure: (names: readonly string[]) => boolean;
  readonly cancelled: () => boolean;
}

const CONTEXTS = 'github inputs vars needs strategy matrix secrets steps job jobs runner env'.split(' ');
const UNLIMITED = Number.MAX_SAFE_INTEGER;
const FUNCTIONS = [
  { name: 'always', minArgs: 0, maxArgs: 0 },
  { name: 'success', minArgs: 0, maxArgs: UNLIMITED },
  { name: 'failure', minArgs: 0, maxArgs: UNLIMITED },
  { name: 'cancelled', minArgs: 0, maxArgs: 0 },
  { name: 'hashFiles', minArgs: 1, maxArgs: 255 },
];

/** The value of an expression as plain JSON. */
export function evaluate(source: string, scope: Scope): unknown {
  const value = evaluateData(source, scope);
  const plain: unknown = JSON.parse(JSON.stringify(value, data.replacer) ?? 'null');
  return plain;
}

/** The value of an expression as the text that replaces `${{ }}`. */
export function evaluateText(source: string, scope: Scope): string {
  return evaluateData(source, scope).coerceString();
}

/** The value of a condition. */
export function evaluateCondition(source: string, scope: Scope): boolean {
  return truthy(evaluateData(source, scope));
}

function evaluateData(source: string, scope: Scope): data.ExpressionData {
  const expression = new Parser(tokensOf(source), CONTEXTS, FUNCTIONS).parse();
  return new Evaluator(expression, new Contexts(scope), functionsOf(scope)).evaluate();
}

/**
 * The package's lexer turns only the first `''` of a text into a quote, which would break every script that holds an
 * expression and more than one quote; the text is read again from its source here.
 */
function tokensOf(source: string): Token[] {
  return new Lexer(source)
    .lex()
    .tokens.map((token) =>
      token.type === TokenType.STRING
        ? { ...token, value: token.lexeme.slice(1, -1).replaceAll("''", "'") }
        : token,
    );
}

/** Converts a context only when an expression names it: the event payload alone can be large. */
class Contexts extends data.Dictionary {
  readonly #scope: Scope;

  constructor(scope: Scope) {
    super();
    this.#scope = scope;
  }

  override get(name: string): data.ExpressionData {
    const value = this.#scope.contexts[name.toLowerCase()];
    return toData(typeof value === 'function' ? (value as () => unknown)() : value);
  }
}

function toData(value: unknown): data.ExpressionData {
  const text = JSON.stringify(value);
  return text === undefined ? new data.Null() : (JSON.parse(text, data.reviver) as data.ExpressionData);
}

function functionsOf(scope: Scope): Map<string, FunctionDefinition> {
  const { status } = scope;
  const calls: Readonly<Record<string, (names: readonly string[]) => data.ExpressionData>> = {
    always: () => new data.BooleanData(true),
    success: (names) => new data.BooleanData(status.success(names)),
    failure: (names) => new data.BooleanData(status.failure(names)),
    cancelled: () => new data.BooleanData(status.cancelled()),
    hashFiles: (patterns) => new data.StringData(scope.hashFiles?.(patterns) ?? ''),
  };
  return new Map(
    FUNCTIONS.map((info) => {
      const call = (...args: data.ExpressionData[]) =>
        calls[info.name]?.(args.map((arg) => arg.coerceString())) ?? new data.Null();
      return [info.name.toLowerCase(), { ...info, call }];
    }),
  );
}
