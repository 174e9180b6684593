const LONGEST_WAIT_MS = 20_000

/** Ends a request that gets no answer within 20 s, so that nobody waits for ever. */
export function withinLimit(): AbortSignal {
  return AbortSignal.timeout(LONGEST_WAIT_MS)
}
