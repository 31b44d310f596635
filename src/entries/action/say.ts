import { logLine } from '../../commands/log-line.js';

/** Writes to the log of the job. Names and messages in it may be of others, and must not command the runner. */
export function say(text: string): void {
  console.log(logLine(text));
}
