/** What is no uuid cannot be the id of a row, and asking the backend for it would be an error. */
export function isUuid(text: string | null | undefined): text is string {
  return typeof text === 'string' && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text)
}
