/** What `error` says, whatever was thrown: an error, an object with a message, as supabase-js has them, or a word. */
export function errorText(error: unknown): string {
  try {
    if (error instanceof Error || typeof error !== 'object' || error === null) return String(error)
    return 'message' in error ? String(error.message) : String(error)
  } catch {
    // An object without a prototype has no text.
    return 'something that is no error'
  }
}
