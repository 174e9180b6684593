import { queryFreshness } from '@everfresh/core'
import { explain } from '@everfresh/core/explain'
import { expect, test } from 'vitest'
import { prepareStage, soon } from '../test/stage.ts'

const stage = prepareStage()

const key = ['rows', 'mine']

test('promise 2: when the socket breaks one query says polled and why, then catching up, then live; and explains it', async () => {
  const { insert, realtime, titles } = await stage.open()
  const freshness = queryFreshness(realtime, key)
  const told: string[] = []
  freshness.subscribe(() => {
    const { cause, state } = freshness.current
    const line = cause === undefined ? state : `${state}: ${cause.code}`
    if (line !== told.at(-1)) told.push(line)
  })
  await soon(() => freshness.current.state).toBe('live')
  expect(freshness.current.boundMs).toBeGreaterThan(298_000)
  await insert('pushed')
  await soon(titles).toEqual(['pushed'])
  await soon(() => freshness.current.state).toBe('live')
  const { from } = explain(realtime, key)
  expect(from.sentence).toMatch(/because an INSERT of rows was heard .* which means ROW\.$/)

  told.length = 0
  stage.backend.faults.dropSockets({ code: 1006 })
  await soon(() => told.at(-1)).toBe('live')
  expect(told).toEqual(['polling: socket-closed', 'catching-up', 'live'])
  expect(explain(realtime, key).from.sentence).toContain('because the connection went live')
})
