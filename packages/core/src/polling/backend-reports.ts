/** What came of one request to the backend. One that its caller aborted is none of these. */
export type BackendReport =
  /**
   * The backend answered, be it with a refusal: it is there. `wrote`: what the request called itself as it wrote
   * (a change that it made carries this as its `origin`).
   */
  | { readonly type: 'answered'; readonly wrote?: string }
  /**
   * No answer, a server error (5xx) or too many requests (429). `retryAfterMs`: how long the backend asks
   * to be left alone, where it says so.
   */
  | { readonly type: 'failed'; readonly retryAfterMs?: number }
  /** The token is not good (401): a matter of auth, no sign of an outage. */
  | { readonly type: 'unauthorized' }

/** The port through which the outcomes of requests come, each request once. */
export interface BackendReports {
  /** Calls `listener` with the outcome of each request from now on. Returns its undo. */
  readonly subscribe: (listener: (report: BackendReport) => void) => () => void
}

const FIRST_SERVER_ERROR = 500
const UNAUTHORIZED = 401
const TOO_MANY_REQUESTS = 429

/** What an answer with this HTTP status says of the backend. */
export function reportOfStatus(status: number): BackendReport {
  if (status === UNAUTHORIZED) return { type: 'unauthorized' }
  const failed = status >= FIRST_SERVER_ERROR || status === TOO_MANY_REQUESTS
  return { type: failed ? 'failed' : 'answered' }
}
