/**
 * What is to be undone at the end, last in, first out. Each is undone once, also when another fails.
 */
export function createUndos() {
  /** @type {Array<() => unknown>} */
  const undos = []
  return {
    /** @param {() => unknown} undo */
    defer: undo => void undos.push(undo),
    /** Rejects with the first that failed, when all have been tried. */
    undoAll: async () => {
      /** @type {unknown[]} */
      const errors = []
      while (undos.length > 0) {
        try {
          await undos.pop()?.()
        } catch (error) {
          errors.push(error)
        }
      }
      if (errors.length > 0) throw errors[0]
    },
  }
}
