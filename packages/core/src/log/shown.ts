import type { Clock } from '../clock.ts'
import { EverfreshError } from '../errors.ts'
import type { CachedQuery } from '../invalidation/query-cache.ts'
import type { Refetcher } from '../invalidation/refetcher.ts'
import type { InvalidationRouter } from '../invalidation/router.ts'

export interface ShownHost {
  readonly clock: Clock
  /** Resolves when the log has told what was committed until now; rejects if it does not answer. */
  readonly ask: () => Promise<void>
  readonly router: Pick<InvalidationRouter<never>, 'covered' | 'isOwed' | 'nextOrder' | 'onTouch'>
}

/** What a write changed has been asked for and shown by then, or something is wrong. */
const SHOWN_WITHIN_MS = 10_000

/** Resolves when every query on screen shows what was committed until now. */
export async function shown({ ask, clock, router }: ShownHost): Promise<void> {
  const limit = timeLimit(clock)
  try {
    await Promise.race([ask(), limit.over])
    await Promise.race([allShown(router), limit.over])
  } catch (error) {
    if (error instanceof EverfreshError) throw error
    throw notSettled(error instanceof Error ? error.message : '')
  } finally {
    limit.end()
  }
}

function notSettled(why: string): EverfreshError {
  const message = `The write was made, but it cannot be said whether it is shown. ${why}`
  return new EverfreshError('not-settled', message.trimEnd())
}

/** `over` rejects when the time is up, unless it was ended before. */
function timeLimit(clock: Clock): { readonly over: Promise<never>; readonly end: () => void } {
  let end = (): void => undefined
  const over = new Promise<never>((_, reject) => {
    end = clock.after(SHOWN_WITHIN_MS, () =>
      reject(notSettled(`Not everything was fetched within ${SHOWN_WITHIN_MS / 1_000} s.`)),
    )
  })
  // Whoever raced it has heard.
  over.catch(() => undefined)
  return { over, end: () => end() }
}

/**
 * What the log has told of is owed by now: each query that is must show what was fetched since. One that is static is
 * never fetched again.
 */
function allShown(router: ShownHost['router']): Promise<void> {
  const order = router.nextOrder()
  let waiting = Array.from(router.covered()).filter(([query]) => query.isActive())
  const isShown = (query: CachedQuery, refetcher: Refetcher): boolean =>
    !query.isActive() ||
    query.isStatic() ||
    // Whoever holds it does not want it shown yet, and may be waiting for us.
    refetcher.isHeld(query) ||
    !router.isOwed(query, refetcher) ||
    refetcher.showsSince(query, order)
  return new Promise(resolve => {
    let undo = (): void => undefined
    const look = (): void => {
      waiting = waiting.filter(([query, refetcher]) => !isShown(query, refetcher))
      if (waiting.length > 0) return
      undo()
      resolve()
    }
    undo = router.onTouch(look)
    look()
  })
}
