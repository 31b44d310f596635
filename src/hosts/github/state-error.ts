/** State that cannot be used and must not be guessed at (rule S4). */
export class StateError extends Error {
  override readonly name = 'StateError';
  readonly reason: 'corrupt' | 'newer';

  constructor(reason: 'corrupt' | 'newer', message: string) {
    super(message);
    this.reason = reason;
  }
}
