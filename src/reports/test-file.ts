const FOLDER = /(?:^|\/)(?:tests?|specs?|__tests__|e2e|cypress|integration[-_]tests?)\//i;
const NAME =
  /(?:[._-](?:tests?|specs?|check|e2e|cy)\.\w+|(?:Tests?|Spec|IT)\.(?:java|kt|scala|cs|swift|php))$/;
const PREFIX = /(?:^|\/)(?:test_[^/]*\.py|test-[^/]*\.[cm]?[jt]s)$/;
const CODE = /\.(?!(?:md|markdown|txt|rst|json|ya?ml|toml|lock|snap|svg|png)$)\w+$/i;

/** True for files that are tests by the habits of the usual languages. Spec Kit's own `specs/` holds none. */
export function isTestFile(path: string): boolean {
  if (path.startsWith('specs/') || !CODE.test(path)) return false;
  return FOLDER.test(path) || NAME.test(path) || PREFIX.test(path);
}
