/** One way in which an exchange differs from what GitHub documents. */
export interface Violation {
  readonly where: 'path' | 'method' | 'query' | 'request-body' | 'status' | 'response-body';
  readonly message: string;
  /** JSON pointer into the body at fault. */
  readonly pointer?: string;
}

/** True for the ways in which a recorder may note that there was no body. */
export function isEmptyBody(body: unknown): body is undefined | null | '' {
  return body === undefined || body === null || body === '';
}
