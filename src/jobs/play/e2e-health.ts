/** Tells a service that does not answer from a test that fails. */
import { stripVTControlCharacters } from 'node:util';

/** Node's own test runner keeps nothing of a refused connection but `fetch failed`. */
const REFUSED =
  /\bfetch failed\b|\bECONNREFUSED\b|\bECONNRESET\b|\bEHOSTUNREACH\b|\bENOTFOUND\b|\bEAI_AGAIN\b|ERR_CONNECTION_(?:REFUSED|RESET)|ERR_NAME_NOT_RESOLVED|connection refused|failed to establish a new connection|could not connect to (?:server|host)|name or service not known|temporary failure in name resolution/i;
/** A health endpoint that answers with a server's error, in either order. */
const UNHEALTHY =
  /\/(?:health|healthz|livez|readyz|ready|status\/health)\b[^\n]{0,200}\b50[0234]\b|\b50[0234]\b[^\n]{0,200}\/(?:health|healthz|livez|readyz|ready)\b|\bhealth ?check\w* (?:failed|timed out)|\bis unhealthy\b|did not become (?:healthy|ready)/i;
/** What a test says whose service did answer, but otherwise than expected. */
const ASSERTED =
  /\bAssertionError\b|ERR_ASSERTION|\bexpect\(|Expected (?:values|pattern|:)|^E\s+assert\b|Expected[^\n]*\n[^\n]*Received/im;

/** The line that shows that a service is not there, or null when the tests have reached what they test. */
export function unhealthyService(output: string): string | null {
  const plain = stripVTControlCharacters(output);
  const found = REFUSED.exec(plain) ?? UNHEALTHY.exec(plain);
  if (found === null) return null;
  // A test that asserts has run against something: the fixer looks at that first.
  const withoutConnections = plain
    .split('\n')
    .filter((line) => !REFUSED.test(line))
    .join('\n');
  if (ASSERTED.test(withoutConnections)) return null;
  const start = plain.lastIndexOf('\n', found.index) + 1;
  const end = plain.indexOf('\n', found.index + found[0].length);
  return plain
    .slice(start, end < 0 ? undefined : end)
    .trim()
    .slice(0, 500);
}
