/** The backend did not do what was asked. */
export class BackendError extends Error {
  override readonly name = 'BackendError'
  /** `away`: no answer, or the server is not in order; asking again helps. `refused`: it does not. */
  readonly kind: 'away' | 'refused'
  constructor(kind: 'away' | 'refused', message: string) {
    super(message)
    this.kind = kind
  }
}
