import { expect, test } from 'vitest'
import { world } from '../../test/world.ts'
import { settle } from '../testing/index.ts'

const TABS = 40

/** What `play` tells of each of forty tabs, which differ in what they draw only. */
function ofEachTab<T>(play: (random: number) => T): T[] {
  return Array.from({ length: TABS }, (_, nth) => play((nth + 0.5) / TABS))
}

/** When a tab that was live for two minutes asks for its list, in ms after the loss of realtime. */
async function firstPoll(random: number, spreadMs: number): Promise<number> {
  const { clock, goLive, source, watch } = world({ random, realtime: { windows: { spreadMs } } })
  const list = watch(['list', 'a'])
  await settle()
  await list.answer()
  goLive()
  await clock.pass(spreadMs)
  await list.answer()
  await clock.pass(120_000)
  const lostAt = clock.now()
  source.say({ type: 'lost', cause: { code: 'channel-error', message: 'cut' } })
  await clock.pass(12_000)
  return (list.startedAt[2] ?? Infinity) - lostAt
}

test('P2: forty tabs that show the same list do not poll it together', async () => {
  const intervals = ofEachTab(random => {
    const { queryClient, realtime, watch } = world({ random })
    watch(['list', 'a'])
    const [query] = queryClient.getQueryCache().getAll()
    return Number(query && realtime.pollInterval(query))
  })
  expect(new Set(intervals).size).toBe(TABS)
  expect(Math.min(...intervals)).toBeGreaterThanOrEqual(4_000)
  expect(Math.max(...intervals)).toBeLessThanOrEqual(6_000)
  expect(Math.max(...intervals) - Math.min(...intervals)).toBeGreaterThan(1_500)
})

test.each([
  [0, 1_000],
  [10_000, 10_000],
])(
  'P1, P2: what all tabs owe when realtime goes away from them at once is asked over a second, or over the spread (%i ms)',
  async (spreadMs, overMs) => {
    const waits = await Promise.all(ofEachTab(random => firstPoll(random, spreadMs)))
    const crowded = Array.from(
      { length: 10 },
      (_, tenth) => waits.filter(ms => Math.floor((10 * ms) / overMs) === tenth).length,
    )
    expect(crowded.reduce((sum, tabs) => sum + tabs)).toBe(TABS)
    expect(Math.max(...crowded)).toBeLessThan(TABS / 3)
  },
)
