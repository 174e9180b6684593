import { QueryObserver } from '@tanstack/query-core'
import { expect, test } from 'vitest'
import { world } from '../../test/world.ts'

const FETCH_MS = 150

test.each(Array.from({ length: 40 }, (_, i) => [i * 150]))(
  'P6, C4: handing back to push %i ms into a poll’s cycle fetches once, from after the proof, and no more',
  async ms => {
    const { clock, database, queryClient, realtime, source } = world({ random: 0.7 })
    realtime.follow('a')
    const startedAt: number[] = []
    const observer = new QueryObserver(queryClient, {
      queryKey: ['list', 'a'],
      queryFn: () => {
        startedAt.push(clock.now())
        const { version } = database
        return new Promise(resolve => clock.after(FETCH_MS, () => resolve(version)))
      },
    })
    observer.subscribe(() => undefined)
    await clock.pass(10_000 + ms)
    // Nobody is told of this one: it is the gap.
    database.version += 1
    const provedAt = clock.now()
    source.goLive()
    await clock.pass(60_000)
    const after = startedAt.filter(at => at >= provedAt)
    expect(after).toHaveLength(1)
    expect(after[0]).toBeLessThanOrEqual(provedAt + FETCH_MS)
    expect(observer.getCurrentResult().data).toBe(database.version)
  },
)
