/** Runs somebody else's callback; what it throws is reported, and the caller goes on. */
export function isolated(callback: () => void): void {
  try {
    callback()
  } catch (error) {
    reportFault(error)
  }
}

declare const reportError: ((error: unknown) => void) | undefined
declare const setTimeout: (fn: () => void, ms: number) => unknown

/**
 * Hands an error of somebody else's callback to whoever watches the page (`window.onerror`, or Node's
 * `uncaughtException`), without disturbing the caller.
 */
function reportFault(error: unknown): void {
  if (typeof reportError === 'function') return reportError(error)
  // Node has no `reportError`: thrown from a turn of its own it is just as uncaught.
  setTimeout(() => {
    throw error
  }, 0)
}
