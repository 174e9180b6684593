/** What `error` says, whatever was thrown: an error, an object with a message, as supabase-js has them, or a word. */
export function errorText(error: unknown): string {
  try {
    const isPlain = typeof error === 'object' && !(error instanceof Error)
    const message: unknown = isPlain && error !== null && 'message' in error ? error.message : error
    return String(message)
  } catch {
    // An object without a prototype has no text.
    return 'something that is no error'
  }
}
