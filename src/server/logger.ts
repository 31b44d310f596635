import { type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/** Forms of credentials that must not reach a log, wherever in a line they stand. */
const CREDENTIALS = [
  /\bgh[a-z]_[A-Za-z0-9_]{16,}/g,
  /\bgithub_pat_[A-Za-z0-9_]{16,}/g,
  /\beyJ[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]{4,}/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----/g,
  /\bsha(?:1|256)=[0-9a-f]{40,64}/g,
];

const MASK = '[secret]';

/** Shorter ones would mask ordinary words. */
const SHORTEST_SECRET = 6;

/**
 * Makes the server's logger: one JSON object a line. Lines are masked as a whole just before they are written, so that a
 * secret inside an error's message, or in a field that nobody thought of, does not pass.
 *
 * @param secrets literal values to mask besides everything that has the form of a credential
 */
export function createLogger(
  level: string,
  secrets: readonly string[],
  write: (line: string) => void = (line) => void process.stdout.write(line),
): Logger {
  // In a line a secret stands as JSON has it: with its quotes and ends of lines escaped.
  const literal = secrets
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]);
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line: string) => write(mask(line, literal)) },
  );
}

function mask(line: string, literal: readonly string[]): string {
  const plain = literal.reduce((text, secret) => text.replaceAll(secret, MASK), line);
  return CREDENTIALS.reduce((text, form) => text.replace(form, MASK), plain);
}
