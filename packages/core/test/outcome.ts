/** What came of `work` so far. */
export function outcome(work: Promise<unknown>): () => string {
  let came = 'waits'
  work.then(
    result => (came = `done: ${String(result)}`),
    (error: Error & { readonly code?: string }) => (came = `${error.code ?? error.message}`),
  )
  return () => came
}

/** A write that is answered when the test says so. */
export function underWay() {
  const resolves: ((text: string) => void)[] = []
  const answered = new Promise<string>(resolve => resolves.push(resolve))
  return { answered, answer: (text: string) => resolves[0]?.(text) }
}
