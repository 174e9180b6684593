/**
 * Runs somebody else's callback, which may be async; what it throws, or rejects with, goes to `onFault`
 * (default: reported), and the caller goes on.
 */
export function isolated(
  callback: () => unknown,
  onFault: (error: unknown) => void = reportFault,
): void {
  try {
    const result = callback()
    // Only a real promise: a thenable may be lazy, and to look at it would start it.
    if (result instanceof Promise) result.catch(onFault)
  } catch (error) {
    onFault(error)
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
