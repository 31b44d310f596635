import { STREAMING } from './shared.js';
import { signal } from './types.js';

/** The seed's third condition: "E2E test" in the requirements. End-to-end encryption is something else. */
export const E2E_ASKED = signal(
  3,
  'E2E tests are asked for',
  'e2e(?! encrypt\\w*)(?:[- ](?:tests?|testing|coverage|suite|checks?|scenarios?))?',
  'end[- ]to[- ]end[- ](?:tests?|testing|coverage|suite|checks?|scenarios?)',
  'test(?:ed|s|ing)?(?: it| this| that| all)? end[- ]to[- ]end',
  '(?:playwright|cypress|selenium) tests?',
);

/** The seed's second condition, beside a high score of integration. */
export const E2E_STREAMING = signal(2, 'streaming or real time', ...STREAMING, 'stt', 'tts', 'sts');

/** Where the request wants none. */
export const E2E_RULED_OUT =
  /\b(?:no|without|skip(?:ping)?|ohne|keine|sans|sin) (?:[\w-]+ ){0,2}(?:e2e|end[- ]to[- ]end)\b/i;
