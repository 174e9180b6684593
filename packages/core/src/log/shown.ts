import type { Clock } from '../clock.ts'
import { EverfreshError } from '../errors.ts'
import type { CachedQuery } from '../invalidation/query-cache.ts'
import type { Refetcher } from '../invalidation/refetcher.ts'
import type { InvalidationRouter } from '../invalidation/router.ts'

export interface ShownHost {
  readonly clock: Clock
  /** Resolves when the log has told what was committed until now; rejects if it does not answer. */
  readonly ask: () => Promise<void>
  /** Tells when nothing is asked or fetched any more. Returns its undo. */
  readonly onStop: (listener: () => void) => () => void
  readonly router: Pick<InvalidationRouter<never>, 'covered' | 'isOwed' | 'nextOrder' | 'onTouch'>
}

/** What a write changed has been asked for and shown by then, or something is wrong. */
const SHOWN_WITHIN_MS = 10_000

type Undo = () => void

/** Resolves when every query on screen shows what was committed until now. */
export async function shown(host: ShownHost): Promise<void> {
  const undos: Undo[] = []
  const over = givesUp(host, undos)
  try {
    await Promise.race([host.ask(), over])
    await Promise.race([allShown(host.router, undos), over])
  } catch (error) {
    if (error instanceof EverfreshError) throw error
    throw notSettled(error instanceof Error ? error.message : '')
  } finally {
    for (const undo of undos) undo()
  }
}

function notSettled(why: string): EverfreshError {
  const message = `The write was made, but it cannot be said whether it is shown. ${why}`
  return new EverfreshError('not-settled', message.trimEnd())
}

/** Rejects when the time is up, or the log is stopped, unless it is undone before. */
function givesUp({ clock, onStop }: ShownHost, undos: Undo[]): Promise<never> {
  const over = new Promise<never>((_, reject) => {
    const giveUp = (why: string) => (): void => reject(notSettled(why))
    undos.push(
      clock.after(
        SHOWN_WITHIN_MS,
        giveUp(`Not everything was fetched within ${SHOWN_WITHIN_MS / 1_000} s.`),
      ),
      onStop(giveUp('It was stopped.')),
    )
  })
  // Whoever raced it has heard.
  over.catch(() => undefined)
  return over
}

/**
 * What the log has told of is owed by now: each query that is must show what was fetched since. One that is static is
 * never fetched again.
 */
function allShown(router: ShownHost['router'], undos: Undo[]): Promise<void> {
  const order = router.nextOrder()
  const waiting = new Map(Array.from(router.covered()).filter(([query]) => query.isActive()))
  const isShown = (query: CachedQuery, refetcher: Refetcher): boolean =>
    !query.isActive() ||
    query.isStatic() ||
    // Whoever holds it does not want it shown yet, and may be waiting for us.
    refetcher.isHeld(query) ||
    !router.isOwed(query, refetcher) ||
    refetcher.showsSince(query, order)
  /** A cache that was detached and attached again has another refetcher, which knows nothing of what is owed. */
  const meetAgain = (): void => {
    for (const [query, refetcher] of Array.from(router.covered())) {
      const before = waiting.get(query)
      if (before === undefined || before === refetcher) continue
      waiting.set(query, refetcher)
      refetcher.cover(query, order)
    }
  }
  return new Promise(resolve => {
    const look = (): void => {
      for (const [query, refetcher] of waiting) if (isShown(query, refetcher)) waiting.delete(query)
      if (waiting.size === 0) resolve()
    }
    undos.push(
      router.onTouch(keys => {
        if (keys === undefined) meetAgain()
        look()
      }),
    )
    look()
  })
}
