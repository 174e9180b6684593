/** A command line, a variable or a file that cannot be understood; `message` is for a person. Ends with exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
