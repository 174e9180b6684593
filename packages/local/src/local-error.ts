/** What kind of thing went wrong while the backend was starting; stable, for programs to switch on. */
export type LocalErrorCode =
  | 'bad-option'
  | 'data-damaged'
  | 'data-foreign'
  | 'data-in-use'
  | 'data-unwritable'
  | 'data-version'
  | 'db-privilege'
  | 'db-read-only'
  | 'db-unreachable'
  | 'db-version'
  | 'db-wal-level'
  | 'engine-failed'
  | 'engine-missing'
  | 'engine-root'
  | 'migration-failed'
  | 'not-stopped'
  | 'port-busy'

/** A start that failed for a reason a person can act on: `message` says what happened and what to do next. */
export class LocalError extends Error {
  override readonly name = 'LocalError'
  readonly code: LocalErrorCode
  constructor(code: LocalErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options)
    this.code = code
  }
}
