/**
 * What is wrong, as a word to decide by:
 * - `invalid-option`: an option or an argument that nothing sensible can be done with.
 * - `no-provider`: a hook was used outside of its provider.
 * - `bad-snapshot`: what was to be read is no snapshot of a trace, or one of another version.
 * - `no-log`: something was asked that only a source with a change log can answer.
 * - `not-settled`: a write was made, and could not be seen to be shown.
 */
export type ErrorCode = 'invalid-option' | 'no-provider' | 'bad-snapshot' | 'no-log' | 'not-settled'

/**
 * The one error that Everfresh throws, always at once, at the call that is at fault. What goes wrong
 * later (a rule or a listener that throws, a source that fails) is never thrown: it is traced, with
 * advice, and everything else goes on.
 */
export class EverfreshError extends Error {
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string) {
    super(message)
    this.name = 'EverfreshError'
    this.code = code
  }
}
