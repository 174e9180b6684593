/** Something a person can put right. The message says what happened, why, and what to do next. */
export class Failure extends Error {
  /** @override */
  name = 'Failure'
}

/** The person asked for the end: nothing went wrong, nothing is left to say. */
export class Stopped extends Error {
  /** @override */
  name = 'Stopped'
}

/**
 * The sentence to show for an error. Errors with a `code` of their own (LocalError) are written for
 * people already; anything else is a fault of ours and says how to see more. The stack is shown
 * only with EVERFRESH_DEBUG=1.
 * @param {unknown} error
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string}
 */
export function explain(error, env = process.env) {
  if (!(error instanceof Error)) return String(error)
  if (env.EVERFRESH_DEBUG === '1') return error.stack ?? error.message
  if (error instanceof Failure || error.name === 'LocalError') return error.message
  return `Something unexpected went wrong: ${error.message} Run it again with EVERFRESH_DEBUG=1 in the environment to see where.`
}

/**
 * The code of a Node system error such as `ENOENT`.
 * @param {unknown} error
 * @returns {string | undefined}
 */
export function errorCode(error) {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined
}
