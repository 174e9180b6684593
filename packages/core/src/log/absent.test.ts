import { expect, test } from 'vitest'
import { liveAndVouched, vouched } from '../../test/logged.ts'
import { settle } from '../testing/index.ts'

test('F4: where there is no log any more push is left, the cause says why, and lists are polled', async () => {
  const { clock, list, log, realtime, source, story } = await liveAndVouched()
  await clock.pass(60_000)
  await log.absent()
  expect(source.openScopes()).toEqual([])
  expect(realtime.state.current).toMatchObject({
    status: 'polling',
    cause: { code: 'misconfigured', message: 'There is no log here.' },
    log: { status: 'failing' },
  })
  // Nothing says that the rows are not this user's.
  expect(list.shown()).toBe(1)
  story()
  await clock.pass(6_000)
  expect(story().filter(line => line.includes('fetches'))).toEqual(['62.8 fetches list a'])
})

test('F4: nor does a proof of push make it live for longer than the log takes to answer', async () => {
  const { clock, log, realtime, source } = await vouched()
  await clock.pass(4_500)
  await log.absent()
  await clock.pass(330_000)
  source.goLive()
  await settle()
  while (log.open() > 0) await log.absent()
  expect(realtime.state.current.status).toBe('polling')
})

test('F4: once there is one the channel is joined again, at once', async () => {
  const { clock, log, realtime, source } = await liveAndVouched()
  await clock.pass(60_000)
  await log.absent()
  await clock.pass(6_000)
  expect([log.open(), source.openScopes()]).toEqual([1, []])
  await log.answer()
  source.goLive()
  await settle()
  expect(realtime.state.current.status).toBe('live')
})

test.each([
  ['nothing', [undefined]],
  ['a text for commits', [{ change: { kind: 'rows' }, commits: 'tx 1' }]],
])('F4: an answer with %s among its changes is one that failed', async (_, changes) => {
  const { clock, log, realtime } = await vouched()
  await clock.pass(4_500)
  await log.answer({ changes: changes as never, cursor: '7' })
  expect(realtime.state.current.log?.status).toBe('failing')
})
