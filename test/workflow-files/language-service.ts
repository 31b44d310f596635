import { LogLevel, registerLogger, setLogLevel, validate } from '@actions/languageservice';
import { actionsMetadata } from './action-metadata.js';

type TextDocument = Parameters<typeof validate>[0];

let documents = 0;

/** Validates a workflow file or an action.yml with GitHub's own language service; each finding is `line: message`. */
export async function findProblems(file: string, text: string): Promise<readonly string[]> {
  const crashes: string[] = [];
  // The service logs an exception of its own and then reports no findings: that must not pass for a clean file.
  setLogLevel(LogLevel.Error);
  registerLogger({
    error: (message) => crashes.push(message),
    warn: () => undefined,
    info: () => undefined,
    log: () => undefined,
  });
  const findings = await validate(asDocument(file, text), { actionsMetadataProvider: actionsMetadata });
  if (crashes.length > 0) throw new Error(`the language service failed on ${file}: ${crashes.join('; ')}`);
  return findings.map(({ message, range }) => {
    const text = typeof message === 'string' ? message : message.value;
    return `${range.start.line + 1}: ${text}`;
  });
}

/** The service reads no more of a document than this; it caches by URI, so each text gets its own. */
function asDocument(file: string, text: string): TextDocument {
  documents += 1;
  return { uri: `file:///${documents}/${file}`, getText: () => text } as TextDocument;
}
