/** What came of one request to the backend. One that its caller aborted is none of these. */
export type BackendReport =
  /** The backend answered, be it with a refusal: it is there. */
  | { readonly type: 'answered' }
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
