import { browserFrames } from '../frames.ts'
import type { Screen, Trace } from './trace.ts'

/**
 * Records when what was fetched could first be seen. What it measures: React has been told of the new data, and
 * the browser is about to paint the next frame. It does not look at the screen: a component that suspends or
 * defers the data shows it later, and one that does not use it shows nothing. Of a hidden page, and where there
 * are no frames, nothing is recorded.
 */
export function recordRenders({
  add,
  subscribe,
}: Pick<Trace, 'add' | 'subscribe'>): Trace['renders'] {
  /** The newest fetch that was recorded as shown: several providers record it once. */
  let newestShown = 0

  return ({ cache, pollMode, schedule }: Screen) => {
    const frames = browserFrames()
    if (frames === undefined) return () => undefined
    const waiting = new Set<() => void>()
    let isOver = false
    const drop = (): void => {
      for (const undo of waiting) undo()
      waiting.clear()
    }

    const record = (hash: string, settled: number): void => {
      const query = cache.get(hash)
      if (query === undefined || settled <= newestShown) return
      newestShown = settled
      add('view', 'rendered', { key: query.queryKey, hash }, [settled])
    }
    const undo = subscribe(({ id, what, detail }) => {
      if (what !== 'settled' || detail.outcome !== 'success') return
      if (!pollMode.current.visible) return
      const { hash } = detail
      if (cache.get(hash)?.isActive() !== true) return
      schedule(() => {
        if (isOver || !pollMode.current.visible) return
        const forget = frames.next(() => {
          waiting.delete(forget)
          record(hash, id)
        })
        waiting.add(forget)
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
}
