import { expect, test } from 'vitest'
import { page } from '../../test/page.ts'

test('P4: one broken query among others slows down to a minute, and the others are polled as ever', async () => {
  const { backend, clock, realtime, requests } = await page(5)
  backend.does = ({ list }) => (list === 0 ? 'fails' : 'answers')
  const states = new Set<string>()
  realtime.state.subscribe(() => states.add(realtime.state.current.backend))
  await clock.pass(600_000)
  const gaps = (list: number): number[] => {
    const at = requests.filter(request => request.list === list).map(request => request.at)
    return at.slice(1).map((time, i) => Math.round((time - (at[i] ?? 0)) / 1_000))
  }
  expect(gaps(0).map(gap => Math.round(gap / 5) * 5)).toEqual([
    5, 5, 10, 20, 40, 60, 60, 60, 60, 60, 60, 60, 60,
  ])
  expect(Math.max(...gaps(1))).toBeLessThanOrEqual(6)
  expect([...states]).not.toContain('away')
})

test('P4: while live one broken query is asked ever more rarely, and the backend is not taken for away', async () => {
  const { backend, change, clock, goLive, realtime, requests } = await page(3)
  goLive()
  await clock.pass(100)
  requests.length = 0
  const states = new Set<string>()
  realtime.state.subscribe(() => states.add(realtime.state.current.backend))
  backend.does = ({ list }) => (list === 0 ? 'fails' : 'answers')
  change('0')
  await clock.pass(200_000)
  const asked = (list: number) => requests.filter(request => request.list === list)
  expect(asked(0).map(({ at }) => Math.round(at / 1_000))).toEqual([0, 5, 9, 19, 39, 80, 139, 200])
  // To know which it is, one other query is asked when it fails for the third time in a row.
  expect(asked(1).length + asked(2).length).toBeLessThanOrEqual(3)
  expect([...states]).not.toContain('away')
})

test('P4: a stream of events does not hammer a broken query: from its third failure on, polling asks', async () => {
  const { backend, change, clock, requests, watch } = await page(2)
  backend.does = ({ list }) => (list === 9 ? 'fails' : 'answers')
  watch(9)
  await clock.pass(50)
  requests.length = 0
  for (let second = 0; second < 60; second += 1) {
    change('9')
    await clock.pass(1_000)
  }
  expect(requests.filter(({ list }) => list === 9).length).toBeLessThanOrEqual(8)
})
