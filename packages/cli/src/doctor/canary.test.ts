import { expect, it } from 'vitest'
import { deadPort, startMutePostgres } from '../../test/odd-server.ts'
import { checkCanary } from './canary.ts'

const api = { url: 'http://127.0.0.1:1', key: 'sb_publishable_x', keyFrom: '--key' }

it('makes nothing for somebody who had enough before it began', async () => {
  // Nobody listens there: asking for anything would be an error.
  const databaseUrl = `postgres://postgres@127.0.0.1:${await deadPort()}/postgres`
  const stop = AbortSignal.abort()
  const run = { api, databaseUrl, timeoutMs: 1000, waitsMs: 1000, publishesAll: false, stop }
  expect(await checkCanary(run)).toEqual({
    skipped: 'it was stopped before its table was made',
  })
})

it('drops nothing where it never made anything: nobody let it in', async () => {
  const databaseUrl = `postgres://postgres@127.0.0.1:${await deadPort()}/postgres`
  const stop = new AbortController().signal
  const run = { api, databaseUrl, timeoutMs: 1000, waitsMs: 1000, publishesAll: false, stop }
  expect(await checkCanary(run)).toMatchObject({ findings: [{ code: 'database-unreachable' }] })
})

it('drops nothing where it never made anything: it was stopped while it connected', async () => {
  const { port, stop: shut } = await startMutePostgres()
  const databaseUrl = `postgres://postgres@127.0.0.1:${port}/postgres`
  const person = new AbortController()
  const run = { api, databaseUrl, timeoutMs: 300, waitsMs: 1000, publishesAll: false }
  const checking = checkCanary({ ...run, stop: person.signal })
  person.abort()
  expect(await checking).toEqual({ skipped: 'it was stopped before its table was made' })
  shut()
})
