import { createHash } from 'node:crypto';

/** Namespace of the product's name-based UUIDs (RFC 9562, version 5). */
const NAMESPACE = Buffer.from('6f1c7f0e3b0e4a54b8c6a2d5f4c9be17', 'hex');

/**
 * The id of the workflow that a comment starts. The same comment always gives the same id, so that a delivery handled
 * twice finds the workflow instead of starting another. A server gives no two comments the same id, and a comment keeps
 * its own where the repository is renamed or transferred, so nothing else goes into it.
 */
export function workflowIdFor(commentId: number): string {
  const name = `comment-${commentId}`;
  const bytes = createHash('sha1').update(NAMESPACE).update(name).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
