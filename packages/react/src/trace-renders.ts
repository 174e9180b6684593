import type { Realtime, Trace } from '@everfresh/core'
import { notifyManager, type QueryCache } from '@tanstack/react-query'

/** The newest fetch of each trace that was recorded as shown: several providers record it once. */
const newestShown = new WeakMap<Trace, number>()

/**
 * Records when what was fetched could first be seen, where a trace is on. What it measures: React has been
 * told of the new data, and the browser is about to paint the next frame. It does not look at the screen: a
 * component that suspends or defers the data shows it later, and one that does not use it shows nothing. Of
 * a hidden page, and where there are no frames, nothing is recorded. Returns its undo.
 */
export function traceRenders(
  { trace, pollMode }: Pick<Realtime, 'trace' | 'pollMode'>,
  cache: QueryCache,
): () => void {
  if (!trace.on || typeof requestAnimationFrame !== 'function') return () => undefined
  const frames = new Set<number>()
  let isOver = false
  const drop = (): void => {
    for (const frame of frames) cancelAnimationFrame(frame)
    frames.clear()
  }

  const record = (hash: string, settled: number): void => {
    const query = cache.get(hash)
    if (query === undefined || settled <= (newestShown.get(trace) ?? 0)) return
    newestShown.set(trace, settled)
    trace.add('view', 'rendered', { key: query.queryKey, hash }, [settled])
  }
  const undo = trace.subscribe(({ id, what, detail }) => {
    if (what !== 'settled' || detail.outcome !== 'success') return
    if (!pollMode.current.visible) return
    const { hash } = detail
    if (cache.get(hash)?.isActive() !== true) return
    // Behind React's own notification, which waits in the same queue.
    notifyManager.schedule(() => {
      if (isOver || !pollMode.current.visible) return
      const frame = requestAnimationFrame(() => {
        frames.delete(frame)
        record(hash, id)
      })
      frames.add(frame)
    })
  })
  // A hidden page has no frames: what waits for one would be recorded minutes late.
  const unwatch = pollMode.subscribe(() => {
    if (!pollMode.current.visible) drop()
  })
  return () => {
    isOver = true
    undo()
    unwatch()
    drop()
  }
}
