/** What one request takes, in ms: the way there and back, PostgREST and a query. */
const ANSWER_MS = 100

/**
 * The REST API: it tells `onRequest` of each request, and answers after {@link ANSWER_MS}.
 *
 * @param {import('@everfresh/core').Clock} clock
 * @param {() => void} onRequest
 */
export function restApi(clock, onRequest) {
  let version = 0
  return {
    /** @returns {Promise<number>} Other data each time. */
    ask: () => {
      onRequest()
      version += 1
      const answer = version
      return new Promise(resolve => void clock.after(ANSWER_MS, () => resolve(answer)))
    },
  }
}
