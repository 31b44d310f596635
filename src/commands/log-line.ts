/**
 * Text for the log of an Actions job. The runner takes `::name::` at the start of a line and `##[name]` for commands to
 * itself, so that text of others must begin no line with the one and hold none of the other.
 */
export function logLine(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/^([^\S\n]*)::/gm, '$1: :')
    .replaceAll('##[', '## [');
}
