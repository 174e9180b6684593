import { expect, it } from 'vitest'
import { deadPort } from '../../test/odd-server.ts'
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
