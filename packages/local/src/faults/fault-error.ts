/** A wish for a fault that makes no sense, or that is not there; `message` names the field and what is accepted. */
export class FaultError extends Error {
  override readonly name = 'FaultError'
  /** `unknown-fault`: no fault has the id asked for. */
  readonly code: 'bad-fault' | 'unknown-fault'

  constructor(message: string, code: FaultError['code'] = 'bad-fault') {
    super(message)
    this.code = code
  }
}
