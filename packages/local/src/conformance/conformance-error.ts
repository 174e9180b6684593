/** The command was given what it cannot work with. The message is one sentence for a person. */
export class ConformanceError extends Error {
  override readonly name = 'ConformanceError'
}
