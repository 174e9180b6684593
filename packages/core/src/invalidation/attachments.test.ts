import { expect, test } from 'vitest'
import { world } from '../../test/world.ts'
import { realtimesOf } from './attachments.ts'

test('it is known how many realtimes keep one cache fresh, whoever of their providers comes and goes', () => {
  const app = world()
  const cache = app.queryClient.getQueryCache()
  const undo = app.realtime.attach(cache)
  expect(realtimesOf(cache)).toBe(1)
  const other = world()
  other.realtime.attach(cache)
  expect(realtimesOf(cache)).toBe(2)
  undo()
  expect(realtimesOf(cache)).toBe(2)
  other.realtime.stop()
  expect(realtimesOf(cache)).toBe(1)
  app.realtime.stop()
  expect(realtimesOf(cache)).toBe(0)
})
