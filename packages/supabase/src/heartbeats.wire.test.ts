import { systemClock, type Signal } from '@everfresh/core'
import { manualClock } from '@everfresh/core/testing'
import { expect, test } from 'vitest'
import { slowLink, type SlowLink } from '../test/slow-link.ts'
import {
  causes,
  count,
  heartbeatsAnswered,
  heartbeatsSent,
  soon,
  sourceOf,
  status,
  story,
  prepareStage,
  wake,
} from '../test/stage.ts'

const stage = prepareStage()

async function linkOf(roundTripMs: number): Promise<SlowLink> {
  const link = await slowLink(stage.backend.url, roundTripMs)
  stage.closing(link.close)
  return link
}

test('C8: a wake while a heartbeat is under way leaves a healthy socket alone', async () => {
  const { url } = await linkOf(150)
  const app = await stage.open({ url, heartbeatIntervalMs: 1_000 })
  await soon(() => status(app)).toBe('live')
  await soon(() => heartbeatsSent(app) - heartbeatsAnswered(app)).toBe(1)
  const before = heartbeatsSent(app)
  wake(app)
  await soon(() => heartbeatsAnswered(app)).toBeGreaterThan(before)
  expect(story(app)).toEqual(['joining', 'live'])
})

test('C8: a wake just before a heartbeat leaves a healthy socket alone', async () => {
  const { url } = await linkOf(150)
  const app = await stage.open({ url, heartbeatIntervalMs: 1_000 })
  await soon(() => status(app)).toBe('live')
  await soon(() => heartbeatsAnswered(app)).toBe(1)
  const answeredAt = systemClock.now()
  await soon(() => systemClock.now() - answeredAt > 900).toBe(true)
  wake(app)
  await soon(() => heartbeatsAnswered(app)).toBeGreaterThan(2)
  expect(story(app)).toEqual(['joining', 'live'])
})

test('C8: a wake on a slow network leaves a healthy socket alone', async () => {
  const { url } = await linkOf(1_200)
  const app = await stage.open({ url })
  await soon(() => status(app)).toBe('live')
  wake(app)
  await soon(() => heartbeatsAnswered(app)).toBe(1)
  expect(heartbeatsSent(app)).toBe(1)
  expect(story(app)).toEqual(['joining', 'live'])
})

test('C8: a socket that died in the sleep is given up, and what was missed is shown', async () => {
  const link = await linkOf(20)
  const app = await stage.open({ url: link.url, heartbeatIntervalMs: 3_000 })
  const { data } = await app.client.auth.getUser()
  await soon(() => status(app)).toBe('live')
  await soon(() => heartbeatsAnswered(app)).toBe(1)
  link.silence()
  await stage.backend.sql(`insert into rows (owner, list, title) values ($1, 'mine', 'missed')`, [
    data.user?.id,
  ])
  wake(app)
  await soon(app.titles).toEqual(['missed'])
  await soon(() => status(app)).toBe('live')
  expect(causes(app)).toContain('heartbeat-missed')
})

/** One scope of a source, as the connection would open it. */
function listen(source: ReturnType<typeof sourceOf>) {
  const signals: Signal[] = []
  const scope = source.open({ id: 'mine', userId: 'of the session' }, signal => {
    signals.push(signal)
  })
  stage.closing(scope.close)
  const heard = (type: Signal['type']): number =>
    signals.filter(signal => signal.type === type).length
  return { ...scope, signals, heard }
}

test('C8: only a probe after an overdue answer costs the socket', async () => {
  const clock = manualClock()
  const link = await linkOf(20)
  const connected = await stage.connect({ url: link.url })
  const scope = listen(sourceOf(connected.client, 'list:mine', clock))
  await soon(() => scope.heard('proved')).toBe(1)

  scope.probe()
  await soon(() => scope.heard('alive')).toBe(1)

  link.silence()
  scope.probe()
  scope.probe()
  clock.advance(999)
  scope.probe()
  expect(heartbeatsSent(connected)).toBe(2)
  expect(scope.heard('lost')).toBe(0)
  clock.advance(1)
  scope.probe()
  expect(scope.signals.at(-1)).toMatchObject({ type: 'lost', cause: { code: 'heartbeat-missed' } })

  // The client's own new socket owes nothing for the old one.
  await soon(() => scope.heard('proved')).toBe(2)
  scope.probe()
  await soon(() => scope.heard('alive')).toBe(2)
})

test('C8: a heartbeat that was under way when the socket closed is not waited for', async () => {
  const clock = manualClock()
  const link = await linkOf(150)
  const connected = await stage.connect({ url: link.url, heartbeatIntervalMs: 120_000 })
  const scope = listen(sourceOf(connected.client, 'list:mine', clock))
  await soon(() => scope.heard('proved')).toBe(1)
  scope.probe()
  stage.backend.faults.dropSockets({ code: 1006 })
  await soon(() => scope.heard('proved')).toBe(2)
  scope.probe()
  await soon(() => scope.heard('alive')).toBe(1)
})

test('all sources of one client hear that the server answered, until they close', async () => {
  const connected = await stage.connect({ heartbeatIntervalMs: 200 })
  const mine = listen(sourceOf(connected.client, 'list:mine'))
  const ours = listen(sourceOf(connected.client, 'list:ours'))
  await soon(() => mine.heard('alive') > 0 && ours.heard('alive') > 0).toBe(true)
  ours.close()
  const [mineBefore, oursBefore] = [mine.heard('alive'), ours.heard('alive')]
  await soon(() => mine.heard('alive')).toBeGreaterThan(mineBefore + 1)
  expect(ours.heard('alive')).toBe(oursBefore)
  expect(count(connected, 'transport connected')).toBe(1)
})
