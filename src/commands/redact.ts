/** Forms of secrets that are recognisable by themselves. Each keeps its prefix, so that a reader knows what it was. */
const SECRETS: readonly RegExp[] = [
  /\b(gh[pousr]_)[A-Za-z0-9]{20,}/g,
  /\b(github_pat_)\w{20,}/g,
  /\b(sk-(?:ant-|proj-)?)[A-Za-z0-9_-]{20,}/g,
  /\b((?:AKIA|ASIA))[A-Z0-9]{16}\b/g,
  /\b(AIza)[A-Za-z0-9_-]{30,}/g,
  /\b(xox[abprs]-)[A-Za-z0-9-]{10,}/g,
  /\b(npm_)[A-Za-z0-9]{30,}/g,
  /\b([sr]k_live_)[A-Za-z0-9]{16,}/g,
  /(-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----)(?!\[redacted\])[^-]{1,10000}/g,
];

/** Replaces what looks like a token or a private key by its prefix and `[redacted]`. Idempotent. */
export function redact(text: string): string {
  return SECRETS.reduce((current, secret) => current.replace(secret, '$1[redacted]'), text);
}
