import { expect, test } from 'vitest'
import { prepareStage, soon, status, type App } from '../test/stage.ts'

const stage = prepareStage()

const backendOf = ({ realtime }: App): string => realtime.state.current.backend

/** Commits a row past the REST that fails. */
const commit = (title: string) =>
  stage.backend.sql(
    `insert into rows (owner, list, title) select owner, list, '${title}' from rows limit 1`,
  )

test('P4: three failed requests and the backend is left alone as long as it asks; back, all is shown', async () => {
  const app = await stage.open({ helped: true })
  await soon(() => status(app)).toBe('live')
  await app.insert('a')
  await soon(app.titles).toEqual(['a'])
  const requests: { readonly at: number; readonly type: string }[] = []
  app.reports?.subscribe(({ type }) => requests.push({ at: performance.now(), type }))

  stage.backend.faults.set({ rest: { status: 503, retryAfter: 6 } })
  for (let failed = 1; failed <= 3; failed += 1) {
    await commit(`b${failed}`)
    await soon(() => requests.length).toBe(failed)
  }
  const awayAt = requests[2]?.at ?? 0
  expect([backendOf(app), status(app)]).toEqual(['away', 'live'])
  stage.backend.faults.set({ rest: null })
  await commit('c')
  await soon(app.titles).toEqual(['a', 'b1', 'b2', 'b3', 'c'])
  expect(backendOf(app)).toBe('up')
  // The probe, which shows it: after the six seconds, and up to two and a half more.
  expect(requests.map(({ type }) => type)).toEqual(['failed', 'failed', 'failed', 'answered'])
  expect((requests[3]?.at ?? 0) - awayAt).toBeGreaterThan(5_900)
})

test('P4: without the helper’s reports the failures of queries tell; a person who asks ends the wait', async () => {
  const app = await stage.open()
  await soon(() => status(app)).toBe('live')
  await app.insert('a')
  await soon(app.titles).toEqual(['a'])
  stage.backend.faults.set({ rest: { status: 503 } })
  for (const title of ['b1', 'b2', 'b3']) {
    await commit(title)
    const refetches = () => app.trace.entries().filter(({ what }) => what === 'flush').length
    const before = refetches()
    await soon(refetches).toBeGreaterThan(before)
  }
  await soon(() => backendOf(app)).toBe('away')
  stage.backend.faults.set({ rest: null })
  app.realtime.reconnect()
  await soon(() => backendOf(app)).toBe('up')
  await soon(app.titles).toEqual(['a', 'b1', 'b2', 'b3'])
})
