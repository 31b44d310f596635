import type { BackendFailureType } from './backend.js';

/**
 * The row of the recovery table for what a model's service has refused. What a person must mend (key, rights, credit,
 * a model that does not exist) is not tried again; what passes by itself (too many requests, overload, network) is.
 * Unknown failures are tried again too: a few attempts are cheap, and then a person is asked.
 */
export function classifyFailure(
  message: string,
  status: number | null = statusIn(message),
): BackendFailureType {
  // Comes with status 429, and no waiting helps.
  if (EXHAUSTED.test(message)) return 'UnrecoverableError';
  if (status !== null)
    return PASSING.has(status) || status >= 500 ? 'ExternalServiceError' : 'UnrecoverableError';
  return NEEDS_A_PERSON.test(message) ? 'UnrecoverableError' : 'ExternalServiceError';
}

const PASSING = new Set([408, 409, 425, 429]);

const EXHAUSTED =
  /insufficient_quota|credit balance is too low|billing_(?:hard_limit|not_active)|exceeded your current quota/i;

const NEEDS_A_PERSON =
  /invalid[ _]?(?:api|x-api)[ _-]?key|unauthori[sz]ed|unauthenticated|authentication[_ ](?:error|failed|required)|permission[_ ]denied|forbidden|not logged in|please (?:run|set).{0,40}(?:login|auth|key)|invalid_request_error|INVALID_ARGUMENT|model[^.]{0,60}(?:not found|does not exist|not supported)|no such model/i;

/** An HTTP status that the text names as one. Any other number of three digits may be anything. */
export function statusIn(message: string): number | null {
  const found =
    /(?:status(?:code)?|api error|http|code|error)["']?[:= ]{1,3}\(?(?:code[: ]{1,2})?([45]\d\d)\b/i.exec(
      message,
    )?.[1];
  return found === undefined ? null : Number(found);
}
