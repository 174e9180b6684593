import { systemClock } from '@everfresh/core'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { causes, joinsOf, prepareStage, soon, status, story } from '../test/stage.ts'

// Only what time it is can be set, for the client and the backend alike; all timers and sockets are real.
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
const stage = prepareStage()
afterEach(() => void vi.useRealTimers())

const letPass = (ms: number): void => void vi.setSystemTime(systemClock.now() + ms)
const EIGHT_HOURS_MS = 8 * 3_600_000

test('C8: after hours hidden the channel is back with a renewed token', async () => {
  const app = await stage.open()
  await soon(() => status(app)).toBe('live')
  app.environment.visible.set(false)
  letPass(EIGHT_HOURS_MS)
  app.environment.visible.set(true)
  expect(status(app)).toBe('polling')
  await soon(() => status(app)).toBe('live')
  expect(story(app)).toEqual(['joining', 'live', 'joining', 'live'])
  // Not one join with the dead token, which the server would have refused.
  expect(causes(app)).toEqual(['token-expired'])
  expect(joinsOf(app)).toBe(2)
  await app.insert('after')
  await soon(app.titles).toEqual(['after'])
})

test('C8: also when the connection was cut meanwhile', async () => {
  const app = await stage.open()
  await soon(() => status(app)).toBe('live')
  app.environment.visible.set(false)
  stage.backend.faults.set({ realtime: 'off' })
  await soon(() => causes(app)).toEqual(['socket-closed'])
  letPass(EIGHT_HOURS_MS)
  stage.backend.faults.set({ realtime: 'on' })
  app.environment.visible.set(true)
  await soon(() => status(app)).toBe('live')
  expect(causes(app)).toEqual(['socket-closed', 'token-expired'])
  await app.insert('after')
  await soon(app.titles).toEqual(['after'])
})

test('R8, A4: who signs in next on the same client hears nothing of the one before', async () => {
  const app = await stage.open()
  await soon(() => status(app)).toBe('live')
  const { data } = await app.client.auth.getUser()
  await app.client.auth.signOut()
  await app.client.auth.signInAnonymously()
  await soon(() => status(app)).toBe('live')
  const heard = () => app.trace.entries().filter(({ what }) => what === 'event').length
  const before = heard()
  await stage.backend.sql(
    `insert into rows (owner, list, title) values ($1, 'mine', 'of the one before')`,
    [data.user?.id],
  )
  await app.insert('own')
  await soon(app.titles).toEqual(['own'])
  await soon(heard).toBe(before + 1)
  expect(app.client.getChannels()).toHaveLength(1)
})
