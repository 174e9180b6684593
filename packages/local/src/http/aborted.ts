/**
 * Whether reading a body failed because the client went away in the middle: nobody is left to answer,
 * and nothing is wrong here.
 */
export function isAborted(error: unknown): boolean {
  // A lost connection to the database has the same code, but other words.
  return error instanceof Error && 'code' in error && error.message === 'aborted'
}

/** What such a request is answered with, unheard. */
export function unheard(): Response {
  return new Response(null, { status: 400 })
}
