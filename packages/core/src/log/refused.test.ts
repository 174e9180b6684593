import { expect, test } from 'vitest'
import { liveAndVouched, logged } from '../../test/logged.ts'
import { sessionOf, settle } from '../testing/index.ts'

/** Live, and the log says that the scope is not this user's any more. */
async function refused() {
  const l = await liveAndVouched([['list', 'a']])
  l.queryClient.setQueryData(['list', 'hidden'], 'what only members see')
  await l.clock.pass(60_000)
  await l.log.refuse()
  return l
}

test('F9: a scope that is refused is left at once, and what the caches hold of it is forgotten', async () => {
  const { list, queryClient, realtime, source } = await refused()
  expect(source.openScopes()).toEqual([])
  expect(realtime.state.current).toMatchObject({
    status: 'polling',
    cause: { code: 'unauthorized', message: 'This scope is not yours to read.' },
    log: { status: 'refused' },
  })
  expect(list.shown()).toBeUndefined()
  expect(queryClient.getQueryData(['list', 'hidden'])).toBeUndefined()
})

test('F9: what is on screen is asked for anew, since the backend decides what may be seen', async () => {
  const { list, story } = await refused()
  expect(story().at(-1)).toBe('62 fetches list a')
  await list.fail()
  expect(list.shown()).toBeUndefined()
})

test('F9: what is the user’s own whatever the scope stays in sight, and is asked for anew', async () => {
  const own = { key: ['own'], tables: ['rows'], ofUser: true } as const
  const l = await liveAndVouched([['list', 'a'], ['own']], {
    realtime: { families: [['list'], own] },
  })
  const shown = l.queryClient.getQueryData(['own'])
  l.queryClient.setQueryData(['own', 'hidden'], 'in no sight')
  await l.clock.pass(60_000)
  await l.log.refuse()
  expect(shown).toBeDefined()
  expect(l.queryClient.getQueryData(['own'])).toBe(shown)
  expect(l.queryClient.getQueryData(['own', 'hidden'])).toBe('in no sight')
  expect(l.queryClient.getQueryState(['own', 'hidden'])?.isInvalidated).toBe(true)
  expect(l.queryClient.getQueryData(['list', 'a'])).toBeUndefined()
  expect(l.story().slice(-2)).toEqual(['62 fetches list a', '62 fetches own'])
})

test('F9: it is asked again ever more rarely, from 5 s to 5 min, and dropped only once', async () => {
  const { clock, log, list, story } = await refused()
  await list.answer()
  story()
  for (let seconds = 0; seconds < 900; seconds += 1) {
    await clock.pass(1_000)
    if (log.open() > 0) await log.refuse()
  }
  const asked = story().filter(line => line.includes('asks'))
  const times = asked.map(line => Number(line.split(' ')[0]))
  const waits = times.slice(1).map((time, i) => Math.round(time - (times[i] ?? 0)))
  expect(asked.every(line => line.endsWith('asks a'))).toBe(true)
  expect(waits.slice(0, 5)).toEqual([10, 20, 40, 80, 160])
  expect(list.shown()).toBe(1)
})

test('F9: a new token is tried at once; granted, everything is fetched and it is live again', async () => {
  const { list, log, realtime, sessions, source, story } = await refused()
  await list.answer()
  story()
  sessions.say(sessionOf('ann', 'another token'), 'TOKEN_REFRESHED')
  await settle()
  expect(story().some(line => line.endsWith('asks a'))).toBe(true)
  await log.answer()
  expect(realtime.state.current.log?.status).toBe('trusted')
  expect(source.openScopes()).toEqual(['a'])
})

test('F9: refused again while it is live again, it is left again, and dropped only once', async () => {
  const { clock, list, log, realtime, source } = await refused()
  await list.answer()
  // What the server lets in all the same is tried rarely.
  await clock.pass(330_000)
  source.goLive()
  await settle()
  expect(realtime.state.current.status).toBe('live')
  while (log.open() > 0) await log.refuse()
  expect(realtime.state.current).toMatchObject({ status: 'polling', log: { status: 'refused' } })
  expect(list.shown()).toBe(1)
})

test('F9: granted later, the channel is joined again with the first answer', async () => {
  const { clock, list, log, realtime, source } = await refused()
  await list.answer()
  await clock.pass(6_000)
  expect([log.open(), source.openScopes()]).toEqual([1, []])
  await log.answer()
  expect(source.openScopes()).toEqual(['a'])
  source.goLive()
  await settle()
  expect(realtime.state.current).toMatchObject({ status: 'live', cause: undefined })
})

test('F9: a new token that comes while a question is under way is tried when that is refused', async () => {
  const { clock, list, log, sessions, story } = await refused()
  await list.answer()
  await clock.pass(6_000)
  story()
  sessions.say(sessionOf('ann', 'another token'), 'TOKEN_REFRESHED')
  await settle()
  // It had left with the token before.
  await log.refuse()
  expect(story().filter(line => line.includes('asks'))).toEqual(['68 asks a'])
})

test.each(['refuse', 'absent'] as const)(
  'F9, F12: a bookmark that comes after the log did %s comes too late: later all is fetched, and it is joined again',
  async how => {
    const { clock, log, realtime, source, story, watch } = await logged()
    const list = watch(['list', 'a'])
    await list.answer()
    await log[how]()
    realtime.resume({ scopeId: 'a', userId: 'ann', cursor: '0' })
    await clock.pass(6_000)
    expect(source.openScopes()).toEqual([])
    story()
    await log.answer()
    expect(source.openScopes()).toEqual(['a'])
    await list.answer()
    await clock.pass(0)
    expect(story()).toContain('6 fetches list a')
  },
)
