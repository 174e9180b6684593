/** Undoes what was started, last first. */
export interface Teardown {
  add(undo: () => Promise<void>): void
  /** Runs every undo, also when one fails; throws the first failure at the end. Does nothing the second time. */
  run(): Promise<void>
}

/** Makes an empty teardown. */
export function createTeardown(): Teardown {
  const undos: (() => Promise<void>)[] = []
  const run = async (): Promise<void> => {
    const failures: unknown[] = []
    for (let undo = undos.pop(); undo !== undefined; undo = undos.pop()) {
      await undo().catch((error: unknown) => failures.push(error))
    }
    if (failures.length > 0) throw failures[0]
  }
  return { add: undo => void undos.push(undo), run }
}
