import { expect, test } from 'vitest'
import { brief } from '../../test/findings.ts'
import { world } from '../../test/world.ts'
import { holdFindings } from './index.ts'

const found = ({ clock, realtime, trace }: ReturnType<typeof world>) =>
  holdFindings(realtime.holds(), trace.entries(), clock.now())

test('a hold that stays open is told with its reason; one that is released in time is not', async () => {
  const app = world()
  const release = app.realtime.hold(['list', 'a'], { reason: 'drag', timeoutMs: Infinity })
  await app.clock.pass(9_000)
  expect(found(app)).toEqual([])
  await app.clock.pass(2_000)
  expect(brief(found(app))).toEqual(['warning hold-left-open'])
  await app.clock.pass(20_000)
  const [finding] = found(app)
  expect(finding).toMatchObject({ severity: 'error', code: 'hold-left-open' })
  expect(finding?.evidence).toBe('The hold is for "drag" and has been on for 31 s.')
  release()
  expect(found(app)).toEqual([])
})

test('a hold that ran out is told as long as the trace knows it', async () => {
  const app = world()
  app.realtime.hold(['list', 'a'], { timeoutMs: 5_000 })
  await app.clock.pass(6_000)
  expect(brief(found(app))).toEqual(['warning hold-left-open'])
  expect(found(app)[0]?.evidence).toContain('has no reason given')
})

test('work that outlasts its hold is not told that nobody released it', async () => {
  const app = world()
  const work = new Promise<void>(done => void app.clock.after(9_000, done))
  const held = app.realtime.holdWhile([['list', 'a']], () => work, { timeoutMs: 5_000 })
  await app.clock.pass(9_000)
  await held
  const [finding] = found(app)
  expect(finding?.title).toBe('A hold of ["list","a"] was not released in time.')
  expect(finding?.next).toContain('a longer timeoutMs')
})
