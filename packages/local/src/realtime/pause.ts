/** Resolves after a time, at once (but not in the same turn) for 0. It keeps no process alive. */
export function pause(ms: number): Promise<void> {
  return ms === 0
    ? Promise.resolve()
    : new Promise(resolve => {
        setTimeout(resolve, ms).unref()
      })
}
